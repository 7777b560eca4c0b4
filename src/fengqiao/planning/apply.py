"""A plan put into effect: the dataset of its stock with every move made."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs

from fengqiao.engine.persons import plain
from fengqiao.errors import Problem, Text, Where
from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import STANDING, Committee, Fact, Post, Studio, Training
from fengqiao.model.source import Source
from fengqiao.model.staffing import FULL_TIME, MOVES, PART_TIME, Move, StaffingPlan
from fengqiao.planning.cost import Charge, county_of

DAY = timedelta(days=1)


@attrs.frozen(eq=False)
class Applied:
    """The dataset with every move made, what the moves charge, and what was wrong with them."""

    data: Dataset
    charges: tuple[Charge, ...]
    problems: tuple[Problem, ...]


def apply(data: Dataset, plan: StaffingPlan) -> Applied:
    """Make every move of a plan over a stock (see `stock`); a Problem for each that cannot be made."""
    work = _Work(data, plan)
    for number, move in enumerate(sorted(plan.moves, key=lambda one: one.on), 1):
        work.make(move, number)
    return work.done()


@attrs.define
class _Work:
    data: Dataset
    plan: StaffingPlan
    posts: dict[str, Post] = attrs.field(init=False)
    studios: dict[str, Studio] = attrs.field(init=False)
    committees: dict[str, Committee] = attrs.field(init=False)
    trainings: list[Fact] = attrs.field(factory=list, init=False)
    charges: list[Charge] = attrs.field(factory=list, init=False)
    problems: list[Problem] = attrs.field(factory=list, init=False)
    source: Source = attrs.field(init=False)
    optional: frozenset[str] = attrs.field(init=False)

    def __attrs_post_init__(self) -> None:
        self.posts = {post.id: post for post in self.data.of("posts", Post)}
        self.studios = {studio.id: studio for studio in self.data.of("studios", Studio)}
        self.committees = {committee.id: committee for committee in self.data.of("committees", Committee)}
        self.source = Source(file=self.plan.title)
        self.optional = frozenset(rate.item for rate in self.plan.rates)

    def done(self) -> Applied:
        facts = {
            **self.data.facts,
            "posts": tuple(self.posts.values()),
            "studios": tuple(self.studios.values()),
            "trainings": (*self.data.facts.get("trainings", ()), *self.trainings),
        }
        return Applied(self.data.evolve(facts=facts), tuple(self.charges), tuple(self.problems))

    # -- where and who

    def place(self, text: str, move: Move) -> tuple[str, str] | None:
        """What a post's `at` says, and the division where it stands; None with a Problem where that is not clear."""
        found: list[tuple[str, str]] = []
        if text in self.data.places.units:
            found = [(text, text)]
        elif text in self.studios:
            found = [(text, self.studios[text].division)]
        elif text in self.committees:
            found = [self._committee(self.committees[text])]
        else:
            named = plain(text)
            found = [(s.id, s.division) for s in self.studios.values() if plain(s.name) == named]
            found += [self._committee(c) for c in self.committees.values() if plain(c.name) == named]
            found = found or [(unit.key, unit.key) for unit in self.data.places.find(text, day=move.on)]
        found = list(dict.fromkeys(found))
        if len(found) == 1:
            return found[0]
        listed = "、".join(key for key, _ in found[:6])
        self.refuse(
            move,
            Text(
                f"“{text}”{'不止一处' if found else '不是已知的单位或组织'}",
                f"{text!r} {'is several' if found else 'is no unit or body that is known'}",
            ),
            Text(f"请改用代码：{listed}" if found else "请核对名称", f"Use a code: {listed}" if found else "Check it"),
        )
        return None

    @staticmethod
    def _committee(found: Committee) -> tuple[str, str]:
        return (found.division if found.kind in STANDING else found.id), found.division

    def person(self, move: Move, at: str) -> Post | None:
        """The one post that a move names at a place."""
        who = move.who or ""
        if who in self.posts:
            # a post that this plan has ended goes on as another one of the same person
            same = self.posts[who]
            mine = [
                post
                for post in self.posts.values()
                if (post.id == who or (post.person is not None and post.person == same.person))
                and self._there(post, move.on)
                and self._home(post) == at
            ]
            if len(mine) == 1:
                return mine[0]
            self._gone(move)
            return None
        found = [
            post
            for post in self.posts.values()
            if self._home(post) == at and plain(post.name) == plain(who) and self._there(post, move.on)
        ]
        if len(found) == 1:
            return found[0]
        if not found:
            self._gone(move)
            return None
        self.refuse(
            move,
            Text(f"“{who}”在该处有{len(found)}条在任记录", f"{who!r} holds {len(found)} posts there"),
            Text("请用岗位编号指明", "Name the post by its id"),
        )
        return None

    def _gone(self, move: Move) -> None:
        self.refuse(
            move,
            Text(f"“{move.who}”当日不在该处任职", f"{move.who!r} holds no post there on the day"),
            Text("请核对姓名、单位和日期", "Check the name, the place and the day"),
        )

    def _home(self, post: Post) -> str | None:
        """Where a post stands: a standing committee is its division."""
        body = self.committees.get(post.at or "")
        return self._committee(body)[0] if body is not None else post.at

    @staticmethod
    def _there(post: Post, day: date) -> bool:
        return (post.since is None or post.since <= day) and (post.until is None or post.until >= day)

    def refuse(self, move: Move, what: Text, mend: Text) -> None:
        words = MOVES[move.kind]
        self.problems.append(
            Problem(
                "plan.move",
                move.where if str(move.where) else Where(sheet=self.plan.title),
                Text(f"{move.on} {words.zh}不能执行：{what.zh}", f"{words.en} on {move.on} cannot be made: {what.en}"),
                mend,
            )
        )

    # -- the moves

    def make(self, move: Move, number: int) -> None:
        place = self.place(move.at, move)
        if place is None:
            return
        at, division = place
        if move.kind in ("hire", "open", "convert") and not self._stands(division, move):
            return
        match move.kind:
            case "hire":
                self._hire(move, number, at, division)
            case "open":
                self._open(move, number, division)
            case "close":
                self._close(move, at)
            case "train":
                self._train(move, number, division)
            case _:
                post = self.person(move, at)
                if post is not None:
                    self._change(move, number, post, division)

    def _stands(self, division: str, move: Move) -> bool:
        """Whether a place is there on the day: nobody is posted to one that is gone."""
        if self.data.places.on(move.on).alive(division):
            return True
        self.refuse(
            move,
            Text(f"{division}当日已不存在", f"{division} is not there on the day"),
            Text("请改到存续的单位", "Choose a place that is there"),
        )
        return False

    def charge(self, item: str, division: str, move: Move, *, optional: bool = False, **more: Any) -> None:
        """An item to be paid; an optional one only where the plan names a rate of it at all."""
        if optional and item not in self.optional:
            return
        fields: dict[str, Any] = {"since": move.on, "until": move.until, "where": move.where, **more}
        self.charges.append(Charge(item, division, **fields))

    def _hire(self, move: Move, number: int, at: str, division: str) -> None:
        for n in range(move.count):
            id_ = f"plan:{number}-{n + 1}"
            name = move.who if move.who and move.count == 1 else f"拟聘{number}-{n + 1}"
            self.posts[id_] = Post(
                id_,
                division,
                self.source,
                number,
                at=at,
                person=id_,
                name=name,
                employment=FULL_TIME,
                funding=move.funding,
                main=True,
                since=move.on,
                until=move.until,
            )
        for item, optional in (("pay", False), ("insurance", True), ("recruit", True)):
            self.charge(item, division, move, optional=optional, funding=move.funding, count=move.count)

    def _open(self, move: Move, number: int, division: str) -> None:
        for n in range(move.count):
            id_ = move.name if move.name and move.count == 1 else f"plan:studio:{number}-{n + 1}"
            if id_ in self.studios:
                self.refuse(
                    move,
                    Text(f"工作室“{id_}”已存在", f"there is a studio {id_!r} already"),
                    Text("请改名", "Choose another name"),
                )
                return
            self.studios[id_] = Studio(
                id_, division, self.source, number, name=id_, personal=True, brand=True, opened=move.on
            )
        self.charge("open_studio", division, move, count=move.count)
        self.charge("run_studio", division, move, optional=True, count=move.count)

    def _close(self, move: Move, at: str) -> None:
        studio = self.studios.get(at)
        if studio is None or (studio.closed is not None and studio.closed < move.on):
            self.refuse(
                move,
                Text("该处不是在运行的工作室", "there is no studio in being"),
                Text("请写工作室名称或编号", "Name the studio"),
            )
            return
        self.studios[at] = attrs.evolve(studio, closed=move.on - DAY)
        self.charge("run_studio", studio.division, move, optional=True, sign=-1, until=studio.closed)

    def _train(self, move: Move, number: int, division: str) -> None:
        self.trainings.append(
            Training(
                f"plan:training:{number}",
                division,
                self.source,
                number,
                on=move.on,
                kind="annual",
                hours=move.hours,
                persons=move.count,
            )
        )
        self.charge("training", division, move, count=move.count)

    def _change(self, move: Move, number: int, post: Post, division: str) -> None:
        end: dict[str, Any] = {"until": post.until, "sign": -1, "funding": post.funding}
        if move.kind == "convert":
            if post.employment != PART_TIME:
                self.refuse(
                    move,
                    Text("该岗位不是兼职", "the post is not part-time"),
                    Text("只有兼职岗位可以转专职", "Only a part-time post can be converted"),
                )
                return
            self._end(post, move.on)
            funding = move.funding or post.funding
            self._begin(post, move, number, at=post.at, division=post.division, employment=FULL_TIME, funding=funding)
            self.charge("pay_part_time", division, move, **end)
            self.charge("pay", division, move, funding=funding, until=move.until or post.until)
            self.charge("insurance", division, move, optional=True, funding=funding, until=move.until or post.until)
            self.charge("convert", division, move)
            return
        pay = "pay" if post.employment == FULL_TIME else "pay_part_time"
        if move.kind == "leave":
            self._end(post, move.on)
            self.charge(pay, division, move, **end)
            if pay == "pay":
                self.charge("insurance", division, move, optional=True, **end)
            return
        to = self.place(move.to or "", move)
        if to is None or not self._stands(to[1], move):
            return
        if move.kind == "second":
            self._begin(post, move, number, at=to[0], division=to[1], main=False)
            self.charge("second_post", to[1], move, funding=None, until=move.until or post.until)
            return
        self._end(post, move.on)
        self._begin(post, move, number, at=to[0], division=to[1])
        if self._payer(division, move.on) != self._payer(to[1], move.on):
            self.charge(pay, division, move, **end)
            self.charge(pay, to[1], move, funding=post.funding, until=move.until or post.until)
        self.charge("transfer", to[1], move)

    def _payer(self, division: str, day: date) -> tuple[str, ...]:
        """The county, and the divisions with rates of their own: where they are the same, moving changes no pay."""
        tree = self.data.places.on(day)
        priced = {rate.unit for rate in self.plan.rates if rate.unit is not None and tree.contains(rate.unit, division)}
        return county_of(self.data.places, division, day), *sorted(priced)

    def _end(self, post: Post, day: date) -> None:
        """The last day of a post is the one before."""
        if post.since is not None and post.since >= day:
            del self.posts[post.id]
        else:
            self.posts[post.id] = attrs.evolve(post, until=day - DAY)

    def _begin(self, post: Post, move: Move, number: int, **changes: object) -> None:
        id_ = f"plan:{number}:{post.id}"
        fresh = attrs.evolve(post, id=id_, source=self.source, cell=number, since=move.on, exact=True)
        self.posts[id_] = attrs.evolve(fresh, until=move.until or post.until, **changes)  # type: ignore[arg-type]

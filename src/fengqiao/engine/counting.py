"""Counts and shares over facts and persons: who is in, who holds, and whether more may exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

import attrs

from fengqiao.engine import persons
from fengqiao.engine.known import Known, Spot, Test
from fengqiao.engine.returned import Returns, Rows, Topic
from fengqiao.engine.scene import Scene
from fengqiao.engine.truth import getter
from fengqiao.engine.when import after
from fengqiao.model.bounds import conjunction
from fengqiao.model.calendar import Period
from fengqiao.model.fact import REGISTERS, Choice, Fact, Post, YesNo
from fengqiao.model.measure import Condition, FactsOf, Mediators, Sum, Timeliness
from fengqiao.model.outcome import Tally
from fengqiao.model.predicate import ALWAYS, AllOf, NotThat, Predicate

DAY = timedelta(days=1)
LEAVES = object()
"""What a condition answers where it does not apply: the member leaves the set."""
Ask = Callable[[Condition, Scene], object]
"""Whether a condition holds somewhere: True, False, None (unknown) or `LEAVES`."""
Could = tuple[Fact, bool | None, bool, bool]
"""A fact, whether it is surely in the set (else perhaps), whether it could hold, and whether it could not."""
Posts = list[tuple[Post, bool | None]]
"""Posts, each with whether it surely (True) or perhaps (None) counts."""
Holds = Callable[[Post], tuple[bool, bool]]
"""Whether a post could hold, and whether it could not."""


def bounded(plain: Tally, ends: tuple[int, int | None]) -> Tally:
    """The tally of rows within what count returns say: how many at least, and at most (None: no end)."""
    low, high = ends
    if high is None:
        return attrs.evolve(plain, yes=low, open=True)
    unknown = min(high - low, max(0, plain.yes + plain.unknown - low))
    return Tally(yes=low, unknown=unknown, may_yes=high - low - unknown)


class Counting:
    """Facts and persons of a dataset as counted sets."""

    def __init__(self, known: Known, returns: Returns, ask: Ask) -> None:
        self._known = known
        self._returns = returns
        self._ask = ask
        self._tests: dict[tuple[str, Predicate, str | None, Period], Test] = {}
        self.mains: dict[Period, Mapping[int, bool | None]] = {}

    def _test(self, register: str, where: Predicate, dated_by: str | None, window: Period) -> Test:
        key = (register, where, dated_by, window)
        found = self._tests.get(key)
        if found is None:
            found = self._tests[key] = self._known.test(register, where, dated_by, window)
        return found

    # -- facts

    def facts(self, of: FactsOf, having: Condition | None, that: Predicate, scene: Scene) -> Iterator[Could]:
        """Every fact that is or may be in the set."""
        window = scene.window(of.register, of.window, of.dated_by)
        if window is None:
            return
        known = self._known
        test = self._test(of.register, of.where, of.dated_by, window)
        judge = self._judge(of, having, that, scene)
        for fact, placed in known.standing(of.register, of.placed, scene.spot, scene.day):
            member = test(fact)
            if member is False:
                continue
            if placed is None:
                member = None
            if of.given is not None:
                narrowed = self._at_fact(of.given, of.register, fact, scene)
                if narrowed is False or narrowed is LEAVES:
                    continue
                if narrowed is None:
                    member = None
            if judge is None:
                yield fact, member, True, False
                continue
            found = judge(fact)
            if found is not None:
                yield fact, member, *found

    def _judge(
        self, of: FactsOf, having: Condition | None, that: Predicate, scene: Scene
    ) -> Callable[[Fact], tuple[bool, bool] | None] | None:
        """Whether a fact could hold and could not hold; None for a fact to which the condition does not apply."""
        if having is None and that == ALWAYS:
            return None
        # asked together with membership, so that one blank is filled in one way in both
        holds = self._known.truths(of.register, AllOf((of.where, that)))
        fails = self._known.truths(of.register, AllOf((of.where, NotThat(that))))

        def judged(fact: Fact) -> tuple[bool, bool] | None:
            asked = True if having is None else self._at_fact(having, of.register, fact, scene)
            if asked is LEAVES:
                return None
            could = asked is not False and holds(fact) is not False
            could_not = asked is not True or (that != ALWAYS and fails(fact) is not False)
            return could, could_not

        return judged

    def _at_fact(self, condition: Condition, register: str, fact: Fact, scene: Scene) -> object:
        """A condition asked at a fact: at the body that it is, else where it stands."""
        spot = self._known.spot(fact)
        if spot.body is None and not fact.exact:
            return None
        return self._ask(condition, scene.at(spot, (register, fact)))

    def tally(self, of: FactsOf, having: Condition | None, that: Predicate, scene: Scene) -> Tally:
        """The members by whether they hold."""
        yes = no = unknown = may_yes = may_no = 0
        for _, member, could, could_not in self.facts(of, having, that, scene):
            if member:
                if not could_not:
                    yes += 1
                elif not could:
                    no += 1
                else:
                    unknown += 1
            else:
                may_yes += could
                may_no += could_not
        return Tally(yes, no, unknown, may_yes, may_no, self.open(of.register, of, scene))

    def open(self, register: str, of: FactsOf | Mediators, scene: Scene) -> bool:
        """Whether more may exist than is known."""
        window = scene.window(register, of.window, of.dated_by if isinstance(of, FactsOf) else None)
        return window is None or not self._whole(register, of.placed, scene.spot, window, scene)

    def _whole(self, register: str, placed: str, spot: Spot, window: Period, scene: Scene) -> bool:
        return all(
            self._known.reach.wholly(register, place, window, scene.day, below=below)
            for place, below in self._known.grounds(placed, spot, scene.day)
        )

    def count(self, of: FactsOf, having: Condition | None, scene: Scene) -> Tally:
        """How many facts hold, count returns among them."""
        plain = self.tally(of, having, ALWAYS, scene)
        window = scene.window(of.register, of.window, of.dated_by)
        if having is not None or of.given is not None or window is None or isinstance(scene.spot.body, Post):
            return plain
        topic = Topic(of.register, of.where, of.dated_by, window)
        test = self._test(of.register, of.where, of.dated_by, window)

        def rows(spot: Spot, placed: str) -> Rows:
            sure = may = 0
            for fact, near in self._known.standing(of.register, placed, spot, scene.day):
                held = test(fact)
                if held and near:
                    sure += 1
                elif held is not False:
                    may += 1
            return sure, sure + may, self._whole(of.register, placed, spot, window, scene)

        return self._bounded(topic, of.placed, scene, rows, plain)

    def _bounded(
        self, topic: Topic, placed: str, scene: Scene, rows: Callable[[Spot, str], Rows], plain: Tally
    ) -> Tally:
        """The tally within what count returns say."""
        found = self._returns.bounds(topic, scene.spot, placed, scene.day, rows)
        return plain if found is None else bounded(plain, found)

    def distinct(self, of: FactsOf, having: Condition | None, field: str, scene: Scene) -> Tally:
        """How many different values of a field the members have; a blank may be any value."""
        get = getter(of.register, field)
        sure: set[object] = set()
        known: set[object] = set()
        blanks = 0
        anyone = False
        for fact, member, could, could_not in self.facts(of, having, ALWAYS, scene):
            if not could:
                continue
            found = get(fact)
            certain = bool(member) and not could_not
            anyone = anyone or certain
            if found is None:
                blanks += 1
            else:
                known.add(found)
                if certain:
                    sure.add(found)
        domain = self._known.domains(of.register).get(field)
        most = len(known) + blanks
        if isinstance(domain, Choice):
            most = min(most, len(known | set(domain.values)))
        elif isinstance(domain, YesNo):
            most = min(most, 2)
        low = max(len(sure), int(anyone))
        return Tally(yes=low, may_yes=most - low, open=self.open(of.register, of, scene))

    def total(self, measure: Sum, scene: Scene) -> Tally:
        """The total of a field; a member whose field is blank leaves it open."""
        get = getter(measure.of.register, measure.field)
        sure = may = 0
        blank = False
        for fact, member, _, _ in self.facts(measure.of, None, ALWAYS, scene):
            found = get(fact)
            if found is None:
                blank = True
            elif member:
                sure += int(found)
            else:
                may += int(found)
        return Tally(yes=sure, may_yes=may, open=blank or self.open(measure.of.register, measure.of, scene))

    # -- deadlines

    def timeliness(self, measure: Timeliness, scene: Scene) -> Tally:
        """Of the facts whose deadline has passed by the day, those in time."""
        total = Tally()
        for _, member, could, could_not in self.deadlines(measure, scene):
            if member:
                total += Tally(int(not could_not), int(not could), int(could and could_not))
            else:
                total += Tally(may_yes=int(could), may_no=int(could_not))
        return attrs.evolve(total, open=self.open(measure.of.register, measure.of, scene))

    def deadlines(self, measure: Timeliness, scene: Scene) -> Iterator[Could]:
        """The facts whose deadline has, or may have, passed, and whether each could be in time and could not."""
        begins = getter(measure.of.register, measure.start)
        for fact, member, _, _ in self.facts(measure.of, None, ALWAYS, scene):
            start = begins(fact)
            if start is None:
                undated = self._undated(measure, fact, member, scene)
                if undated is not None:
                    yield undated
                continue
            deadline = after(start, measure.within)
            if deadline > scene.day:
                continue
            held = self._in_time(measure, fact, Period(start, deadline), scene)
            yield fact, member, held is not False, held is not True

    def _undated(self, measure: Timeliness, fact: Fact, member: bool | None, scene: Scene) -> Could | None:
        """A fact with a blank start, which lies in the time that its source speaks for; None where it cannot be due."""
        first, last = fact.source.since or date.min, fact.source.until or date.max
        window = scene.window(measure.of.register, measure.of.window, measure.of.dated_by)
        if window is not None and measure.start == (measure.of.dated_by or REGISTERS[measure.of.register].dated_by):
            first, last = max(first, window.first), min(last, window.last)
        latest = min(last, scene.day)
        while latest >= first and after(latest, measure.within) > scene.day:
            if latest == date.min:
                return None
            latest -= DAY
        if latest < first:
            return None
        near = member if latest == last else None
        if measure.end is None:
            return fact, near, True, True
        # a later start has a later deadline: its two ends say what any start could come to
        early, late = (
            self._in_time(measure, fact, Period(start, after(start, measure.within)), scene)
            for start in (first, latest)
        )
        return fact, near, late is not False, early is not True

    def _in_time(self, measure: Timeliness, fact: Fact, window: Period, scene: Scene) -> bool | None:
        if measure.followed_by is not None:
            spot = self._known.spot(fact)
            if spot.body is None and not fact.exact:
                return None
            test = self._test(measure.followed_by, ALWAYS, None, window)
            perhaps = False
            for other, near in self._known.standing(measure.followed_by, "within", spot, scene.day):
                held = conjunction([test(other), near])
                if held:
                    return True
                perhaps = perhaps or held is None
            whole = self._whole(measure.followed_by, "within", spot, window, scene)
            return False if whole and not perhaps else None
        end = getter(measure.of.register, str(measure.end))(fact)
        if end is not None:
            return bool(end <= window.last)
        # a blank end means not ended on the last day that the source speaks of
        spoke = fact.source.until
        return False if spoke is None or spoke >= window.last else None

    # -- persons

    def posts(self, of: Mediators, scene: Scene) -> Posts:
        """The posts that are or may be counted."""
        return self._posts(of, scene, scene.spot, of.placed)

    def _posts(self, of: Mediators, scene: Scene, spot: Spot, placed: str) -> Posts:
        window = scene.window("posts", of.window, None)
        if window is None:
            return []
        test = self._test("posts", of.where, None, window)
        mains = self._main_posts(window) if of.one_place else None
        found: Posts = []
        for fact, near in self._known.standing("posts", placed, spot, scene.day):
            held = test(fact)
            if held is False or not isinstance(fact, Post):
                continue
            if mains is not None:
                held = conjunction([held, mains.get(id(fact))])
            if held is not False:
                found.append((fact, True if held and near else None))
        return found

    def _main_posts(self, window: Period) -> Mapping[int, bool | None]:
        found = self.mains.get(window)
        if found is None:
            live = self._test("posts", ALWAYS, None, window)
            found = persons.one_place(
                [(post, live(post)) for post in self._known.facts("posts") if isinstance(post, Post)]
            )
            self.mains[window] = found
        return found

    def count_persons(self, of: Mediators, scene: Scene) -> Tally:
        """How many distinct persons, count returns of posts among them."""
        plain = attrs.evolve(persons.count(self.posts(of, scene)), open=self.open("posts", of, scene))
        window = scene.window("posts", of.window, None)
        if window is None or isinstance(scene.spot.body, Post):
            return plain
        topic = Topic("posts", of.where, None, window, persons=True, floors=not of.one_place)

        def rows(spot: Spot, placed: str) -> Rows:
            found = persons.count(self._posts(of, scene, spot, placed))
            whole = self._whole("posts", placed, spot, window, scene)
            return found.yes, found.yes + found.unknown + found.may_yes, whole

        return self._bounded(topic, of.placed, scene, rows, plain)

    def share_persons(self, of: Mediators, having: Condition | None, that: Predicate, scene: Scene) -> Tally:
        """The persons by whether any of their posts holds."""
        rows, could = self.asked(of, having, that, scene)
        return attrs.evolve(persons.share(rows, could), open=self.open("posts", of, scene))

    def asked(self, of: Mediators, having: Condition | None, that: Predicate, scene: Scene) -> tuple[Posts, Holds]:
        """The posts of those to whom the condition applies, and whether a post could hold and could not."""
        rows, plain = self.posts(of, scene), self._could(of, that)
        if having is None:
            return rows, plain
        kept: Posts = []
        told: dict[int, tuple[bool, bool]] = {}
        for post, sure in rows:
            truth = self._ask(having, self.at_person(post, scene))
            if truth is LEAVES:
                continue
            yes, no = plain(post)
            told[id(post)] = yes and truth is not False, no or truth is not True
            kept.append((post, sure))
        return kept, lambda post: told[id(post)]

    def at_person(self, post: Post, scene: Scene) -> Scene:
        """The same asked at the person who holds a post."""
        return scene.at(Spot(self._known.place_of(post)[0], post, scene.spot), ("posts", post))

    def _could(self, of: Mediators, that: Predicate) -> Holds:
        """Whether a post could hold, and whether it could not."""
        if that == ALWAYS:
            return lambda _: (True, False)
        holds = self._known.truths("posts", AllOf((of.where, that)))
        fails = self._known.truths("posts", AllOf((of.where, NotThat(that))))
        return lambda post: (holds(post) is not False, fails(post) is not False)

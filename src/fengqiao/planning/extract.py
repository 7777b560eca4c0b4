"""The columns of a solution as moves of named sites and persons, in the order in which they happen."""

from __future__ import annotations

from collections.abc import Iterator

import attrs

from fengqiao.errors import FengqiaoError, Text
from fengqiao.model.staffing import Move
from fengqiao.planning.build import Build, Flows


@attrs.define
class _Site:
    """One site while its moves are written: where, who may be converted or given away, how many have come."""

    key: str
    county: str
    convertible: list[str]
    movable: list[str]


@attrs.define
class _Holder:
    """Somebody who may take a second post."""

    who: str
    at: str
    since: int
    free: bool = True


def moves_of(build: Build, values: tuple[int, ...]) -> tuple[Move, ...]:
    """The moves that a solution stands for."""
    return tuple(_Extract(build, values).moves())


@attrs.define
class _Extract:
    build: Build
    values: tuple[int, ...]
    fundings: dict[tuple[tuple[str, str], int], list[str]] = attrs.field(factory=dict)
    holders: dict[str, list[_Holder]] = attrs.field(factory=dict)
    named: int = 0

    def at(self, column: int | None) -> int:
        """A column's value; 0 for none."""
        return 0 if column is None else self.values[column]

    def moves(self) -> Iterator[Move]:
        starts = self.build.setting.starts
        for (purse, t, funding), column in self.build.paid.items():
            self.fundings.setdefault((purse, t), []).extend([funding] * self.at(column))
        state = {id(flows): self._sites(flows) for flows in self.build.flows}
        for flows in self.build.flows:
            for site in flows.group.sites:
                for person in site.full:
                    self.holders.setdefault(site.county, []).append(_Holder(person.post.id, site.key, -1))
        opened: dict[int, list[tuple[str, str, list[str]]]] = {}
        for t, on in enumerate(starts):
            asks: list[tuple[str, str]] = []  # county, site that takes somebody's second post
            comes: dict[tuple[str, str], list[str]] = {}
            goes: dict[tuple[str, str], list[tuple[str, str]]] = {}
            for flows in self.build.flows:
                yield from self._class(flows, state[id(flows)], t, asks=asks, comes=comes, goes=goes)
            for flows in self.build.studios:
                yield from self._studios(flows, opened.setdefault(id(flows), []), t, asks, comes)
            for purse, wanted in comes.items():
                for (who, left), to in zip(goes.get(purse, []), wanted, strict=True):
                    self._moved(who, left, to, t)
                    yield Move("transfer", on, left, who=who, to=to)
            yield from self._second(asks, t)

    @staticmethod
    def _sites(flows: Flows) -> list[_Site]:
        return [
            _Site(s.key, s.county, [p.post.id for p in s.part], [p.post.id for p in s.full]) for s in flows.group.sites
        ]

    def _class(
        self,
        flows: Flows,
        sites: list[_Site],
        t: int,
        *,
        asks: list[tuple[str, str]],
        comes: dict[tuple[str, str], list[str]],
        goes: dict[tuple[str, str], list[tuple[str, str]]],
    ) -> Iterator[Move]:
        purse = flows.group.purse
        # the first sites take, the last give
        slots: list[_Site] = []
        for j, columns in sorted(flows.layer.items()):
            now = self.at(columns[t])
            before = self.at(columns[t - 1]) if t else (0 if j > 0 else flows.group.size)
            if j > 0:
                slots += [sites[at] for at in range(before, now)]
            else:
                for at in range(now, before):
                    goes.setdefault(purse, []).append((sites[at].movable.pop(), sites[at].key))
        kinds = {k: self.at(c.get(t)) for k, c in (("hire", flows.hire), ("convert", flows.convert))}
        kinds |= {"come": self.at(flows.come.get(t)), "second": self.at(flows.second.get(t))}
        # those who come for the area's sake, or the unit's, where no site asks for them
        slots += [sites[0]] * (sum(kinds.values()) - len(slots))
        left: list[_Site] = []
        swapped = 0
        for site in reversed(slots):  # those at the end get least later: their part-timers would be lost
            if kinds["convert"] and site.convertible:
                kinds["convert"] -= 1
                yield self._convert(site, purse, t)
            else:
                left.append(site)
        for site in sites:
            while kinds["convert"] and site.convertible and left:
                kinds["convert"] -= 1
                left.pop()
                yield self._convert(site, purse, t)
        if kinds["convert"]:
            raise _lost("convert")
        for site in reversed(sites):
            while self.at(flows.swap.get(t)) > swapped and site.convertible and site.movable:
                swapped += 1
                goes.setdefault(purse, []).append((site.movable.pop(), site.key))
                yield self._convert(site, purse, t)
        if self.at(flows.swap.get(t)) > swapped:
            raise _lost("swap")
        for site in reversed(left):
            if kinds["second"]:
                kinds["second"] -= 1
                asks.append((site.county, site.key))
            elif kinds["come"]:
                kinds["come"] -= 1
                comes.setdefault(purse, []).append(site.key)
            else:
                yield self._hire(site.key, site.county, purse, t)

    def _convert(self, site: _Site, purse: tuple[str, str], t: int) -> Move:
        who = site.convertible.pop()
        self.holders.setdefault(site.county, []).append(_Holder(f"plan-converted:{who}", site.key, t))
        on = self.build.setting.starts[t]
        return Move("convert", on, site.key, who=who, funding=self._paid(purse, t))

    def _paid(self, purse: tuple[str, str], t: int) -> str:
        return self.fundings[purse, t].pop()

    def _hire(self, at: str, county: str, purse: tuple[str, str], t: int) -> Move:
        self.named += 1
        who = f"拟聘{self.named:05}"
        self.holders.setdefault(county, []).append(_Holder(who, at, t))
        return Move("hire", self.build.setting.starts[t], at, who=who, funding=self._paid(purse, t))

    def _studios(
        self,
        flows: Flows,
        opened: list[tuple[str, str, list[str]]],
        t: int,
        asks: list[tuple[str, str]],
        comes: dict[tuple[str, str], list[str]],
    ) -> Iterator[Move]:
        """Studios that open, first where a township lacks one, and who is posted there."""
        on = self.build.setting.starts[t]
        group = flows.group
        # the n-th to open goes where the n-th is needed: no township needs one before as many have opened
        wanted: list[str] = []
        for u in range(len(self.build.setting.starts)):
            for _, columns in sorted(flows.layer.items()):
                before = self.at(columns[u - 1]) if u else 0
                wanted += [group.sites[at].key for at in range(before, self.at(columns[u]))]
        for _ in range(self.at(flows.opened.get(t))):
            town = wanted[len(opened)] if len(opened) < len(wanted) else group.sites[0].key
            self.named += 1
            name = f"拟设工作室{self.named:05}"
            opened.append((name, town, []))
            yield Move("open", on, town, name=name)
        staff = [("hire", flows.hire), ("come", flows.come), ("second", flows.second)]
        room = max((d.new_studios for d in self.build.asked), default=0)
        for kind, columns_by in staff:
            for _ in range(self.at(columns_by.get(t))):
                name, _town, posted = next(one for one in opened if len(one[2]) < room)
                posted.append(kind)
                if kind == "hire":
                    yield self._hire(name, group.county, group.purse, t)
                elif kind == "come":
                    comes.setdefault(group.purse, []).append(name)
                else:
                    asks.append((group.county, name))

    def _moved(self, who: str, left: str, site: str, t: int) -> None:
        for found in self.holders.values():
            for holder in found:
                if holder.who == who and holder.at == left:
                    holder.at, holder.who, holder.since = site, f"plan-moved:{who}", t

    def _second(self, asks: list[tuple[str, str]], t: int) -> Iterator[Move]:
        """Each takes the second post at a site that is not their own: first where most wait who have not got one."""
        by_county: dict[str, list[str]] = {}
        for county, site in asks:
            by_county.setdefault(county, []).append(site)
        for county, sites in by_county.items():
            for site in sorted(sites, key=lambda s: (-sites.count(s), s)):
                free = [h for h in self.holders.get(county, []) if h.free and h.at != site and h.since <= t]
                if not free:
                    raise _lost("second")
                waiting: dict[str, int] = {}
                for holder in free:
                    waiting[holder.at] = waiting.get(holder.at, 0) + 1
                chosen = max(free, key=lambda h: (waiting[h.at], h.at in sites, h.at, h.who))
                chosen.free = False
                yield Move("second", self.build.setting.starts[t], chosen.at, who=self._name(chosen), to=site)

    def _name(self, holder: _Holder) -> str:
        """A post's id, or the name of somebody hired, converted or moved by this very plan."""
        return holder.who.removeprefix("plan-converted:").removeprefix("plan-moved:")


def _lost(kind: str) -> FengqiaoError:
    return FengqiaoError(
        Text(
            f"解无法落实为具体变动（{kind}）", f"the solution cannot be written as moves ({kind}): a defect of fengqiao"
        )
    )

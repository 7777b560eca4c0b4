"""Distinct persons among posts: who is surely one, who may be the same as another."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

import attrs

from fengqiao.model.bounds import disjunction
from fengqiao.model.fact import Post
from fengqiao.model.outcome import Tally

Placed = tuple[Post, bool | None]
"""A post, and whether it surely (True) or perhaps (None) counts."""


def plain(name: str | None) -> str | None:
    """A person's name without blanks and full-width letters; None for none."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold() or None if name else None


@attrs.frozen
class Group:
    """Posts that are surely or possibly one person's: `holder` is the identity, else the name, else the row.

    `counts`: True where it surely adds a person, None where it adds one or none. `spare` rows may each be one more.
    """

    holder: str
    posts: tuple[Placed, ...]
    identified: bool
    counts: bool | None
    spare: tuple[Placed, ...] = ()


def groups(posts: Iterable[Placed]) -> list[Group]:
    """The persons among posts, in order of identity and then name.

    Rows without identity: different names are different persons, one name may be one. A name that an identified person
    bears may be that person; a row without a name, or a person without one, may be anybody.
    """
    identified: dict[str, list[Placed]] = {}
    named: dict[str, list[Placed]] = {}
    nameless: list[Placed] = []
    for post, sure in posts:
        name = plain(post.name)
        if post.person is not None:
            identified.setdefault(post.person, []).append((post, sure))
        elif name is not None:
            named.setdefault(name, []).append((post, sure))
        else:
            nameless.append((post, sure))
    found = [Group(key, tuple(rows), True, _any(rows)) for key, rows in sorted(identified.items())]
    surely = [group for group in found if group.counts]
    borne = {plain(post.name) for group in surely for post, _ in group.posts}
    unnamed = sum(all(plain(post.name) is None for post, _ in group.posts) for group in surely)
    anybody = bool(surely)
    for name, rows in sorted(named.items()):
        rows.sort(key=lambda row: (row[1] is None, row[0].id))
        apart: bool | None = None
        if _any(rows) and name not in borne:
            # a person without a name may bear any one of the names
            apart, unnamed = (True, unnamed) if not unnamed else (None, unnamed - 1)
        anybody = anybody or bool(_any(rows))
        found.append(Group(name, tuple(rows[:1]), False, apart, tuple(rows[1:])))
    for row in sorted(nameless, key=lambda row: (row[1] is None, row[0].id)):
        found.append(Group(row[0].id, (row,), False, True if row[1] and not anybody else None))
        anybody = anybody or bool(row[1])
    return found


def _any(rows: Iterable[Placed]) -> bool | None:
    return disjunction([sure for _, sure in rows])


def count(posts: Iterable[Placed]) -> Tally:
    """How many persons: yes are surely distinct, unknown may be the same as one of them, may_yes may not count."""
    rows = [row for row in posts if row[1] is not False]
    if len(rows) == 1:
        return Tally(yes=1) if rows[0][1] else Tally(may_yes=1)
    yes = unknown = may = 0
    for group in groups(rows):
        if group.counts:
            yes += 1
        elif _any(group.posts):
            unknown += 1
        else:
            may += 1
        for _, sure in group.spare:
            if sure:
                unknown += 1
            else:
                may += 1
    return Tally(yes=yes, unknown=unknown, may_yes=may)


def share(posts: Iterable[Placed], could: Callable[[Post], tuple[bool, bool]]) -> Tally:
    """The persons that hold: one holds when any of their posts does.

    `could` says of a post whether it could hold, and whether it could not. Sound: rows that may
    be one person's or several persons' may join as either.
    """
    found = groups(row for row in posts if row[1] is not False)
    loose = [post for group in found if not group.identified for post, _ in (*group.posts, *group.spare)]
    lifts = any(could(post)[0] for post in loose)
    total = Tally()
    for group in found:
        rows = [(sure, *could(post)) for post, sure in (*group.posts, *group.spare)]
        can_hold = any(yes for _, yes, _ in rows) or (lifts and group.identified)
        surely_holds = any(sure and not no for sure, _, no in rows)
        if not group.identified:
            # which rows are one person is not known: it surely holds only where all rows do
            surely_holds = all(sure and not no for sure, _, no in rows)
        if group.counts:
            total += Tally(surely_holds, not can_hold, not surely_holds and can_hold)
        else:
            total += Tally(may_yes=int(can_hold), may_no=int(not surely_holds))
        for _ in group.spare:
            total += Tally(may_yes=int(can_hold), may_no=int(not surely_holds))
    return total


def one_place(live: Iterable[Placed]) -> Mapping[int, bool | None]:
    """Whether a person counts at a post (by its `id()`): at the one marked main, else the earliest of those in being.

    Several candidates (two marked, a beginning left blank, a post perhaps ended) are each doubtful. A row without
    identity counts surely only where nobody else can be the same person.
    """
    rows = [row for row in live if row[1] is not False]
    found: dict[int, bool | None] = {}
    persons: dict[str, list[Placed]] = {}
    names = Counter(plain(post.name) for post, _ in rows)
    for post, sure in rows:
        if post.person is not None:
            persons.setdefault(post.person, []).append((post, sure))
        else:
            name = plain(post.name)
            alone = len(rows) == 1 or (name is not None and names[name] == 1 and not names[None])
            found[id(post)] = True if alone else None
    for mine in persons.values():
        candidates = _candidates(mine)
        for post, _ in mine:
            chosen = any(post is candidate for candidate in candidates)
            found[id(post)] = False if not chosen else True if len(candidates) == 1 else None
    return found


def _candidates(rows: list[Placed]) -> list[Post]:
    """The posts at which the person may count."""
    marked = [row for row in rows if row[0].main]
    surely_marked = any(sure for _, sure in marked)
    found = [post for post, _ in marked]
    if surely_marked:
        return found
    plain_rows = [row for row in rows if not row[0].main]
    sure_starts = [(post.since, post.id) for post, sure in plain_rows if sure and post.since]
    first = min(sure_starts, default=None)
    for post, _ in plain_rows:
        if post.since is None or first is None or (post.since, post.id) <= first:
            found.append(post)
    return found

"""Whom a plan may dispose of: identified, with one post only, surely there until the end."""

from __future__ import annotations

from datetime import date

import attrs

from fengqiao.model.dataset import Dataset
from fengqiao.model.fact import STANDING, Committee, Post, Studio


@attrs.frozen
class Person:
    """Somebody in post of whom a plan may dispose: identified, with one post only, surely there until the end."""

    post: Post
    at: str
    place: str


def persons(data: Dataset, day: date, employment: str) -> tuple[Person, ...]:
    """Who may be moved, converted or given a second post, by place."""
    holds: dict[str, int] = {}
    for post in data.of("posts", Post):
        if post.person is not None and (post.until is None or post.until >= day):
            holds[post.person] = holds.get(post.person, 0) + 1
    standing = {c.id: c.division for c in data.of("committees", Committee) if c.kind in STANDING}
    bodies = {b.id: b.division for b in (*data.of("studios", Studio), *data.of("committees", Committee))}
    found = []
    for post in data.of("posts", Post):
        if post.employment != employment or post.at is None or post.until is not None or not post.exact:
            continue
        if post.person is None or holds[post.person] != 1 or post.since is None or post.since > day:
            continue
        at = standing.get(post.at, post.at)
        place = at if at in data.places.units else bodies.get(at)
        if place is not None:
            found.append(Person(post, at, place))
    return tuple(sorted(found, key=lambda person: (person.at, person.post.id)))

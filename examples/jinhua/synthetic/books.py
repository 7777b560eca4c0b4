"""All the made-up books of the nine counties."""

from __future__ import annotations

from synthetic.characters import CHARACTERS
from synthetic.ground import County
from synthetic.records import Books
from synthetic.staff import committees, posts, studios
from synthetic.work import attestations, disputes, funding, screen_above, screen_villages, trainings


def keep_books(seed: int, county: County, index: int) -> Books:
    """The books of one county; no person of one has a namesake in another."""
    character = CHARACTERS[county.code]
    books = Books(county)
    books.committees = committees(seed, county, character)
    books.studios = studios(seed, county, character)
    offset = 600 * index
    books.posts = posts(seed, county, character, books.committees, books.studios, offset=offset)
    screen_villages(seed, books, character)
    screen_above(seed, books, character)
    books.disputes = disputes(seed, books, character, books.posts)
    books.funding = funding(seed, county, character)
    books.trainings = trainings(seed, county, character)
    books.attestations = attestations(seed, county, character)
    return books

"""Digests of the parts that a result rests on, so that two results say by themselves which part changed."""

from __future__ import annotations

from collections.abc import Mapping

import attrs


@attrs.frozen
class ItemPrint:
    """One item of a scheme: the digest of how it is scored, and the targets that it rests on.

    `alone`: it rests on the outcome of that one target at its unit and on nothing else.
    """

    rule: str
    targets: tuple[str, ...]
    alone: bool


@attrs.frozen
class Fingerprints:
    """By target, the digest of all its readings; by item, how it is scored; the rest of the scheme; the places."""

    rules: Mapping[str, str]
    items: Mapping[str, ItemPrint]
    scheme: str
    places: str

"""The gallery: every picture is there, is told about, and together they stay small."""

from __future__ import annotations

import re
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "gallery.md"
PICTURES = sorted((PAGE.parent / "gallery").iterdir())


def test_the_gallery_tells_of_every_picture_and_what_to_check_in_it() -> None:
    parts = re.split(r"^### ", PAGE.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    shown = [name for part in parts for name in re.findall(r"\]\(gallery/([^)]+)\)", part)]
    assert sorted(shown) == [picture.name for picture in PICTURES]
    for part in parts:
        assert re.search(r"^- ", part, re.MULTILINE), part.splitlines()[0]


def test_the_pictures_are_small() -> None:
    assert sum(picture.stat().st_size for picture in PICTURES) < 1_500_000
    assert all(picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" for picture in PICTURES)

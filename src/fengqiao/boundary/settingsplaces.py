"""The places of a project file: dated editions, recoded codes, declared lives, overlay units."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fengqiao.boundary.editions import read_declared, read_edition, read_recodes
from fengqiao.boundary.settingsvalues import Values
from fengqiao.errors import ProjectError, Text
from fengqiao.model.place import Overlay
from fengqiao.model.places import Places

PLACE_KEYS = ("edition", "path")
OVERLAY_KEYS = ("code", "name", "members", "from", "until", "assumed", "note")
PLACES_MEND = Text(
    '请写成 places = [{edition = 2019-10-31, path = "divisions.csv"}]',
    'Write places = [{edition = 2019-10-31, path = "divisions.csv"}]',
)


class PlaceReader(Values):
    """Decodes what a project file says of places."""

    def places(self, raw: Mapping[str, Any], overlays: tuple[Overlay, ...]) -> Places | None:
        editions = []
        for one in self.tables(raw, "places", PLACE_KEYS):
            on, name = self.day(one, "edition"), self.text(one, "path")
            if on is None or name is None:
                self.refuse(
                    "places",
                    Text("places 的每一项要有 edition 和 path", "each entry of places needs edition and path"),
                    PLACES_MEND,
                )
                continue
            editions += self._read(name, lambda path, name=name, on=on: (read_edition(path, on, name),))
        if not editions and not self.problems:
            self.refuse("places", Text("没有给出任何一版区划", "no edition of the places is given"), PLACES_MEND)
        recodes = self._read_if(raw, "recoded", read_recodes)
        declared = self._read_if(raw, "declared", read_declared)
        if not editions:
            return None
        return Places.build(editions, recodes=recodes, declared=declared, overlays=overlays)

    def _read_if(self, raw: Mapping[str, Any], key: str, read: Any) -> Any:
        name = self.text(raw, key)
        return self._read(name, lambda path: read(path, name)) if name else ()

    def _read(self, name: str, read: Any) -> Any:
        try:
            return read(self.path.parent / name)
        except ProjectError as error:
            self.problems += error.problems
            return ()

    def overlay(self, raw: Mapping[str, Any]) -> Overlay:
        code, name = self.text(raw, "code") or "", self.text(raw, "name") or ""
        members = raw.get("members")
        if not code or not name or not isinstance(members, list) or not all(isinstance(m, str) for m in members):
            self.refuse(
                "overlays",
                Text(
                    "overlays 的每一项要有 code、name 和 members（代码的列表）",
                    "each overlay needs code, name and members (a list of codes)",
                ),
                Text('请写成 members = ["330702004000"]', 'Write members = ["330702004000"]'),
            )
            members = []
        return Overlay(
            code,
            name,
            tuple(members),
            self.day(raw, "from"),
            self.day(raw, "until"),
            raw.get("assumed") is True,
            self.text(raw, "note") or "",
        )

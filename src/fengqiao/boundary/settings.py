"""The project file (TOML): which pack, which places, which sources, and how they are judged."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import attrs

from fengqiao.boundary.join import KEYS as JOIN_KEYS
from fengqiao.boundary.join import Joins
from fengqiao.boundary.letter import LETTER_KEYS, Letter
from fengqiao.boundary.personal import Hasher
from fengqiao.boundary.settingsplaces import OVERLAY_KEYS, PlaceReader
from fengqiao.boundary.submission import NOBODY, Said, Submission
from fengqiao.errors import Lang, ProjectError, Text, counted
from fengqiao.model.fact import REGISTERS
from fengqiao.model.place import Overlay
from fengqiao.model.places import Places

KEYS = (
    "pack",
    "as_of",
    "places",
    "recoded",
    "declared",
    "overlays",
    "sources",
    "store",
    "engine",
    "join",
    "readings",
    "scheme",
    "schemes",
    "carry",
    "known_by",
    "lang",
    "identity_key",
    "synthetic",
    "title",
    "circular",
)
ENGINES = ("sql", "memory")
COVER_KEYS = ("units", "registers", "from", "until", "reported_on", "zero")
_DAYS = re.compile(r"(\d+)(?: days?)?")


@attrs.frozen
class SourceSetting:
    """One entry of `sources`: which adapter and profile, what the adapter is told, and what is said to be covered.

    `options` may hold secrets and shows in no repr.
    """

    adapter: str
    profile: str
    options: Mapping[str, Any] = attrs.field(repr=False)
    covers: Submission = NOBODY
    index: int = 0


@attrs.frozen(eq=False)
class Project:
    """What a project file says, with its places read. Safe in threads; holds no secret in its repr."""

    path: Path
    pack: str
    places: Places = attrs.field(repr=False)
    sources: tuple[SourceSetting, ...]
    store: Path | None = None
    engine: str | None = None
    """`sql` or `memory`; None leaves it to the size of the store."""
    as_of: date | None = None
    readings: Mapping[str, str] = attrs.field(factory=dict)
    scheme: str | None = None
    schemes: Path | None = None
    carry: Mapping[str, timedelta] = attrs.field(factory=dict)
    known_by: date | None = None
    lang: Lang | None = None
    overlays: tuple[Overlay, ...] = ()
    join: Joins = attrs.field(factory=dict)
    synthetic: bool = False
    title: str | None = None
    letter: Letter = Letter()
    hasher: Hasher = attrs.field(factory=lambda: Hasher(secrets.token_bytes(32)), repr=False)

    @property
    def folder(self) -> Path:
        """Where the project file stands; relative paths begin there."""
        return self.path.parent

    @property
    def pack_at(self) -> str | Path:
        """The pack's id, or the path of a pack beside the project file."""
        beside = self.folder / self.pack
        return beside if beside.exists() else self.pack


def load_project(path: str | Path, *, environ: Mapping[str, str] | None = None) -> Project:
    """The project in a file; ProjectError with every problem when it cannot be used.

    `${NAME}` in a text is taken from `environ` (the process's when left out) and never shown.
    """
    path = Path(path)
    try:
        text = path.read_text(encoding="utf-8-sig")
        raw = tomllib.loads(text)
    except FileNotFoundError as error:
        raise ProjectError(
            Text(
                f"没有项目文件 {path.name}。请检查路径，或用 fengqiao init 生成。",
                f"there is no project file {path.name}. Check the path, or write one with fengqiao init.",
            )
        ) from error
    except OSError as error:
        raise ProjectError(
            Text(
                f"项目文件 {path.name} 不能打开。请检查它是不是文件，以及读取权限。",
                f"the project file {path.name} cannot be opened. Check that it is a file and may be read.",
            )
        ) from error
    except UnicodeDecodeError as error:
        raise ProjectError(
            Text(f"项目文件 {path.name} 不是 UTF-8 文本", f"the project file {path.name} is not text in UTF-8")
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ProjectError(
            Text(
                f"项目文件 {path.name} 不是有效的 TOML：{error}",
                f"the project file {path.name} is not valid TOML: {error}",
            )
        ) from error
    return _Reader(path, text, os.environ if environ is None else environ).project(raw)


class _Reader(PlaceReader):
    """Decodes the entries of one project file."""

    def project(self, raw: Mapping[str, Any]) -> Project:
        self.known(raw, KEYS, "")
        pack = self.text(raw, "pack")
        if not pack:
            self.refuse(
                "pack",
                Text("缺少 pack", "pack is missing"),
                Text('请写明规则包，如 pack = "jinhua-2018-2020"', 'Name the rule pack: pack = "jinhua-2018-2020"'),
            )
        overlays = tuple(self.overlay(one) for one in self.tables(raw, "overlays", OVERLAY_KEYS))
        places = self.places(raw, overlays)
        sources = self.tables(raw, "sources", None)
        key = self.filled(self.text(raw, "identity_key") or "", "identity_key")
        lang = self.text(raw, "lang")
        if lang not in (None, "zh", "en"):
            self.refuse(
                "lang",
                Text(f"lang 不能是“{lang}”", f"lang cannot be {lang!r}"),
                Text("可填：zh、en", "Allowed: zh, en"),
            )
        engine = self.text(raw, "engine")
        if engine is not None and engine not in ENGINES:
            self.unknown("engine", engine, ENGINES, Text("引擎", "engine"))
        found = [self._source(one, i, places) for i, one in enumerate(sources)]
        readings, join = self.mapping(raw, "readings"), self._join(self.mapping(raw, "join"))
        as_of, known_by, carry = self.day(raw, "as_of"), self.day(raw, "known_by"), self._carry(raw)
        scheme, title, store = (self.text(raw, key) for key in ("scheme", "title", "store"))
        schemes = self._schemes(raw)
        letter = self._letter(self.mapping(raw, "circular"))
        if self.problems or places is None or not pack:
            first = self.problems[0]
            raise ProjectError(
                Text(
                    f"项目文件有 {len(self.problems)} 处错误：{first.line('zh')}",
                    f"the project file has {counted(len(self.problems), 'mistakes')}: {first.line('en')}",
                ),
                problems=tuple(self.problems),
            )
        return Project(
            path=self.path,
            pack=pack,
            places=places,
            sources=tuple(found),
            store=self.path.parent / store if store else None,
            engine=engine,
            as_of=as_of,
            readings={str(target): str(reading) for target, reading in readings.items()},
            scheme=scheme,
            schemes=schemes,
            carry=carry,
            known_by=known_by,
            lang="zh" if lang == "zh" else "en" if lang == "en" else None,
            overlays=overlays,
            join=join,
            synthetic=raw.get("synthetic") is True,
            title=title,
            letter=letter,
            hasher=Hasher(key.encode()) if key else Hasher(secrets.token_bytes(32), reads_persons=False),
        )

    def _schemes(self, raw: Mapping[str, Any]) -> Path | None:
        """The folder of schemes beside the project file."""
        name = self.text(raw, "schemes")
        folder = self.path.parent / name if name else None
        if folder is not None and not any(folder.glob("*.yaml")):
            self.refuse(
                "schemes",
                Text(f"文件夹“{name}”中没有评分办法（*.yaml）", f"there is no scheme (*.yaml) in the folder {name!r}"),
                Text("请核对文件夹；路径从项目文件所在处算起", "Check the folder; paths begin at the project file"),
            )
        return folder

    def _letter(self, raw: Mapping[str, Any]) -> Letter:
        """Who issues the circular, to whom, when, and until when is to be reported."""
        self.known(raw, LETTER_KEYS, "circular")
        return Letter(
            issuer=self.text(raw, "issuer"),
            letterhead=self.text(raw, "letterhead"),
            number=self.text(raw, "number"),
            recipients=self.text(raw, "recipients"),
            issued=self.day(raw, "issued"),
            report_by=self.day(raw, "report_by"),
        )

    def _join(self, raw: Mapping[str, Any]) -> Joins:
        """By what the facts of each register are joined across sources, in order."""
        self.known(raw, JOIN_KEYS, "join")
        found: dict[str, list[str]] = {}
        for register, allowed in JOIN_KEYS.items():
            found[register] = self.texts(raw, register)
            for name in found[register]:
                if name not in allowed:
                    self.unknown(register, name, allowed, Text("连接键", "way to join"))
        return found

    # -- sources

    def _source(self, raw: Mapping[str, Any], index: int, places: Places | None) -> SourceSetting:
        adapter, profile = self.text(raw, "adapter"), self.text(raw, "profile")
        if not adapter or not profile:
            self.refuse(
                "sources",
                Text(
                    f"第 {index + 1} 个 sources 缺少 adapter 或 profile",
                    f"entry {index + 1} of sources lacks adapter or profile",
                ),
                Text('请补上，如 adapter = "excel"', 'Add it, such as adapter = "excel"'),
            )
        options = {
            name: self.deep(value, name) for name, value in raw.items() if name not in ("adapter", "profile", "covers")
        }
        return SourceSetting(adapter or "", profile or "", options, self._covers(raw.get("covers"), places), index)

    def _covers(self, raw: Any, places: Places | None) -> Submission:
        if raw is None or places is None:
            return NOBODY
        if not isinstance(raw, dict):
            self.refuse("covers", Text("covers 应为一组键值", "covers has to be a table"), COVERS_MEND)
            return NOBODY
        self.known(raw, COVER_KEYS, "covers")
        units = []
        for text in self.texts(raw, "units"):
            found = places.find(text)
            if len(found) == 1:
                units.append(found[0].key)
                continue
            shown = "、".join(f"{u.name}（{u.key}）" for u in found[:5])
            self.refuse(
                "units",
                Text(
                    f"covers 中的“{text}”可指：{shown}" if found else f"covers 中的“{text}”不是任何区划",
                    f"{text!r} in covers may be: {', '.join(f'{u.name} ({u.key})' for u in found[:5])}"
                    if found
                    else f"{text!r} in covers is no division",
                ),
                Text("请填写全称或代码", "Write the full name or the code"),
            )
        registers: list[Said] = []
        for key in ("registers", "zero"):
            for name in self.texts(raw, key):
                if name in REGISTERS:
                    registers.append(Said(name, state="zero" if key == "zero" else None))
                else:
                    self.unknown(key, name, REGISTERS, Text("台账", "register"))
        return Submission(
            units=tuple(units),
            registers=tuple(registers) if "registers" in raw else None,
            since=self.day(raw, "from"),
            until=self.day(raw, "until"),
            reported_on=self.day(raw, "reported_on"),
            known=bool(units),
        )

    def _carry(self, raw: Mapping[str, Any]) -> dict[str, timedelta]:
        """A number of days for every register with lives, or for each register named."""
        said = raw.get("carry")
        if said is None:
            return {}
        by_register = (
            said if isinstance(said, dict) else {name: said for name, register in REGISTERS.items() if register.life}
        )
        found = {}
        for name, value in by_register.items():
            days = _DAYS.fullmatch(str(value)) if isinstance(value, int | str) and not isinstance(value, bool) else None
            if name not in REGISTERS:
                self.unknown("carry", name, REGISTERS, Text("台账", "register"))
            elif days is None:
                self.refuse(
                    "carry",
                    Text(f"carry 不能是“{value}”", f"carry cannot be {value!r}"),
                    Text("请写天数，如 carry = 92", "Write a number of days: carry = 92"),
                )
            else:
                found[name] = timedelta(days=int(days[1]))
        return found


COVERS_MEND = Text(
    '请写成 covers = {units = ["330702000000"], from = 2019-01-01, until = 2019-12-31}',
    'Write covers = {units = ["330702000000"], from = 2019-01-01, until = 2019-12-31}',
)

"""The project file (TOML): which pack, which places, which sources, and how they are judged."""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Collection, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import attrs

from fengqiao.boundary.editions import read_declared, read_edition, read_recodes
from fengqiao.boundary.nearest import nearest
from fengqiao.boundary.personal import Hasher
from fengqiao.boundary.submission import NOBODY, Said, Submission
from fengqiao.errors import Lang, Problem, ProjectError, Text, Where
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
    "readings",
    "scheme",
    "carry",
    "known_by",
    "lang",
    "identity_key",
    "synthetic",
    "title",
)
PLACE_KEYS = ("edition", "path")
OVERLAY_KEYS = ("code", "name", "members", "from", "until", "assumed", "note")
COVER_KEYS = ("units", "registers", "from", "until", "reported_on", "zero")
_SECRET = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")
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
    as_of: date | None = None
    readings: Mapping[str, str] = attrs.field(factory=dict)
    scheme: str | None = None
    carry: Mapping[str, timedelta] = attrs.field(factory=dict)
    known_by: date | None = None
    lang: Lang | None = None
    overlays: tuple[Overlay, ...] = ()
    synthetic: bool = False
    title: str | None = None
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


class _Reader:
    """Decodes one project file; a value that is refused becomes a stand-in, and the file is refused at the end."""

    def __init__(self, path: Path, text: str, environ: Mapping[str, str]) -> None:
        self.path, self.lines, self.environ = path, text.splitlines(), environ
        self.problems: list[Problem] = []

    def project(self, raw: Mapping[str, Any]) -> Project:
        self._known(raw, KEYS, "")
        pack = self._text(raw, "pack")
        if not pack:
            self._refuse(
                "pack",
                Text("缺少 pack", "pack is missing"),
                Text('请写明规则包，如 pack = "jinhua-2018-2020"', 'Name the rule pack: pack = "jinhua-2018-2020"'),
            )
        overlays = tuple(self._overlay(one) for one in self._tables(raw, "overlays", OVERLAY_KEYS))
        places = self._places(raw, overlays)
        sources = self._tables(raw, "sources", None)
        key = self._filled(self._text(raw, "identity_key") or "", "identity_key")
        lang = self._text(raw, "lang")
        if lang not in (None, "zh", "en"):
            self._refuse(
                "lang",
                Text(f"lang 不能是“{lang}”", f"lang cannot be {lang!r}"),
                Text("可填：zh、en", "Allowed: zh, en"),
            )
        found = [self._source(one, i, places) for i, one in enumerate(sources)]
        readings = self._mapping(raw, "readings")
        as_of, known_by, carry = self._day(raw, "as_of"), self._day(raw, "known_by"), self._carry(raw)
        scheme, title = self._text(raw, "scheme"), self._text(raw, "title")
        if self.problems or places is None or not pack:
            first = self.problems[0]
            raise ProjectError(
                Text(
                    f"项目文件有 {len(self.problems)} 处错误：{first.line('zh')}",
                    f"the project file has {len(self.problems)} mistakes: {first.line('en')}",
                ),
                problems=tuple(self.problems),
            )
        return Project(
            path=self.path,
            pack=pack,
            places=places,
            sources=tuple(found),
            as_of=as_of,
            readings={str(target): str(reading) for target, reading in readings.items()},
            scheme=scheme,
            carry=carry,
            known_by=known_by,
            lang="zh" if lang == "zh" else "en" if lang == "en" else None,
            overlays=overlays,
            synthetic=raw.get("synthetic") is True,
            title=title,
            hasher=Hasher(key.encode() if key else secrets.token_bytes(32)),
        )

    # -- places

    def _places(self, raw: Mapping[str, Any], overlays: tuple[Overlay, ...]) -> Places | None:
        editions = []
        for one in self._tables(raw, "places", PLACE_KEYS):
            on, name = self._day(one, "edition"), self._text(one, "path")
            if on is None or name is None:
                self._refuse(
                    "places",
                    Text("places 的每一项要有 edition 和 path", "each entry of places needs edition and path"),
                    PLACES_MEND,
                )
                continue
            editions += self._read(name, lambda path, name=name, on=on: (read_edition(path, on, name),))
        if not editions and not self.problems:
            self._refuse("places", Text("没有给出任何一版区划", "no edition of the places is given"), PLACES_MEND)
        recodes = self._read_if(raw, "recoded", read_recodes)
        declared = self._read_if(raw, "declared", read_declared)
        if not editions:
            return None
        return Places.build(editions, recodes=recodes, declared=declared, overlays=overlays)

    def _read_if(self, raw: Mapping[str, Any], key: str, read: Any) -> Any:
        name = self._text(raw, key)
        return self._read(name, lambda path: read(path, name)) if name else ()

    def _read(self, name: str, read: Any) -> Any:
        try:
            return read(self.path.parent / name)
        except ProjectError as error:
            mend = Text("请核对路径和内容", "Check the path and the content")
            self.problems += error.problems or (Problem("project.places", Where(file=name), error.text, mend),)
            return ()

    def _overlay(self, raw: Mapping[str, Any]) -> Overlay:
        code, name = self._text(raw, "code") or "", self._text(raw, "name") or ""
        members = raw.get("members")
        if not code or not name or not isinstance(members, list) or not all(isinstance(m, str) for m in members):
            self._refuse(
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
            self._day(raw, "from"),
            self._day(raw, "until"),
            raw.get("assumed") is True,
            self._text(raw, "note") or "",
        )

    # -- sources

    def _source(self, raw: Mapping[str, Any], index: int, places: Places | None) -> SourceSetting:
        adapter, profile = self._text(raw, "adapter"), self._text(raw, "profile")
        if not adapter or not profile:
            self._refuse(
                "sources",
                Text(
                    f"第 {index + 1} 个 sources 缺少 adapter 或 profile",
                    f"entry {index + 1} of sources lacks adapter or profile",
                ),
                Text('请补上，如 adapter = "excel"', 'Add it, such as adapter = "excel"'),
            )
        options = {
            name: self._deep(value, name) for name, value in raw.items() if name not in ("adapter", "profile", "covers")
        }
        return SourceSetting(adapter or "", profile or "", options, self._covers(raw.get("covers"), places), index)

    def _deep(self, value: Any, key: str) -> Any:
        if isinstance(value, str):
            return self._filled(value, key)
        if isinstance(value, list):
            return [self._deep(one, key) for one in value]
        return {k: self._deep(v, k) for k, v in value.items()} if isinstance(value, dict) else value

    def _filled(self, text: str, key: str) -> str:
        """A text with its ${NAME} filled in."""

        def fill(found: re.Match[str]) -> str:
            value = self.environ.get(found[1])
            if value is None:
                self._refuse(
                    key,
                    Text(f"环境变量 {found[1]} 没有设置", f"the environment variable {found[1]} is not set"),
                    Text(f"请先设置 {found[1]} 再运行", f"Set {found[1]} first"),
                )
            return value or ""

        return _SECRET.sub(fill, text)

    def _covers(self, raw: Any, places: Places | None) -> Submission:
        if raw is None or places is None:
            return NOBODY
        if not isinstance(raw, dict):
            self._refuse("covers", Text("covers 应为一组键值", "covers has to be a table"), COVERS_MEND)
            return NOBODY
        self._known(raw, COVER_KEYS, "covers")
        units = []
        for text in self._list(raw, "units"):
            found = places.find(text)
            if len(found) == 1:
                units.append(found[0].key)
                continue
            shown = "、".join(f"{u.name}（{u.key}）" for u in found[:5])
            self._refuse(
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
            for name in self._list(raw, key):
                if name in REGISTERS:
                    registers.append(Said(name, state="zero" if key == "zero" else None))
                else:
                    self._unknown(key, name, REGISTERS, Text("台账", "register"))
        return Submission(
            units=tuple(units),
            registers=tuple(registers) if "registers" in raw else None,
            since=self._day(raw, "from"),
            until=self._day(raw, "until"),
            reported_on=self._day(raw, "reported_on"),
            known=bool(units),
        )

    # -- values

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
                self._unknown("carry", name, REGISTERS, Text("台账", "register"))
            elif days is None:
                self._refuse(
                    "carry",
                    Text(f"carry 不能是“{value}”", f"carry cannot be {value!r}"),
                    Text("请写天数，如 carry = 92", "Write a number of days: carry = 92"),
                )
            else:
                found[name] = timedelta(days=int(days[1]))
        return found

    def _text(self, raw: Mapping[str, Any], key: str) -> str | None:
        value = raw.get(key)
        if value is None or isinstance(value, str):
            return value
        self._refuse(
            key, Text(f"{key} 应为文字", f"{key} has to be a text"), Text(f'请写成 {key} = "…"', f'Write {key} = "..."')
        )
        return None

    def _day(self, raw: Mapping[str, Any], key: str) -> date | None:
        value = raw.get(key)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        elif value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self._refuse(
            key,
            Text(f"{key} 应为日期", f"{key} has to be a date"),
            Text(f"请写成 {key} = 2019-12-31", f"Write {key} = 2019-12-31"),
        )
        return None

    def _list(self, raw: Mapping[str, Any], key: str) -> list[str]:
        value = raw.get(key, [])
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return value
        self._refuse(
            key,
            Text(f"{key} 应为文字的列表", f"{key} has to be a list of texts"),
            Text(f'请写成 {key} = ["…"]', f'Write {key} = ["..."]'),
        )
        return []

    def _mapping(self, raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = raw.get(key, {})
        if isinstance(value, dict):
            return value
        self._refuse(
            key, Text(f"{key} 应为一组键值", f"{key} has to be a table"), Text(f"请写成 [{key}]", f"Write [{key}]")
        )
        return {}

    def _tables(self, raw: Mapping[str, Any], key: str, keys: Collection[str] | None) -> list[Mapping[str, Any]]:
        value = raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self._refuse(
                key,
                Text(f"{key} 应为若干项", f"{key} has to be a list of tables"),
                Text(f"请写成 [[{key}]]", f"Write [[{key}]]"),
            )
            return []
        for one in value if keys else ():
            self._known(one, keys or (), key)
        return value

    # -- what is wrong

    def _known(self, raw: Mapping[str, Any], keys: Collection[str], inside: str) -> None:
        for key in raw:
            if key not in keys:
                self._unknown(
                    key, key, keys, Text(f"键（{inside}）" if inside else "键", f"key of {inside}" if inside else "key")
                )

    def _unknown(self, key: str, name: str, allowed: Collection[str], what: Text) -> None:
        near = nearest(name, allowed)
        self._refuse(
            key,
            Text(f"没有名为“{name}”的{what.zh}", f"there is no {what.en} named {name!r}"),
            Text(
                (f"是否为“{near}”？" if near else "") + f"可用：{'、'.join(allowed)}",
                (f"Did you mean {near!r}? " if near else "") + f"Allowed: {', '.join(allowed)}",
            ),
        )

    def _refuse(self, key: str, what: Text, mend: Text) -> None:
        self.problems.append(Problem("project.value", Where(self.path.name, cell=self._line(key)), what, mend))

    def _line(self, key: str) -> str | None:
        """The line and column where a key first stands; TOML readers do not tell."""
        for number, line in enumerate(self.lines, 1):
            found = re.search(rf'(?:^|[\s{{,\[."]){re.escape(key)}(?=["\s\].]*[=\]])', line)
            if found:
                return f"{number}:{found.start() + len(found[0]) - len(key) + 1}"
        return None


PLACES_MEND = Text(
    '请写成 places = [{edition = 2019-10-31, path = "divisions.csv"}]',
    'Write places = [{edition = 2019-10-31, path = "divisions.csv"}]',
)
COVERS_MEND = Text(
    '请写成 covers = {units = ["330702000000"], from = 2019-01-01, until = 2019-12-31}',
    'Write covers = {units = ["330702000000"], from = 2019-01-01, until = 2019-12-31}',
)

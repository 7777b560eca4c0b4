"""Plugins: found by their entry points, loaded one by one, asked for adapters, packs and profiles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from importlib.metadata import Distribution, EntryPoint, distributions
from pathlib import Path
from typing import TYPE_CHECKING, Any

import attrs
import pluggy

from fengqiao.boundary.nearest import nearest
from fengqiao.errors import PackError, Problem, ProjectError, Text, UsageError, Where
from fengqiao.plugin import hookspecs

if TYPE_CHECKING:
    from fengqiao.boundary.profile import Profile
    from fengqiao.model.target import RulePack
    from fengqiao.plugin.adapter import Adapter

GROUP = "fengqiao"


@attrs.frozen
class Origin:
    """Where a plugin comes from: its entry point and the distribution with its version."""

    plugin: str
    distribution: str = ""
    version: str = ""

    def __str__(self) -> str:
        return f"{self.distribution} {self.version}".strip() or self.plugin


def _installed() -> list[tuple[EntryPoint, Distribution | None]]:
    """Every entry point of the group once, in an order that does not depend on the disk."""
    found: dict[tuple[str, str], tuple[EntryPoint, Distribution | None]] = {}
    for distribution in distributions():
        for entry in distribution.entry_points:
            if entry.group == GROUP:
                found.setdefault((entry.name, entry.value), (entry, distribution))
    return [found[key] for key in sorted(found)]


class Manager:
    """The plugins of one run. Made on demand and passed in; there is no global one.

    `plugins` adds modules or objects that are not installed (tests, an importing system); `installed=False` leaves out
    those that are.
    """

    def __init__(self, plugins: Mapping[str, Any] | None = None, *, installed: bool = True) -> None:
        self._hooks = pluggy.PluginManager("fengqiao")
        self._hooks.add_hookspecs(hookspecs)
        self._origins: dict[str, Origin] = {}
        self._problems: list[Problem] = []
        for entry, distribution in _installed() if installed else ():
            origin = Origin(entry.name, *((distribution.name, distribution.version) if distribution else ()))
            try:
                self._hooks.register(entry.load(), name=f"{entry.name}={entry.value}")
            except Exception as error:  # noqa: BLE001  a stranger's module may raise anything; it is told, and the others go on
                self._problems.append(_not_loaded(origin, error))
            else:
                self._origins[f"{entry.name}={entry.value}"] = origin
        for name, plugin in (plugins or {}).items():
            self._hooks.register(plugin, name=name)
            self._origins[name] = Origin(name)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The plugins that could not be loaded, or that failed when asked."""
        _ = self._adapters, self._packs, self._profiles
        return tuple(self._problems)

    def _ask(self, hook: str) -> list[tuple[str, Any]]:
        """What each plugin answers to a hook, with the plugin's name; a plugin that fails is told."""
        answers: list[tuple[str, Any]] = []
        for implementation in getattr(self._hooks.hook, hook).get_hookimpls():
            name = implementation.plugin_name
            try:
                answer = implementation.function()
                answers.append((name, dict(answer) if isinstance(answer, Mapping) else list(answer)))
            except Exception as error:  # noqa: BLE001  the same
                self._problems.append(_not_loaded(self._origins[name], error))
        return sorted(answers, key=lambda pair: pair[0])

    @cached_property
    def _adapters(self) -> dict[str, tuple[Adapter[Any], Origin]]:
        return self._sorted("adapters", ((a.name, a, n) for n, found in self._ask("adapters") for a in found))

    @cached_property
    def _packs(self) -> dict[str, tuple[Path, Origin]]:
        return self._unique("packs", ((i, p, n) for n, found in self._ask("packs") for i, p in found.items()))

    @cached_property
    def _profiles(self) -> dict[str, tuple[Path, Origin]]:
        return self._sorted("profiles", ((i, p, n) for n, found in self._ask("profiles") for i, p in found.items()))

    def _unique(self, what: str, found: Iterable[tuple[str, Any, str]]) -> dict[str, Any]:
        """By name; the first keeps a name that two plugins bring, and the second is told."""
        unique: dict[str, Any] = {}
        for name, thing, plugin in found:
            if name in unique:
                self._problems.append(_twice(what, name, unique[name][1], self._origins[plugin]))
            else:
                unique[name] = (thing, self._origins[plugin])
        return unique

    def _sorted(self, what: str, found: Iterable[tuple[str, Any, str]]) -> dict[str, Any]:
        return dict(sorted(self._unique(what, found).items()))

    def adapters(self) -> dict[str, Adapter[Any]]:
        """Every adapter by its name."""
        return {name: adapter for name, (adapter, _) in self._adapters.items()}

    def packs(self) -> list[str]:
        """The ids of the packs that are installed, in the order in which each plugin names its own."""
        return list(self._packs)

    def profiles(self) -> list[str]:
        """The names of the profiles that are installed."""
        return list(self._profiles)

    def origin(self, kind: str, name: str) -> Origin:
        """Which plugin brought an adapter, a pack or a profile (`kind`)."""
        found: dict[str, Mapping[str, tuple[Any, Origin]]] = {
            "adapters": self._adapters,
            "packs": self._packs,
            "profiles": self._profiles,
        }
        return found[kind][name][1]

    def adapter(self, name: str) -> Adapter[Any]:
        """An adapter by its name; UsageError when there is none."""
        if name in self._adapters:
            return self._adapters[name][0]
        raise UsageError(_unknown(Text("适配器", "adapter"), name, list(self._adapters)), problems=self.problems)

    def pack_path(self, id_or_path: str | Path) -> Path:
        """The folder or file of a pack, from its id or a path; PackError when there is none."""
        if str(id_or_path) in self._packs:
            return self._packs[str(id_or_path)][0]
        if Path(id_or_path).exists():
            return Path(id_or_path)
        raise PackError(_unknown(Text("规则包", "rule pack"), str(id_or_path), self.packs()), problems=self.problems)

    def pack(self, id_or_path: str | Path, schemes: Path | None = None) -> RulePack:
        """A pack by its id or path, with the schemes of a folder before its own.

        PackError with every problem when it cannot be loaded.
        """
        from fengqiao.boundary.packfile import load_pack
        from fengqiao.boundary.schemefolder import with_schemes

        pack = load_pack(self.pack_path(id_or_path), self.pack_path)
        return with_schemes(pack, schemes) if schemes else pack

    def profile(self, name_or_path: str, folder: Path | None = None) -> Profile:
        """A profile by its name, or by a path that begins in `folder`; ProjectError when there is none."""
        from fengqiao.boundary.profilefile import load_profile

        if name_or_path in self._profiles:
            return load_profile(self._profiles[name_or_path][0])
        path = (folder or Path()) / name_or_path
        if path.is_file():
            return load_profile(path)
        raise ProjectError(_unknown(Text("版式", "profile"), name_or_path, self.profiles()), problems=self.problems)


def _unknown(kind: Text, name: str, known: list[str]) -> Text:
    close = nearest(name, known)
    there = "、".join(known) or "无"
    return Text(
        f"没有名为“{name}”的{kind.zh}" + (f"，是否应为“{close}”" if close else "") + f"？现有：{there}",
        f"there is no {kind.en} named {name!r}"
        + (f"; did you mean {close!r}?" if close else ".")
        + f" Known: {', '.join(known) or 'none'}",
    )


def _not_loaded(origin: Origin, error: Exception) -> Problem:
    cause = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return Problem(
        "plugin.failed",
        Where(file=origin.plugin),
        Text(
            f"插件“{origin.plugin}”（{origin}）不能使用：{cause}",
            f"the plugin {origin.plugin!r} ({origin}) cannot be used: {cause}",
        ),
        Text("请更新或卸载该插件；其余插件不受影响", "Update or remove the plugin; the others go on"),
    )


def _twice(what: str, name: str, first: Origin, second: Origin) -> Problem:
    return Problem(
        "plugin.name-taken",
        Where(file=second.plugin),
        Text(
            f"“{name}”（{what}）已由 {first} 提供，{second} 的同名项不予使用",
            f"{name!r} ({what}) already comes from {first}; that of {second} is not used",
        ),
        Text("请卸载其中一个插件", "Remove one of the two plugins"),
    )

"""Where schemes stand: scheme.yaml and schemes/*.yaml beside a pack, or files of a user's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import attrs

from fengqiao.boundary.measures import Measures
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.schemefile import Schemes
from fengqiao.boundary.yaml import parse
from fengqiao.errors import PackError, Problem, Severity, Text, Where
from fengqiao.model.fact import REGISTERS, Domain
from fengqiao.model.scheme import Scheme
from fengqiao.model.target import RulePack, Target

Fields = Mapping[str, Mapping[str, Domain]]


def fields_of(local: Fields) -> dict[str, dict[str, Domain]]:
    """The fields of every register, a pack's own included."""
    return {name: {**register.fields, **local.get(name, {})} for name, register in REGISTERS.items()}


def files_beside(pack_file: Path) -> list[Path]:
    """The scheme files of a pack: scheme.yaml first, then schemes/*.yaml by name."""
    own = pack_file.with_name("scheme.yaml")
    return [*([own] if own.exists() else []), *sorted((pack_file.parent / "schemes").glob("*.yaml"))]


def read_schemes(
    files: list[Path],
    fields: Fields,
    targets: Mapping[str, Target],
    problems: list[Problem],
    beside: Mapping[str, Scheme] | None = None,
) -> dict[str, Scheme]:
    """The schemes of several files by id; what is wrong with them is added to the problems.

    `beside` are schemes of elsewhere that they may name.
    """
    schemes: dict[str, Scheme] = {}
    named: list[tuple[str, str, Where]] = []
    for file in files:
        nodes = Nodes(str(file), problems)
        root = parse(file, nodes)
        reader = Schemes(nodes, Measures(nodes, fields), targets)
        scheme = reader.scheme(root) if root is not None else None
        if scheme is None:
            continue
        named += [(scheme.id, other, nodes.where(node)) for other, node in reader.named]
        if scheme.id in schemes:
            problems.append(
                Problem(
                    "pack-scheme-twice",
                    Where(str(file)),
                    Text(f"评分办法“{scheme.id}”出现两次", f"the scheme {scheme.id!r} stands twice"),
                    Text("请改名或删去其一", "Rename or delete one of them"),
                    Severity.ERROR,
                )
            )
        schemes[scheme.id] = scheme
    problems += _astray(named, {**(beside or {}), **schemes})
    return schemes


def _astray(named: list[tuple[str, str, Where]], schemes: Mapping[str, Scheme]) -> Iterator[Problem]:
    """Schemes that are named and not there, of another level, or that lead back to the one that names them."""
    following: dict[str, set[str]] = {}
    for scheme, other, _ in named:
        following.setdefault(scheme, set()).add(other)
    for scheme, other, where in named:
        reached, ahead = set[str](), [other]
        while ahead:
            name = ahead.pop()
            if name not in reached:
                reached.add(name)
                ahead += following.get(name, ())
        if other not in schemes:
            listed = [name for name in schemes if name != scheme]
            what = Text(f"没有评分办法“{other}”", f"there is no scheme {other!r}")
            mend = Text(f"可用：{'、'.join(listed)}", f"Schemes: {', '.join(listed)}")
        elif scheme in reached:
            what = Text(f"评分办法“{other}”引用了自身", f"the scheme {other!r} leads back to the one that names it")
            mend = Text("请去掉循环引用", "Name another")
        elif schemes[other].level is not schemes[scheme].level:
            what = Text(f"评分办法“{other}”的层级不同", f"the scheme {other!r} scores another level")
            mend = Text("请引用同一层级的办法", "Name one of the same level")
        else:
            continue
        yield Problem("pack-scheme", where, what, mend, Severity.ERROR)


def load_scheme(file: Path, pack: RulePack | None = None) -> Scheme:
    """A scheme from its file, over the targets of a pack, if any. Raises PackError with every problem."""
    return next(iter(_loaded([Path(file)], Path(file), pack).values()))


def with_schemes(pack: RulePack, folder: Path) -> RulePack:
    """A pack with the schemes of a folder (its *.yaml) before its own; one of the same id takes its place.

    Raises PackError with every problem.
    """
    ours = _loaded(sorted(folder.glob("*.yaml")), folder, pack)
    return attrs.evolve(pack, schemes={**ours, **{name: one for name, one in pack.schemes.items() if name not in ours}})


def _loaded(files: list[Path], path: Path, pack: RulePack | None) -> dict[str, Scheme]:
    problems: list[Problem] = []
    fields, targets = fields_of(pack.fields if pack else {}), pack.targets if pack else {}
    schemes = read_schemes(files, fields, targets, problems, pack.schemes if pack else {})
    if problems:
        first = problems[0]
        raise PackError(
            Text(
                f"评分办法 {path} 有{len(problems)}处问题，第一处：{first.line('zh')}",
                f"the scheme {path} has {len(problems)} problem(s), the first: {first.line('en')}",
            ),
            problems=tuple(problems),
        )
    return schemes

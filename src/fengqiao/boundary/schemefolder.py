"""Where schemes stand: scheme.yaml and schemes/*.yaml beside a pack, or files of a user's own."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

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
    files: list[Path], fields: Fields, targets: Mapping[str, Target], problems: list[Problem]
) -> dict[str, Scheme]:
    """The schemes of several files by id; what is wrong with them is added to the problems."""
    schemes: dict[str, Scheme] = {}
    for file in files:
        nodes = Nodes(str(file), problems)
        root = parse(file, nodes)
        scheme = Schemes(nodes, Measures(nodes, fields), targets).scheme(root) if root is not None else None
        if scheme is None:
            continue
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
    return schemes


def load_scheme(file: Path, pack: RulePack | None = None) -> Scheme:
    """A scheme from its file, over the targets of a pack, if any. Raises PackError with every problem."""
    problems: list[Problem] = []
    fields, targets = fields_of(pack.fields if pack else {}), pack.targets if pack else {}
    schemes = read_schemes([Path(file)], fields, targets, problems)
    if problems or not schemes:
        first = problems[0]
        raise PackError(
            Text(
                f"评分办法 {file} 有{len(problems)}处问题，第一处：{first.line('zh')}",
                f"the scheme {file} has {len(problems)} problem(s), the first: {first.line('en')}",
            ),
            problems=tuple(problems),
        )
    return next(iter(schemes.values()))

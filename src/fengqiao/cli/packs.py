"""rules list, show, lint, test and cover: packs as their authors see them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fengqiao.cli import console
from fengqiao.cli.app import Lang, app
from fengqiao.errors import Severity, Text, UsageError, counted
from fengqiao.plugin.manager import Manager
from fengqiao.report.pack import pack_table
from fengqiao.testing.cases import run_cases
from fengqiao.testing.cover import Kind, Sentence, cover
from fengqiao.testing.lint import lint
from fengqiao.testing.schemecases import run_scheme_cases
from fengqiao.testing.schemelint import lint_schemes

rules = typer.Typer(
    name="rules",
    help="规则包 / rule packs",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(rules)
Pack = Annotated[str | None, typer.Argument(metavar="[PACK or DIR]", help="规则包名或文件夹 / a pack or its folder")]
KIND: dict[Kind, str] = {
    "bound": "定量",
    "qualitative": "定性",
    "context": "背景",
    "todo": "待办",
    "unplaced": "未归类",
}


SchemeFolder = Annotated[
    Path | None, typer.Option("--schemes", metavar="DIR", help="自有评分办法的文件夹 / a folder of schemes of your own")
]


def _beside(schemes: Path, pack: str | None, manager: Manager) -> Path:
    """The one pack that a folder of schemes is read over. Raises UsageError."""
    paths = _paths(pack, manager)
    if len(paths) > 1 or not any(schemes.glob("*.yaml")):
        raise UsageError(
            Text(
                f"请写明评分办法所依据的规则包，并核对文件夹 {schemes} 中有 *.yaml。",
                f"Name the pack that the schemes are for, and check that {schemes} holds *.yaml files.",
            )
        )
    return paths[0]


def _paths(pack: str | None, manager: Manager) -> list[Path]:
    return [manager.pack_path(one) for one in ([pack] if pack else manager.packs())]


@rules.command("list")
def list_(lang: Lang = None) -> None:
    """已安装的规则包 / the packs that are installed."""
    lang_, manager = console.language(lang), Manager()
    for name in manager.packs():
        pack = manager.pack(name)
        console.out(f"{name} {pack.version}  {pack.title.say(lang_)}  ({manager.origin('packs', name)})")


@rules.command()
def show(pack: Pack = None, schemes: SchemeFolder = None, lang: Lang = None) -> None:
    """规则包的指标、口径、期限和评分办法 / targets, readings, dates and schemes of a pack."""
    lang_, manager = console.language(lang), Manager()
    for path in _paths(pack, manager) if schemes is None else [_beside(schemes, pack, manager)]:
        console.out(pack_table(manager.pack(path, schemes), lang_, width=console.width(), colour=console.colour()))


@rules.command("lint")
def lint_(pack: Pack = None, schemes: SchemeFolder = None, lang: Lang = None) -> None:
    """检查规则包（或自有评分办法）的写法 / look for what is wrong in a pack, or in schemes of your own."""
    lang_, manager = console.language(lang), Manager()
    if schemes is not None:
        found = list(lint_schemes(manager.pack(_beside(schemes, pack, manager)), schemes))
    else:
        found = [problem for path in _paths(pack, manager) for problem in lint(path)]
    for problem in found:
        console.out(f"{problem.severity.value}: {problem.line(lang_)}")
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    console.out(
        f"错误 {errors} 条，共 {len(found)} 条"
        if lang_ == "zh"
        else f"{counted(errors, 'errors')} of {counted(len(found), 'problems')}"
    )
    console.stop_if(errors > 0)


@rules.command("test")
def run_tests(pack: Pack = None, schemes: SchemeFolder = None, lang: Lang = None) -> None:
    """运行规则包（或自有评分办法）的用例 / run the cases of a pack, or of schemes of your own."""
    lang_, manager = console.language(lang), Manager()
    paths = _paths(pack, manager) if schemes is None else [_beside(schemes, pack, manager)]
    results = [result for path in paths if schemes is None for result in run_cases(path)]
    scored = [result for path in paths for result in run_scheme_cases(path, schemes)]
    failed = [(result.case.where, result.case.name, result.reading, result.wrong) for result in results if result.wrong]
    failed += [
        (result.case.where, result.case.name, result.case.scheme, result.wrong) for result in scored if result.wrong
    ]
    for where, name, under, wrong in failed:
        console.out(f"{where}: {name.say(lang_)} [{under}]: {'; '.join(text.say(lang_) for text in wrong)}")
    n, bad = len(results) + len(scored), len(failed)
    console.out(f"用例 {n} 个，不符 {bad} 个" if lang_ == "zh" else f"{counted(n, 'cases')}, {bad} not as expected")
    console.stop_if(bad > 0 or not n)


@rules.command("cover")
def cover_(pack: Pack = None, lang: Lang = None) -> None:
    """原文每一句的归类 / where each sentence of the source went."""
    lang_, manager = console.language(lang), Manager()
    placed = True
    for path in _paths(pack, manager):
        found = cover(manager.pack(path))
        for sentence in found.sentences:
            console.out(_covered(sentence, lang_))
        kinds = [
            f"{name if lang_ == 'zh' else kind} {found.count(kind)}"
            for kind, name in KIND.items()
            if kind != "todo" or found.count(kind)
        ]
        percent = int(found.placed * 100)
        console.out(("，" if lang_ == "zh" else ", ").join(kinds))
        console.out(f"已归类 {percent}%" if lang_ == "zh" else f"placed {percent}%")
        placed = placed and found.placed == 1
    console.stop_if(not placed)


def _covered(sentence: Sentence, lang: str) -> str:
    kind = KIND[sentence.kind] if lang == "zh" else sentence.kind
    colon = "：" if lang == "zh" else ": "
    reason = sentence.reason.say("zh" if lang == "zh" else "en") if sentence.reason else ""
    return f"{sentence.line:>3} [{kind}] {sentence.text}{colon}{', '.join(sentence.targets) or reason}"

"""rules list, show, lint, test and cover: packs as their authors see them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from fengqiao.cli import console
from fengqiao.cli.app import Lang, app
from fengqiao.errors import Severity
from fengqiao.plugin.manager import Manager
from fengqiao.report.pack import pack_table
from fengqiao.testing.cases import run_cases
from fengqiao.testing.cover import Kind, Sentence, cover
from fengqiao.testing.lint import lint

rules = typer.Typer(
    name="rules",
    help="规则包 / rule packs",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(rules)
Pack = Annotated[str | None, typer.Argument(metavar="[PACK or DIR]", help="规则包名或文件夹 / a pack or its folder")]
KIND: dict[Kind, str] = {"bound": "定量", "qualitative": "定性", "context": "背景", "unplaced": "未归类"}


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
def show(pack: Pack = None, lang: Lang = None) -> None:
    """规则包的指标、口径和期限 / targets, readings and dates of a pack."""
    lang_, manager = console.language(lang), Manager()
    for path in _paths(pack, manager):
        console.out(pack_table(manager.pack(path), lang_, width=console.width(), colour=console.colour()))


@rules.command("lint")
def lint_(pack: Pack = None, lang: Lang = None) -> None:
    """检查规则包的写法 / look for what is wrong in a pack."""
    lang_, manager = console.language(lang), Manager()
    found = [problem for path in _paths(pack, manager) for problem in lint(path)]
    for problem in found:
        console.out(f"{problem.severity.value}: {problem.line(lang_)}")
    errors = sum(problem.severity is Severity.ERROR for problem in found)
    console.out(
        f"错误 {errors} 条，共 {len(found)} 条" if lang_ == "zh" else f"{errors} errors of {len(found)} problems"
    )
    console.stop_if(errors > 0)


@rules.command("test")
def run_tests(pack: Pack = None, lang: Lang = None) -> None:
    """运行规则包的用例 / run the cases of a pack."""
    lang_, manager = console.language(lang), Manager()
    results = [result for path in _paths(pack, manager) for result in run_cases(path)]
    failed = [result for result in results if not result.ok]
    for result in failed:
        said = "; ".join(text.say(lang_) for text in result.wrong)
        console.out(f"{result.case.where}: {result.case.name.say(lang_)} [{result.reading}]: {said}")
    n, bad = len(results), len(failed)
    console.out(f"用例 {n} 个，不符 {bad} 个" if lang_ == "zh" else f"{n} cases, {bad} not as expected")
    console.stop_if(bad > 0 or not results)


@rules.command("cover")
def cover_(pack: Pack = None, lang: Lang = None) -> None:
    """原文每一句的归类 / where each sentence of the source went."""
    lang_, manager = console.language(lang), Manager()
    placed = True
    for path in _paths(pack, manager):
        found = cover(manager.pack(path))
        for sentence in found.sentences:
            console.out(_covered(sentence, lang_))
        kinds = [f"{name if lang_ == 'zh' else kind} {found.count(kind)}" for kind, name in KIND.items()]
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

"""adapters: what is installed, and by whom."""

from __future__ import annotations

from fengqiao.cli import console
from fengqiao.cli.app import Lang, app
from fengqiao.model.fact import REGISTERS
from fengqiao.plugin.manager import Manager


@app.command()
def adapters(lang: Lang = None) -> None:
    """已安装的适配器、版式和规则包 / adapters, profiles and packs that are installed."""
    lang_, manager = console.language(lang), Manager()
    zh = lang_ == "zh"
    for name, adapter in manager.adapters().items():
        console.out(f"{name}  {adapter.title.say(lang_)}  ({manager.origin('adapters', name)})")
        for field, info in adapter.options.model_fields.items():
            default = f"{'默认' if zh else 'default'} {info.default!r}"
            needed = ("必填" if zh else "required") if info.is_required() else default
            console.out(f"    {info.alias or field}  {needed}  {info.description or ''}".rstrip())
        registers, by = ("台账", "由版式决定") if zh else ("registers", "as the profile says")
        console.out(f"    {registers}: {', '.join(REGISTERS)} ({by})")
    for name in manager.profiles():
        console.out(f"{'版式' if zh else 'profile'} {name}  ({manager.origin('profiles', name)})")
    for name in manager.packs():
        console.out(f"{'规则包' if zh else 'pack'} {name}  ({manager.origin('packs', name)})")
    for problem in manager.problems:
        console.out(problem.line(lang_))

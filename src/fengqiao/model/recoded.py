"""One life under several codes: which key each code leads to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from fengqiao.errors import Problem, Severity, Text, Where
from fengqiao.model.lives import Listed
from fengqiao.model.place import Recode, level_of, well_formed


def keys_of(recodes: Iterable[Recode], listed: Listed, problems: list[Problem]) -> tuple[dict[str, str], list[Recode]]:
    """The key (latest listed code) of each recoded code, and the recodes that were taken; the others are Problems."""
    recodes = sorted(recodes, key=lambda recode: recode.since)
    said = {code for recode in recodes for code in (recode.old_code, recode.new_code)}
    days = {code: [day for day, lines in listed.items() if code in lines] for code in said}
    seen = {code: found for code, found in days.items() if found}
    after: dict[str, str] = {}
    before: dict[str, str] = {}
    taken: list[Recode] = []
    for recode in recodes:
        old, new = recode.old_code, recode.new_code
        if after.get(old) == new:
            continue
        reason = _unknown(recode, seen, listed) or _impossible(recode, seen, after, before)
        if reason is not None:
            problems.append(_refused(recode, reason))
            continue
        after[old], before[new] = new, old
        taken.append(recode)
    keys: dict[str, str] = {}
    for code in after:
        if code not in before:
            chain = [code]
            while chain[-1] in after:
                chain.append(after[chain[-1]])
            key = next(code for code in reversed(chain) if code in seen)
            keys |= dict.fromkeys(chain, key)
    return keys, taken


def _unknown(recode: Recode, seen: Mapping[str, list[date]], listed: Listed) -> Text | None:
    """Why a code is missing that the editions should have: only what lies outside their time may be."""
    days = list(listed)
    if recode.old_code not in seen and (recode.new_code not in seen or recode.since > days[0]):
        return Text(f"各版区划均无{recode.old_code}", f"no edition lists {recode.old_code}")
    if recode.new_code not in seen and recode.since <= days[-1]:
        return Text(f"各版区划均无{recode.new_code}", f"no edition lists {recode.new_code}")
    return None


def _impossible(
    recode: Recode, seen: Mapping[str, list[date]], after: Mapping[str, str], before: Mapping[str, str]
) -> Text | None:
    """Why two codes cannot be one life."""
    old, new = recode.old_code, recode.new_code
    if not (well_formed(old) and well_formed(new)) or level_of(old) is not level_of(new):
        return Text("两个代码层级不同", "the codes are of different levels")
    if old in after or new in before or _reaches(new, old, after):
        return Text("其中一个代码已用于另一条变更", "one of the codes is already part of another recode")
    if old in seen and new in seen and seen[old][-1] >= seen[new][0]:
        return Text(f"两个代码在{seen[new][0]}前后并存", f"both codes are listed around {seen[new][0]}")
    return None


def _reaches(code: str, goal: str, after: Mapping[str, str]) -> bool:
    while code != goal and code in after:
        code = after[code]
    return code == goal


def _refused(recode: Recode, reason: Text) -> Problem:
    return Problem(
        "place-recode",
        Where(unit=recode.old_code),
        Text(
            f"代码变更{recode.old_code}→{recode.new_code}（{recode.since}）未采用：{reason.zh}",
            f"The recode {recode.old_code} to {recode.new_code} ({recode.since}) is not used: {reason.en}",
        ),
        Text("核对代码变更表与各版区划", "Check the table of recodes against the editions"),
        Severity.WARNING,
    )

"""Names of places as people write them, and the units that a text may mean.

The tiers, best first; a text's candidates are all those of the best tier that has any:

0. the full name of an edition: 城东街道, 唐村村委会
1. the name without what only says its kind, where the text says the same kind or none: 婺城, 城东, 唐村村民委员会, 唐村
2. the same where the text says another kind of the same level (villages become communities, townships towns and
   streets) or doubles 村 differently: 唐村社区, 丰产村委会 for 丰产村村委会

A path is a name after those of what it lies in, with or without separators: 金华市婺城区城东街道, 婺城区/城东街道. Each
name must lie in the one before it, and the tiers add up. A name as a whole comes before a path. Without a separator, a
shortened name is only taken for the start of a path when the last name is full: 婺城城东街道, but not 婺城城东.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from datetime import date

import attrs

from fengqiao.model.overlay import Above
from fengqiao.model.place import Level, Unit
from fengqiao.model.units import Units

BODY = re.compile(
    r"(?<=.)(?:人民调解委员会|调解委员会|人民调委会|调委会|司法局|司法所|(?<=[省市县区镇乡])人民政府|(?<=街道)办事处|(?<=街道)办)$"
)
"""Bodies that are named after their place."""
NATIONALITIES = re.compile(
    r"(?<=..)(?:(?:"
    r"柯尔克孜|乌孜别克|维吾尔|哈萨克|达斡尔|塔吉克|俄罗斯|鄂温克|塔塔尔|鄂伦春|蒙古|布依|"
    r"朝鲜|土家|哈尼|傈僳|高山|拉祜|东乡|纳西|景颇|仫佬|布朗|撒拉|毛南|仡佬|锡伯|阿昌|"
    r"普米|德昂|保安|裕固|独龙|赫哲|门巴|珞巴|基诺|回|藏|苗|彝|壮|满|侗|瑶|白|傣|"
    r"黎|佤|畲|水|土|羌|怒|京"
    r")族)+(?:自治)?$"
)
"""Names of nationalities before a suffix, which the short name leaves out."""
RURAL, URBAN = "rural", "urban"
SUFFIXES: tuple[tuple[str, str, int, tuple[Level, ...]], ...] = (
    ("村民委员会", RURAL, 1, (Level.VILLAGE,)),
    ("村委会", RURAL, 1, (Level.VILLAGE,)),
    ("社区居民委员会", URBAN, 1, (Level.VILLAGE,)),
    ("社区居委会", URBAN, 1, (Level.VILLAGE,)),
    ("居民委员会", URBAN, 1, (Level.VILLAGE,)),
    ("居委会", URBAN, 1, (Level.VILLAGE,)),
    ("社区", URBAN, 1, (Level.VILLAGE,)),
    ("生活区", "quarter", 1, (Level.VILLAGE,)),
    ("村", RURAL, 1, (Level.VILLAGE,)),
    ("街道", "street", 2, (Level.TOWNSHIP,)),
    ("镇", "town", 2, (Level.TOWNSHIP,)),
    ("乡", "township", 2, (Level.TOWNSHIP,)),
    ("县", "county", 2, (Level.COUNTY,)),
    ("区", "district", 2, (Level.COUNTY,)),
    ("旗", "banner", 2, (Level.COUNTY,)),
    ("地区", "prefecture", 2, (Level.CITY,)),
    ("自治州", "prefecture", 2, (Level.CITY,)),
    ("盟", "league", 2, (Level.CITY,)),
    ("市", "city", 2, (Level.CITY, Level.COUNTY, Level.PROVINCE)),
    ("省", "province", 2, (Level.PROVINCE,)),
    ("自治区", "province", 2, (Level.PROVINCE,)),
)
"""What a name may end in: the kind it says, how much of the name must be left, and the levels that bear it."""
SEPARATORS = re.compile(r"[\s/\\|>,，、;；·:：→—_-]+")
BLANKS = re.compile(r"\s+")
SHORTENED = {6: "000000", 9: "000"}
"""How many digits a shortened code may have, and what it lacks."""
LONGEST = 20
"""How long a name at the start of a path may be."""
Reading = tuple[str, str | None, tuple[Level, ...]]
"""What a text says: a core, the kind that it says (None: none) and the levels that bear that kind."""
Found = dict[str, int]
"""Candidates by key, with their tier."""
Fits = Callable[[str], bool]


def normalise(text: str) -> str:
    """Full-width digits, letters and blanks made plain, and the name of a body taken off."""
    plain = unicodedata.normalize("NFKC", text).strip()
    while (shorter := BODY.sub("", plain)) != plain:
        plain = shorter
    return plain


def readings(name: str) -> Iterator[Reading]:
    """What a name may say: itself, and what is left of it without each suffix that leaves enough."""
    yield name, None, ()
    for suffix, kind, least, levels in SUFFIXES:
        for core in _without(name, suffix, least):
            yield core, kind, levels


def cores_of(name: str, level: Level) -> tuple[tuple[str, str | None], ...]:
    """The cores of a unit's own name, each with the kind that the name says; the whole name where it has no suffix."""
    for suffix, kind, least, levels in SUFFIXES:
        if level in levels and (cores := _without(name, suffix, least)):
            return tuple((core, kind) for core in cores)
    return ((name, None),)


def _without(name: str, suffix: str, least: int) -> tuple[str, ...]:
    """The name without a suffix, and without the nationality before it (柳城畲族镇: 柳城畲族, 柳城)."""
    if not name.endswith(suffix) or len(name) - len(suffix) < least:
        return ()
    core = name[: -len(suffix)]
    shorter = NATIONALITIES.sub("", core) if core.endswith(("族", "族自治")) else core
    return (core,) if shorter == core else (core, shorter)


def _doubled(core: str) -> tuple[str, ...]:
    """The core with one 村 more, and with one less."""
    return (core + "村", core[:-1]) if len(core) > 1 and core.endswith("村") else (core + "村",)


@attrs.frozen(eq=False)
class Names:
    """The index by which texts are matched: built once, read only."""

    units: Units
    key_of: Callable[[str], str | None]
    above: Above
    full: Mapping[str, tuple[str, ...]]
    cores: Mapping[str, tuple[tuple[str, str | None], ...]]

    @classmethod
    def of(cls, units: Units, key_of: Callable[[str], str | None], above: Above) -> Names:
        """The names of all units, in all their spells."""
        full: dict[str, dict[str, None]] = {}
        cores: dict[str, dict[tuple[str, str | None], None]] = {}
        for key, spell in units.spells():
            name = BLANKS.sub("", unicodedata.normalize("NFKC", spell.name))
            full.setdefault(name, {})[key] = None
            for core, kind in cores_of(name, spell.level):
                cores.setdefault(core, {})[key, kind] = None
        return cls(
            units,
            key_of,
            above,
            {name: tuple(found) for name, found in full.items()},
            {core: tuple(found) for core, found in cores.items()},
        )

    def find(self, text: str, *, within: str | None, level: Level | None, day: date | None) -> tuple[Unit, ...]:
        """Every unit of the best tier, in order of keys; with a day, those there that day if any is."""

        def fits(key: str) -> bool:
            return (level is None or self.units[key].level == level) and (
                within is None or key == within or within in self.above(key)
            )

        plain = normalise(text)
        if not plain:
            return ()
        if plain.isascii() and plain.isdigit():
            key = self.key_of(plain + SHORTENED.get(len(plain), ""))
            found = {key: 0} if key is not None and fits(key) else {}
        else:
            found = self._by_name(BLANKS.sub("", plain), fits) or self._by_path(plain, fits)
        best = min(found.values(), default=0)
        units = [self.units[key] for key in sorted(found) if found[key] == best]
        living = [unit for unit in units if day is not None and unit.alive(day)]
        return tuple(living or units)

    def _by_name(self, name: str, fits: Fits) -> Found:
        """The candidates of the best tier for a name as a whole."""
        found: Found = {key: 0 for key in self.full.get(name, ()) if fits(key)}
        if found:
            return found
        said = list(readings(name))
        for core, kind, _ in said:
            for key, own in self.cores.get(core, ()):
                if (kind is None or kind == own) and fits(key):
                    found[key] = 1
        if found:
            return found
        for core, kind, levels in said:
            village = kind is None or Level.VILLAGE in levels
            for other in (core, *_doubled(core)) if village else (core,):
                for key, _ in self.cores.get(other, ()):
                    level = self.units[key].level
                    if (level in levels or (kind is None and level is Level.VILLAGE)) and fits(key):
                        found[key] = 2
        return found

    def _by_path(self, text: str, fits: Fits) -> Found:
        """The candidates for a path, read by its separators, else without them."""
        parts = [part for part in SEPARATORS.split(text) if part]
        for tokens in (parts, ["".join(parts)]):
            scopes: dict[str | None, int] = {None: 0}
            for token in tokens:
                following: dict[str | None, int] = {}
                for scope, tier in scopes.items():
                    for key, more in self._below(scope, token, whole=False).items():
                        following[key] = min(tier + more, following.get(key, tier + more))
                scopes = following
            found = {key: tier for key, tier in scopes.items() if key is not None and fits(key)}
            if found:
                return found
        return {}

    def _below(self, scope: str | None, token: str, *, whole: bool) -> Found:
        """The candidates below a unit for a name or for names run together; `whole` wants a full name at the end."""

        def lies(key: str) -> bool:
            return scope is None or scope in self.above(key)

        found = {key: tier for key, tier in self._by_name(token, lies).items() if tier == 0 or not whole}
        if found:
            return found
        for n in range(2, min(len(token), LONGEST)):
            head, rest = token[:n], token[n:]
            heads = {
                key: 1 for key, _ in self.cores.get(head, ()) if self.units[key].level.depth <= Level.TOWNSHIP.depth
            }
            heads |= dict.fromkeys(self.full.get(head, ()), 0)
            for key, tier in heads.items():
                if lies(key):
                    for end, more in self._below(key, rest, whole=whole or tier > 0).items():
                        found[end] = min(tier + more, found.get(end, tier + more))
        return found

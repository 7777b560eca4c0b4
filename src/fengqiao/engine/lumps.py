"""Facts of which no day, or no unit, is known: how many slots they fill at the least and at the most."""

from __future__ import annotations

from collections.abc import Iterable

import attrs


@attrs.frozen(eq=False)
class Lump:
    """Facts of which no day, or no unit, is known: `least` to `most` of them somewhere in a time.

    `bits` are the slots that they may fill; `free` says that they may also lie where they fill none.
    """

    place: str
    bits: int
    free: bool
    least: int
    most: int
    spread: bool = False
    level: str | None = None

    @property
    def only(self) -> bool:
        """Whether some of them surely lie in the one slot that they may fill."""
        return self.least > 0 and not self.free and self.bits.bit_count() == 1


def fewest_filled(lumps: Iterable[Lump], rest: int) -> int:
    """How many of the slots left the lumps must fill: each goes where a slot is filled already, else together."""
    bound = [lump for lump in lumps if lump.least and not lump.free and lump.bits and not lump.bits & ~rest]
    chosen = 0
    for lump in sorted(bound, key=lambda lump: lump.bits.bit_length()):
        if not lump.bits & chosen:
            chosen |= 1 << (lump.bits.bit_length() - 1)
    return chosen.bit_count()


def most_filled(lumps: Iterable[Lump], rest: int, rolls: int = 0) -> int:
    """How many of the slots left the lumps can fill: a maximum matching, each slot to the lump that ends first.

    `rolls` is how many slots one fact fills where they roll; the bound is sound there, not tight.
    """
    found = [lump for lump in lumps if lump.bits & rest]
    reach = 0
    for lump in found:
        reach |= lump.bits & rest
    if rolls:
        return min(reach.bit_count(), sum(lump.most for lump in found) * rolls)
    left = sorted(((lump.bits & rest).bit_length(), lump.bits & rest, lump.most) for lump in found)
    spare = [n for _, _, n in left]
    count = 0
    while reach:
        slot = reach & -reach
        reach ^= slot
        for i, (_, bits, _) in enumerate(left):
            if spare[i] and bits & slot:
                spare[i] -= 1
                count += 1
                break
    return count

"""A question on its way down: where, when, and the member that encloses it."""

from __future__ import annotations

from datetime import date, timedelta

import attrs

from fengqiao.engine.known import Spot
from fengqiao.engine.truth import getter
from fengqiao.engine.when import after
from fengqiao.errors import Text, UsageError
from fengqiao.model.calendar import PLAN, Period, Window, resolve
from fengqiao.model.fact import REGISTERS, Fact
from fengqiao.model.measure import After, Before

DAY = timedelta(days=1)


@attrs.frozen(eq=False)
class Scene:
    """Where and when a measure is asked; `member` is the fact that encloses it, with its register."""

    spot: Spot
    day: date
    plan: Period
    period: Period
    duty: date
    member: tuple[str, Fact] | None = None

    def at(self, spot: Spot, member: tuple[str, Fact] | None = None) -> Scene:
        """The same asked elsewhere."""
        return Scene(spot, self.day, self.plan, self.period, self.duty, member or self.member)

    def window(self, register: str, window: Window | Before | After | None, dated_by: str | None) -> Period | None:
        """The days that a window holds; None where it hangs on a date of the enclosing member that is blank."""
        if isinstance(window, Before | After):
            return self._beside(window)
        if window is None and REGISTERS[register].life is not None and dated_by is None:
            return Period(self.day, self.day)
        return resolve(window or PLAN, day=self.day, plan=self.plan, period=self.period)

    def _beside(self, window: Before | After) -> Period | None:
        if self.member is None:
            raise no_member(window.field)
        register, fact = self.member
        found = getter(register, window.field)(fact)
        if not isinstance(found, date):
            return None
        if isinstance(window, Before):
            return Period(date.min, min(self.day, found - DAY))
        return Period(found, min(self.day, after(found, window.within)))


def no_member(field: str) -> UsageError:
    """A window that hangs on a member where none is asked."""
    return UsageError(
        Text(
            f"时间窗引用了字段{field}，但外层没有成员",
            f"The window hangs on {field} of an enclosing member, and there is none",
        )
    )

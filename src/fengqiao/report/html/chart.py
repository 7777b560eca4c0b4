"""The way of one value to its milestones, drawn: the design is Altair's, and vl-convert makes it SVG without a browser.

The design is compiled once; each chart only brings its own numbers. A chart holds dates and numbers and no text of the
data, its colours are those of the page's style sheet, and its times are UTC, so that it is the same on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import attrs

from fengqiao.model.outcome import Status
from fengqiao.report.document import Course

WIDTH, HEIGHT = 300, 96
SHAPES = {
    Status.MET: "circle",
    Status.NOT_MET: "triangle-down",
    Status.UNDETERMINED: "diamond",
}
"""A shape for each verdict: colour alone never tells them apart. Every other status is a small square."""
COLOURS = {
    Status.MET: "var(--met-mark)",
    Status.NOT_MET: "var(--not-mark)",
    Status.UNDETERMINED: "var(--open-mark)",
}
OTHER = "other"
NOISE = (
    (re.compile(r' (?:aria-[a-z]+|role|class|pointer-events|xmlns:xlink|version|stroke-miterlimit)="[^"]*"'), ""),
    (re.compile(r'<rect[^>]* fill="transparent"/>|<path d="M0,0h\d+v\d+h-\d+Z"/>'), ""),
    (re.compile(r' (?:font-family|font-size)="[^"]*"| stroke-width="1"'), ""),
    (re.compile(r'(?<=\)") fill="#000"'), ""),
    (re.compile(r"<path(?: d=\"(?:M0,0h0v0h0Z)?\"| display=\"none\")+/>"), ""),
    (re.compile(r'<text[^>]* opacity="0"[^>]*>[^<]*</text>'), ""),
    (re.compile(r' (?:fill-)?opacity="1"'), ""),
    (re.compile(r' (?:x2|y2)="0"'), ""),
    (re.compile(r"(\.\d)\d+"), r"\1"),
    (re.compile(r"\.0(?=\D)"), ""),
)
"""What a drawing says beside its lines: roles and labels (the page has its own words), hidden parts, long decimals."""
EMPTY = re.compile(r"<g(?: transform=\"[^\"]*\")?></g>|<g></g>")


@attrs.frozen
class Design:
    """A chart without its numbers; `percent`: the value is a share."""

    first: date
    last: date
    percent: bool

    @property
    def domain(self) -> list[int]:
        """The first and the last day."""
        return [moment(self.first), moment(self.last)]


def moment(day: date) -> int:
    """A day as charts count time: milliseconds, UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()) * 1000


def draw(course: Course, first: date, last: date) -> str:
    """The course as an SVG element over the plan's time."""
    from vl_convert import vega_to_svg

    spec = dict(_compiled(Design(first, last, course.percent)))
    values = _values(course, last)
    spec["data"] = [{**source, "values": values.get(source["name"], source.get("values"))} for source in spec["data"]]
    return _slim(vega_to_svg(spec))


def _values(course: Course, last: date) -> dict[str, list[dict[str, Any]]]:
    ends = [end for point in course.points for end in (point.low, point.high) if end is not None]
    top = max([*ends, *(step.at for step in course.steps)], default=0)
    points = [
        {
            "on": moment(point.on),
            "low": float(point.low or 0),
            # without a high end the band runs to the top: there may be any number more
            "high": float(point.high if point.high is not None else top),
            "status": point.status.value if point.status in SHAPES else OTHER,
        }
        for point in course.points
        if point.low is not None or point.high is not None
    ]
    steps = [{"on": moment(step.on), "to": moment(step.until or last), "at": float(step.at)} for step in course.steps]
    spans = [point for point in points if point["low"] != point["high"]]
    return {"points": points, "spans": spans, "steps": steps}


@cache
def _compiled(design: Design) -> Mapping[str, Any]:
    from vl_convert import vegalite_to_vega

    compiled: Mapping[str, Any] = vegalite_to_vega(_chart(design).to_dict())
    return compiled


def _chart(design: Design) -> Any:
    import altair as alt

    statuses = [*(status.value for status in SHAPES), OTHER]
    x = alt.X(
        "on:T",
        scale=alt.Scale(type="utc", domain=design.domain, nice=False),
        axis=alt.Axis(
            title=None, format="%Y-%m", tickCount={"interval": "month", "step": 6}, grid=False, labelFlush=False
        ),
    )
    y = alt.Y(
        "low:Q",
        scale=alt.Scale(zero=True, nice=True),
        axis=alt.Axis(title=None, tickCount=3, ticks=False, format=".0%" if design.percent else ",~f"),
    )
    points, spans, steps = (alt.NamedData(name=name) for name in ("points", "spans", "steps"))
    band = alt.Chart(points).mark_area(color="var(--open-mark)", opacity=0.3).encode(x=x, y=y, y2="high:Q")
    bars = alt.Chart(spans).mark_rule(color="var(--open-mark)", strokeWidth=3).encode(x=x, y=y, y2="high:Q")
    line = alt.Chart(points).mark_line(color="var(--line)", strokeWidth=1.5).encode(x=x, y=y)
    bound = (
        alt.Chart(steps)
        .mark_rule(color="var(--bound)", strokeDash=[5, 3], strokeWidth=1.5)
        .encode(x=x, x2="to:T", y=alt.Y("at:Q", title=None))
    )
    # a milestone at the end of the plan's time has no length of its own
    due = (
        alt.Chart(steps)
        .mark_tick(color="var(--bound)", thickness=3, size=12, opacity=1)
        .encode(x=x, y=alt.Y("at:Q", title=None))
    )
    marks = (
        alt.Chart(points)
        .mark_point(filled=True, size=70, opacity=1, stroke="var(--paper)", strokeWidth=1)
        .encode(
            x=x,
            y=y,
            shape=alt.Shape(
                "status:N", legend=None, scale=alt.Scale(domain=statuses, range=[*SHAPES.values(), "square"])
            ),
            fill=alt.Fill(
                "status:N", legend=None, scale=alt.Scale(domain=statuses, range=[*COLOURS.values(), "var(--line)"])
            ),
        )
    )
    chart = (band + bars + line + bound + due + marks).properties(width=WIDTH, height=HEIGHT, background="transparent")
    chart = chart.properties(padding={"left": 44, "right": 14, "top": 14, "bottom": 24}, autosize="none")
    return chart.configure_view(stroke=None).configure_axis(
        gridColor="var(--grid)",
        domainColor="var(--axis)",
        tickColor="var(--axis)",
    )


def _slim(svg: str) -> str:
    for pattern, instead in NOISE:
        svg = pattern.sub(instead, svg)
    while EMPTY.search(svg):
        svg = EMPTY.sub("", svg)
    return svg

"""Charts as Vega-Lite specifications, drawn once for page, Word and PDF. Every axis starts at zero.

Colours name what a mark is. On a page each becomes a class of the style sheet; on paper it stays a colour.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Literal

import vl_convert
from lxml import etree

from chibo.base.vietnamese import UNKNOWN, number

WIDTH = 360
LABEL_LIMIT = 180
LETTER_WIDTH = 8.4
FONT = "Noto Sans"
"""Of the two free families that draw Vietnamese well, the one of which no older copy without it is about."""
FONTS = Path(__file__).parents[1] / "reports" / "fonts"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.21.json"
VERSION = "5.21"

BAR, BAR_SOFT, BAR_LOW, BAR_INK = "#64748f", "#8693a7", "#b06f10", "#151a25"
TARGET, AXIS, RULE = "#151a26", "#7b8391", "#dcdfe5"
TEXT, STRONG = "#4b5363", "#151a24"
CLASSES = {
    BAR: "bar", BAR_SOFT: "bar-soft", BAR_LOW: "bar-low", BAR_INK: "bar-ink",
    TARGET: "target", AXIS: "axis", RULE: "rule", STRONG: "strong",
}  # fmt: skip
KEPT = frozenset({"viewBox", "transform", "d", "x1", "x2", "y1", "y2", "text-anchor", "font-size"})
UNSEEN = frozenset({"background", "foreground"})
SVG = "{http://www.w3.org/2000/svg}"
LONG_DECIMAL = re.compile(r"-?\d+\.\d{3,}(e-\d+)?")
VIETNAMESE = {"decimal": ",", "thousands": ".", "grouping": [3], "currency": ["", " đồng"]}

type Spec = Mapping[str, Any]
type Layer = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar. Nothing (None) is drawn as “–”, not as zero; `text` replaces the number beside it."""

    label: str
    value: Decimal | int | None
    target: Decimal | int | None = None
    text: str = ""
    marked: bool = False
    """The one that the chart is about: now, or this unit."""

    @property
    def written(self) -> str:
        if self.text or self.value is None:
            return self.text or UNKNOWN
        return number(self.value) if self.target is None else f"{number(self.value)}/{number(self.target)}"

    @property
    def missed(self) -> bool:
        return self.value is not None and self.target is not None and self.value < self.target

    @property
    def greatest(self) -> float:
        return float(max((known for known in (self.value, self.target) if known is not None), default=0))


def years(rows: Sequence[Bar], title: str) -> Spec:
    """Draw one standing bar a year and a tick at its target."""
    colours = [BAR_INK if row.marked else BAR_SOFT for row in rows]
    return _spec(rows, colours, title, along="x", height=190)


def bars_against_target(rows: Sequence[Bar], title: str) -> Spec:
    """Draw lying bars and a tick at each target; a bar below its target has a colour of its own."""
    colours = [BAR_LOW if row.missed else BAR_INK if row.marked else BAR for row in rows]
    return _spec(rows, colours, title, along="y", height=27 * len(rows) + 4)


def by_unit(rows: Sequence[Bar], title: str) -> Spec:
    """Draw one lying bar a unit, the least first; units of which nothing is known come last."""
    return bars_against_target(sorted(rows, key=lambda row: (row.value is None, row.value or 0)), title)


def alt_text(spec: Spec) -> str:
    """Return the chart in words."""
    return str(spec["description"])


def to_svg(spec: Spec) -> str:
    """Draw for a page: classes instead of colours, no style, a name and a description for those who do not see it."""
    root = _drawn(spec)
    for element in list(root.iter(f"{SVG}*")):
        _undress(element)
    for group in reversed(list(root.iter(f"{SVG}g"))):
        _unwrap(group)
    root.set("role", "img")
    for position, (tag, text) in enumerate((("title", spec["usermeta"]["title"]), ("desc", alt_text(spec)))):
        note = etree.Element(f"{SVG}{tag}")
        note.text = str(text)
        root.insert(position, note)
    etree.cleanup_namespaces(root)
    return etree.tostring(root, encoding="unicode")


def to_svg_plain(spec: Spec) -> str:
    """Draw for paper: fixed colours, the bundled font."""
    return etree.tostring(_drawn(spec), encoding="unicode")


def to_png(spec: Spec, scale: float = 3) -> bytes:
    """Draw for Word: fixed colours, the bundled font."""
    _register_fonts()
    drawn: bytes = vl_convert.vegalite_to_png(
        dict(spec), vl_version=VERSION, scale=scale, format_locale=VIETNAMESE, allowed_base_urls=[]
    )
    return drawn


def _drawn(spec: Spec) -> etree._Element:
    _register_fonts()
    svg: str = vl_convert.vegalite_to_svg(
        dict(spec), vl_version=VERSION, format_locale=VIETNAMESE, allowed_base_urls=[]
    )
    return etree.fromstring(svg.encode())


@cache
def _register_fonts() -> None:
    vl_convert.register_font_directory(str(FONTS))


def _spec(rows: Sequence[Bar], colours: Sequence[str], title: str, *, along: Literal["x", "y"], height: int) -> Spec:
    words = "; ".join(f"{row.label} {row.written}" for row in rows)
    across = "y" if along == "x" else "x"
    room = 1.14 if along == "x" else _room_beside(rows)
    scale = {"domain": [0, room * (max((row.greatest for row in rows), default=0) or 1)], "nice": False}
    marked = [row.label for row in rows if row.marked]
    return {
        "$schema": SCHEMA,
        "usermeta": {"title": title},
        "description": f"{title}: {words}.",
        "width": WIDTH,
        "height": height,
        "autosize": {"type": "fit", "contains": "padding"},
        "padding": {"left": 1, "right": 1, "top": 2, "bottom": 2},
        "background": None,
        "data": {"values": [_row(row, colour) for row, colour in zip(rows, colours, strict=True)]},
        "encoding": {along: _labels(rows, marked)},
        "layer": [_bars(across, scale), _targets(along, across), *_numbers(along, across)],
        "config": {
            "font": FONT,
            "view": {"stroke": None},
            "axis": {"grid": False, "ticks": False, "labelFontSize": 14, "labelPadding": 6, "domainColor": AXIS},
            "text": {"fontSize": 14},
        },
    }


def _room_beside(rows: Sequence[Bar]) -> float:
    """Return how much longer than the longest bar the axis must be for the number beyond it."""
    letters = LETTER_WIDTH * max((len(row.written) for row in rows), default=0) + 12
    plot = WIDTH - min(LABEL_LIMIT, LETTER_WIDTH * max((len(row.label) for row in rows), default=0)) - 10
    return plot / max(plot - letters, plot / 3)


def _row(row: Bar, colour: str) -> dict[str, Any]:
    return {
        "label": row.label,
        "value": None if row.value is None else float(row.value),
        "target": None if row.target is None else float(row.target),
        "top": row.greatest,
        "written": row.written,
        "marked": row.marked,
        "colour": colour,
    }


def _labels(rows: Sequence[Bar], marked: list[str]) -> Layer:
    chosen = f"indexof({json.dumps(marked)}, datum.value) >= 0"
    return {
        "field": "label",
        "type": "nominal",
        "sort": None,
        "scale": {"domain": [row.label for row in rows], "paddingInner": 0.36, "paddingOuter": 0.18},
        "axis": {
            "title": None,
            "labelAngle": 0,
            "labelLimit": LABEL_LIMIT,
            "labelOverlap": False,
            "labelColor": {"condition": {"test": chosen, "value": STRONG}, "value": TEXT},
            "labelFontWeight": {"condition": {"test": chosen, "value": "bold"}, "value": "normal"},
        },
    }


def _bars(across: str, scale: Layer) -> Layer:
    return {
        "transform": [{"filter": "datum.value != null"}],
        "mark": "bar",
        "encoding": {
            across: {"field": "value", "type": "quantitative", "scale": scale, "axis": None},
            "color": {"field": "colour", "type": "nominal", "scale": None},
        },
    }


def _targets(along: str, across: str) -> Layer:
    return {
        "transform": [{"filter": "datum.target != null"}],
        "mark": {"type": "rule", "color": TARGET, "strokeWidth": 2.5},
        "encoding": {
            along: {"field": "label", "type": "nominal", "bandPosition": -0.14},
            f"{along}2": {"field": "label", "bandPosition": 1.14},
            across: {"field": "target", "type": "quantitative"},
        },
    }


def _numbers(along: str, across: str) -> list[Layer]:
    """Set the number beyond the bar and its tick; that of a marked bar is bold."""
    place = {"dy": -9} if along == "x" else {"dx": 7, "align": "left"}
    return [
        {
            "transform": [{"filter": f"datum.marked == {said}"}],
            "mark": {"type": "text", "baseline": "middle", "color": colour, "fontWeight": weight, **place},
            "encoding": {across: {"field": "top", "type": "quantitative"}, "text": {"field": "written"}},
        }
        for said, colour, weight in (("false", TEXT, "normal"), ("true", STRONG, "bold"))
    ]


def _undress(element: etree._Element) -> None:
    """Leave the shape and put a class for its colour; drop what Vega draws but nobody sees."""
    if element.get("class") in UNSEEN or element.get("display") == "none":
        _drop(element)
        return
    colour = element.get("fill") if element.tag != f"{SVG}line" else element.get("stroke")
    for name in list(element.attrib):
        if name not in KEPT:
            del element.attrib[name]
        else:
            element.set(name, LONG_DECIMAL.sub(lambda found: f"{float(found[0]):.2f}", str(element.get(name))))
    if element.tag != f"{SVG}g" and colour in CLASSES:
        element.set("class", CLASSES[colour])
    if element.get("font-size"):
        element.set("font-size", str(element.get("font-size")).removesuffix("px"))


def _unwrap(group: etree._Element) -> None:
    """Put the content of a group that does nothing in its place."""
    parent = group.getparent()
    if parent is None or group.get("transform", "translate(0,0)") != "translate(0,0)":
        return
    for child in list(group):
        group.addprevious(child)
    parent.remove(group)


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)

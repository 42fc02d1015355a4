"""A drawing of a few kinds of shapes, which every writer can draw, and its SVG."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Literal

from core.png import address

Point = tuple[float, float]
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line through points."""

    points: tuple[Point, ...]
    colour: str
    width: float = 1.0
    dashed: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Dots:
    """Discs around points; hollow ones are rings."""

    points: tuple[Point, ...]
    colour: str
    radius: float = 2.0
    hollow: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A line of text, whose baseline begins, has its middle or ends at (x, y)."""

    x: float
    y: float
    text: str
    anchor: Anchor = "start"
    size: float = 11.0
    upwards: bool = False


@dataclass(frozen=True, slots=True)
class Bitmap:
    """A PNG that fills a rectangle."""

    x: float
    y: float
    width: float
    height: float
    png: bytes


Shape = Line | Box | Dots | Text | Bitmap


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes in their order on a sheet; x goes right, y down, both in CSS pixels."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


TEXT_COLOUR = "#222222"
_DASHES = "5 3"
_NAMESPACES = (
    ' xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" '
    'font-family="sans-serif"'
)


def svg(drawing: Drawing, description: str, alone: bool = False) -> str:
    """Return a drawing as SVG inside HTML, or `alone` in a file, with a text for who cannot see."""
    shapes = "".join(part for shape in drawing.shapes for part in _svg(shape))
    spaces = _NAMESPACES if alone else ""
    size = f'width="{drawing.width:g}" height="{drawing.height:g}"'
    return (
        f'<svg{spaces} viewBox="0 0 {drawing.width:g} {drawing.height:g}" {size} role="img">'
        f"<title>{escape(description)}</title>{shapes}</svg>"
    )


def _svg(shape: Shape) -> Iterator[str]:
    match shape:
        case Line():
            points = " ".join(f"{x:.2f},{y:.2f}" for x, y in shape.points)
            dashes = f' stroke-dasharray="{_DASHES}"' if shape.dashed else ""
            yield (
                f'<polyline points="{points}" fill="none" stroke="{shape.colour}" '
                f'stroke-width="{shape.width:g}" stroke-linejoin="round"{dashes}/>'
            )
        case Box():
            yield (
                f'<rect x="{shape.x:.2f}" y="{shape.y:.2f}" width="{shape.width:.2f}" '
                f'height="{shape.height:.2f}" fill="{shape.colour}"/>'
            )
        case Dots():
            fill = f'fill="{shape.colour}"'
            if shape.hollow:
                fill = f'fill="none" stroke="{shape.colour}"'
            yield f"<g {fill}>"
            yield from (
                f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{shape.radius:g}"/>' for x, y in shape.points
            )
            yield "</g>"
        case Text():
            turn = f' transform="rotate(-90 {shape.x:.2f} {shape.y:.2f})"' if shape.upwards else ""
            yield (
                f'<text x="{shape.x:.2f}" y="{shape.y:.2f}" font-size="{shape.size:g}" '
                f'text-anchor="{shape.anchor}" fill="{TEXT_COLOUR}"{turn}>{escape(shape.text)}'
                "</text>"
            )
        case Bitmap():
            yield (
                f'<image x="{shape.x:.2f}" y="{shape.y:.2f}" width="{shape.width:.2f}" '
                f'height="{shape.height:.2f}" preserveAspectRatio="none" '
                f'xlink:href="{address(shape.png)}"/>'
            )

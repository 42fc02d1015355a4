"""Formulas of LaTeX as MathML, the form that browsers draw and other forms are made of."""

from functools import cache
from xml.etree import ElementTree

NAMESPACE = "{http://www.w3.org/1998/Math/MathML}"


@cache
def mathml(latex: str) -> ElementTree.Element:
    """Return a formula as an element `math`, its names without a namespace.

    Letters of one upright word stand in one identifier.
    """
    # It takes a fifth of a second to import.
    from latex2mathml.converter import convert

    root = ElementTree.fromstring(convert(latex, display="block"))
    for element in root.iter():
        element.tag = element.tag.removeprefix(NAMESPACE)
        _join_letters(element)
    return root


def _join_letters(row: ElementTree.Element) -> None:
    """Put the letters of upright words together: \\mathrm{keep} is one name, and no product."""
    before: ElementTree.Element | None = None
    for child in list(row):
        upright = child.tag.endswith("mi") and child.get("mathvariant") == "normal"
        if upright and before is not None:
            before.text = f"{before.text}{child.text}"
            row.remove(child)
        else:
            before = child if upright else None

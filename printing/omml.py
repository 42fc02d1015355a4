"""Formulas of MathML as OMML, the form that Word draws and lets one go on with.

Office Open XML, ECMA-376, part 1, chapter 22.1 (Math); of MathML the few elements that ours have.
"""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_PARTS = {
    "msup": ("m:sSup", ("m:e", "m:sup")),
    "msub": ("m:sSub", ("m:e", "m:sub")),
    "msubsup": ("m:sSubSup", ("m:e", "m:sub", "m:sup")),
    "munder": ("m:limLow", ("m:e", "m:lim")),
    "mover": ("m:limUpp", ("m:e", "m:lim")),
    "mfrac": ("m:f", ("m:num", "m:den")),
}
_FENCES = {"(": ")", "[": "]", "{": ""}


def omml(math: Element) -> OxmlElement:
    """Return the element oMath for an element math."""
    root = OxmlElement("m:oMath")
    root.extend(_row(list(math)))
    return root


def _row(elements: list[Element]) -> list[OxmlElement]:
    """Return parts beside each other; a fence that stretches holds all that follows it."""
    if elements and _stretches(elements[0]) and elements[0].text in _FENCES:
        begin = elements[0].text
        end = elements[-1].text or "" if _stretches(elements[-1]) else ""
        inner = elements[1:-1] if end else elements[1:]
        fence, about = OxmlElement("m:d"), OxmlElement("m:dPr")
        for name, sign in (("m:begChr", begin), ("m:endChr", end or _FENCES[begin])):
            character = OxmlElement(name)
            character.set(qn("m:val"), sign)
            about.append(character)
        fence.append(about)
        fence.append(_holding("m:e", _row(inner)))
        return [fence]
    return [made for element in elements for made in _made(element)]


def _stretches(element: Element) -> bool:
    return element.tag == "mo" and element.get("stretchy") == "true"


def _made(element: Element) -> list[OxmlElement]:
    children = list(element)
    match element.tag:
        case "mi" | "mn" | "mo" | "mtext":
            return [_run(element)]
        case "mspace":
            return [_letters("\u2009", upright=True)]
        case "munderover":
            low = _with_parts("m:limLow", ("m:e", "m:lim"), children[:2])
            return [_with_made("m:limUpp", [("m:e", [low]), ("m:lim", _made(children[2]))])]
        case "msqrt":
            root, about, hidden = (OxmlElement(f"m:{n}") for n in ("rad", "radPr", "degHide"))
            hidden.set(qn("m:val"), "1")
            about.append(hidden)
            root.extend([about, OxmlElement("m:deg"), _holding("m:e", _row(children))])
            return [root]
        case "mtable":
            return [_matrix(children)]
    if element.tag in _PARTS:
        name, parts = _PARTS[element.tag]
        return [_with_parts(name, parts, children)]
    return _row(children)


def _with_parts(name: str, parts: tuple[str, ...], children: list[Element]) -> OxmlElement:
    made = [(part, _made(child)) for part, child in zip(parts, children, strict=True)]
    return _with_made(name, made)


def _with_made(name: str, parts: list[tuple[str, list[OxmlElement]]]) -> OxmlElement:
    whole = OxmlElement(name)
    whole.extend([_holding(part, made) for part, made in parts])
    return whole


def _holding(name: str, made: Iterable[OxmlElement]) -> OxmlElement:
    element = OxmlElement(name)
    element.extend(list(made))
    return element


def _matrix(rows: list[Element]) -> OxmlElement:
    matrix = OxmlElement("m:m")
    for row in rows:
        cells = [_holding("m:e", _row(list(cell))) for cell in row]
        matrix.append(_holding("m:mr", cells))
    return matrix


def _run(element: Element) -> OxmlElement:
    text = element.text or ""
    upright = element.tag != "mi" or len(text) > 1 or element.get("mathvariant") == "normal"
    return _letters(text, upright)


def _letters(text: str, upright: bool) -> OxmlElement:
    run, letters = OxmlElement("m:r"), OxmlElement("m:t")
    if upright:
        about, style = OxmlElement("m:rPr"), OxmlElement("m:sty")
        style.set(qn("m:val"), "p")
        about.append(style)
        run.append(about)
    letters.text = text
    run.append(letters)
    return run

"""What the text in a cell of a table says: nothing, a number, or several words at once."""

import re
import unicodedata
from typing import Literal

DecimalMark = Literal[".", ","]

MISSING = frozenset({"", "na", "n/a", "#n/a", "nan", "null", "?", "-", "--"})
"""Texts, in small letters, that stand where nothing is known."""
_LONGEST_MISSING = max(map(len, MISSING))
_GROUPS = r"\d{1,3}(?:[%s \u00a0\u2009\u202f'’]\d{3})+"
_TAIL = r"(?:[eE][+-]?\d+)?"
_NUMBER = {
    mark: re.compile(
        rf"[+-]?(?:(?:{_GROUPS % group}|\d+)(?:{re.escape(mark)}\d*)?|{re.escape(mark)}\d+){_TAIL}"
    )
    for mark, group in ((".", ","), (",", "."))
}
UNITS = ("€", "$", "£", "¥", "%", "EUR", "USD", "GBP", "CHF", "JPY")
"""What may stand before or behind a number, in capitals or small letters."""
_UNIT_ENDS = {end for unit in UNITS for end in (unit[-1], unit[-1].lower())}
_UNIT = rf"(?:{'|'.join(map(re.escape, UNITS))})"
_BEFORE = re.compile(rf"([+-]?)\s*{_UNIT}\s*(?=.)", re.IGNORECASE)
_BEHIND = re.compile(rf"(?<=.)\s*{_UNIT}\Z", re.IGNORECASE)
_INFINITE = re.compile(r"[+-]?inf(inity)?", re.IGNORECASE)
_MARKS = str.maketrans("", "", " \u00a0\u2009\u202f'’")


def clean(cell: str) -> str:
    """Return a cell's text without blanks around it, letters with accents as one each."""
    return unicodedata.normalize("NFC", cell.strip())


def is_missing(cell: str) -> bool:
    """Tell whether a cell says that nothing is known."""
    text = cell.strip()
    return len(text) <= _LONGEST_MISSING and text.casefold() in MISSING


def without_unit(cell: str) -> str:
    """Return a cell's text without blanks, a unit of money or a percent sign at one of its ends."""
    text = cell.strip()
    if text[:1].isdigit() and text[-1:].isdigit():
        return text
    if before := _BEFORE.match(text):
        return before[1] + text[before.end() :]
    return _BEHIND.sub("", text) if text[-1:] in _UNIT_ENDS else text


def is_number(cell: str, decimal: DecimalMark = ".") -> bool:
    """Tell whether a cell is a number with this decimal mark, with or without marks of thousands.

    One unit of money or a percent sign may stand before or behind it. An infinite one counts as
    well.
    """
    text = without_unit(cell)
    return bool(_NUMBER[decimal].fullmatch(text) or _INFINITE.fullmatch(text))


def number(cell: str, decimal: DecimalMark = ".") -> float:
    """Return the number in a cell, 12 of 12 %; NaN where there is none."""
    text = without_unit(cell)
    if not _NUMBER[decimal].fullmatch(text):
        return float(text) if _INFINITE.fullmatch(text) else float("nan")
    text = text.translate(_MARKS)
    if decimal == ",":
        return float(text.replace(".", "").replace(",", "."))
    return float(text.replace(",", ""))


def words(cell: str, separator: str) -> tuple[str, ...]:
    """Split a cell into the words that it lists, without those that say nothing."""
    return tuple(
        dict.fromkeys(clean(part) for part in cell.split(separator) if not is_missing(part))
    )

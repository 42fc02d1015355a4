"""The sentences a user reads: English in the code, translated only where they are shown."""

import math
import re
import string
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

FULL_STOPS = (".", "。")
LARGEST_FIXED = 1e6
"""From here on `{cost:.3f}` is written as 1.234e+06: more digits say nothing."""
_CHINESE = re.compile("[\u4e00-\u9fff]")
_DECIMALS = re.compile(r"\.[1-9]f")
_translate: Callable[[str], str] = str
_plural: Callable[[int], int] | None = None
_separator, _before_percent = ",", " "


def tr(text: str) -> str:
    """Translate a text into the user's language before its {fields} are filled.

    The text stands here as a literal, so that an extractor finds it.
    """
    return _translate(text)


def to_translate(text: str) -> str:
    """Mark a literal that is stored first, as in a table, and translated where it is shown."""
    return text


def translate(text: str) -> str:
    """Translate a stored text, which `to_translate`, `Message` or an error marked."""
    return _translate(text) if text else ""  # gettext answers "" with its catalogue's header


def fill(text: str, /, **values: object) -> str:
    """Fill the {fields} of a translated text.

    `{count:,}` groups digits as `set_number_spaces` says, and `{share:.1%}` is 98.6 %; a time
    stands in its field as in `{time:%Y-%m-%d}`, which a translation may write in its own way;
    `{r2:.3f}` has other digits from LARGEST_FIXED on, and words where it is not finite;
    `{count:file|files}` is the first of the two where the count is 1 (a translation may have
    more forms, or none), and `{count:one {kind}|{count} {kind}s}` may hold further fields. A
    sentence that is the value of a field before a full stop brings its own.
    """
    for name, value in values.items():
        if isinstance(value, (Message, Exception)) and str(value).endswith(FULL_STOPS):
            for stop in FULL_STOPS:
                text = text.replace(f"{{{name}}}{stop}", f"{{{name}}}")
    return _FILLER.format(_without_spaces(text, values), **values)


def _without_spaces(text: str, values: Mapping[str, object]) -> str:
    """Take the space away between Chinese words and a value that begins or ends with one."""
    if not _CHINESE.search(text):
        return text
    for name, value in values.items():
        said = str(value)
        if _CHINESE.match(said):
            text = re.sub(rf"(?<={_CHINESE.pattern}) (?={{{name}}})", "", text)
        if _CHINESE.match(said[-1:]):
            text = re.sub(rf"(?<={{{name}}}) (?={_CHINESE.pattern})", "", text)
    return text


@contextmanager
def number_spaces(separator: str, before_percent: str) -> Iterator[None]:
    """Have `fill` write other spaces than `set_number_spaces` said, within a `with`."""
    before = _separator, _before_percent
    set_number_spaces(separator, before_percent)
    try:
        yield
    finally:
        set_number_spaces(*before)


def set_number_spaces(separator: str, before_percent: str) -> None:
    """Have `fill` write these between groups of three digits, and before the sign of a percentage.

    The command line keeps the comma, and a space that any terminal can print.
    """
    global _separator, _before_percent
    _separator, _before_percent = separator, before_percent


@lru_cache(1024)
def _parsed(text: str) -> tuple[tuple[str, str | None, str | None, str | None], ...]:
    return tuple(string.Formatter().parse(text))


class _Filler(string.Formatter):
    # The same few sentences are filled at every snapshot, and those in their fields with them.
    def parse(self, format_string: Any) -> Any:
        return _parsed(format_string)

    def format_field(self, value: Any, format_spec: str) -> str:
        if "|" in format_spec:
            return form_of(value, format_spec.split("|"))
        if isinstance(value, float) and not math.isfinite(value):
            return not_finite(value)
        if _DECIMALS.fullmatch(format_spec) and abs(value) >= LARGEST_FIXED:
            format_spec = ".4g"
        text: str = format(value, format_spec)
        if format_spec.endswith("%"):
            text = percentage(text[:-1], _before_percent)
        return text.replace(",", _separator) if "," in format_spec else text


_FILLER = _Filler()


def not_finite(value: float) -> str:
    """Write what stands where a number would, of a value that is none or has no end."""
    if math.isnan(value):
        return tr("not a number")
    return tr("infinite") if value > 0 else tr("infinitely negative")


def percentage(number: str, space: str = " ") -> str:
    """Write a number with the sign of a percentage, and this space where the language has one."""
    return tr("{share} %").replace(" ", space).format(share=number)


def set_translator(
    translate: Callable[[str], str], plural: Callable[[int], int] | None = None
) -> None:
    """Have every later translation ask this function; `str` brings English back.

    `plural` says for a count which of a language's forms it takes, counted from 0, where that is
    another than in English.
    """
    global _translate, _plural
    _translate, _plural = translate, plural


def form_of(count: object, forms: Sequence[str]) -> str:
    """Return the form of a word that suits a count, in the language in use."""
    if _plural is None or not isinstance(count, int):
        return forms[0 if str(count) == "1" else -1]
    return forms[min(_plural(count), len(forms) - 1)]


class Message:
    """Something that the user should know: a sentence with {fields}, and the values for them.

    `key` names its kind for programs. Equal messages have equal texts, keys and values.
    """

    def __init__(self, text: str, /, key: str = "", **values: object) -> None:
        self.text = text
        self.key = key
        self.values = values

    def __str__(self) -> str:
        return fill(translate(self.text), **self.values)

    def __repr__(self) -> str:
        return f"Message({self.text!r}, {self.key!r}, **{self.values!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self._parts() == other._parts()

    def __hash__(self) -> int:
        return hash((self.text, self.key))

    def _parts(self) -> tuple[str, str, dict[str, object]]:
        return self.text, self.key, self.values


@dataclass(frozen=True, slots=True)
class Joined:
    """Several parts for one place of a sentence, joined when they are shown.

    What stands between two of them is `between`, a sentence of {before} and {after}. Nothing is
    false, so that `listed(names) or "-"` says something.
    """

    parts: tuple[object, ...]
    between: str

    def __str__(self) -> str:
        return fill(translate(self.between), before="", after="").join(map(str, self.parts))

    def __bool__(self) -> bool:
        return bool(self.parts)


def listed(parts: Iterable[object]) -> Joined:
    """Join names or numbers: a, b, c."""
    return Joined(tuple(parts), to_translate("{before}, {after}"))


def typed_list(text: str) -> list[str]:
    """Return the parts of a list that somebody typed, with commas of their own script between."""
    return [part for typed in re.split("[,，、]", text) if (part := typed.strip())]


def clauses(parts: Iterable[object]) -> Joined:
    """Join parts of one sentence: a is 1; b is 2."""
    return Joined(tuple(parts), to_translate("{before}; {after}"))


def alternatives(parts: Iterable[object]) -> Joined:
    """Join names of which one is to be taken: a or b."""
    return Joined(tuple(parts), to_translate("{before} or {after}"))


def labelled(name: object, value: object) -> str:
    """Put a name before what is said of it: cost: 0.12."""
    return fill(tr("{name}: {value}"), name=name, value=value)


def paragraph(*parts: object) -> str:
    """Join whole sentences; those that are empty or None are left out."""
    said = tuple(text for part in parts if part is not None and (text := str(part)))
    return str(Joined(said, to_translate("{before} {after}")))

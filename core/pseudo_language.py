"""A language for tests, made from English: what is cut, glued or left out of it is seen at once."""

import re

PSEUDO = "pseudo"
"""Its code: no menu has it, the environment variable of `core.languages` can ask for it."""
LONGER = 0.4
"""Every word is so much longer than in English, as in German or Finnish."""
ACCENTED = str.maketrans(
    "aceghijklnorstuwyzACEGHIJKLNORSTUWYZ",
    "åçéĝĥïĵķļñøŕšţûŵýžÅÇÉĜĤÎĴĶĻÑØŔŠŢÛŴÝŽ",
)
_KEPT = re.compile(r"(\{(?:[^{}]|\{[^{}]*\})*\}|<[^<>\s][^<>]*>|&.)")
_WORD = re.compile(r"[^\W\d_]{2,}")


def pseudo(text: str) -> str:
    """Return a text in accented letters, its words longer, in brackets at its ends.

    {fields}, tags and the sign before a letter for the keyboard stay as they are, and so do blanks
    at the ends, "..." and a text without words, such as a formula.
    """
    inner = text.strip()
    if not _WORD.search(_KEPT.sub("", inner)):
        return text
    start, dots = text.index(inner), "..." if inner.endswith("...") else ""
    parts = _KEPT.split(inner.removesuffix(dots))
    words = "".join(part if i % 2 else _WORD.sub(_longer, part) for i, part in enumerate(parts))
    return f"{text[:start]}[{words}]{dots}{text[start + len(inner) :]}"


def _longer(found: re.Match[str]) -> str:
    word = found[0].translate(ACCENTED)
    return word + word[: max(1, round(LONGER * len(word)))]

"""Names in the order in which people count: 1, 2, 10."""

import re

_PARTS = re.compile(r"[0-9]+|[^0-9]+")


def natural(name: str) -> tuple[object, ...]:
    """Make the key that sorts names naturally, with numbers by their value."""
    parts = ((0, int(part), "") if part[0] in _DIGITS else (1, 0, part) for part in _words(name))
    return (tuple(parts), name)


def _words(name: str) -> list[str]:
    return _PARTS.findall(name.casefold())


_DIGITS = "0123456789"

"""How large a picture may be: the usual limits, and those that the user has chosen."""

LIMIT, HIGHEST_LIMIT = 100, 150
"""Megapixels; a larger picture is refused before it is decoded. Pillow itself opens none of 180."""
MEMORY = 240_000_000
"""Bytes; a picture whose decoding would take more is refused."""

_megapixels = LIMIT


def limit_pictures(megapixels: int) -> None:
    """Refuse pictures of more megapixels from now on, or of more memory in proportion."""
    global _megapixels
    _megapixels = megapixels


def most_megapixels() -> int:
    """Return of how many megapixels a picture may be now."""
    return _megapixels


def most_memory() -> int:
    """Return how many bytes decoding a picture may take now."""
    return MEMORY * _megapixels // LIMIT

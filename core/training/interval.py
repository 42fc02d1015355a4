"""The interval of an accuracy: the same as that of any share."""

from core.interval import Z_95, wilson

__all__ = ["Z_95", "wilson"]

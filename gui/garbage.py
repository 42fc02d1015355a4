"""When Python may not take away what nobody refers to any more."""

import gc
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def uncollected(work: Callable[P, R]) -> Callable[P, R]:
    """Collect no garbage meanwhile: a theme goes through all widgets, and every one must stay."""

    @wraps(work)
    def whole(*args: P.args, **named: P.kwargs) -> R:
        collecting = gc.isenabled()
        gc.disable()
        try:
            return work(*args, **named)
        finally:
            if collecting:
                gc.enable()

    return whole

"""Steps of rules in one pass over their numbers, where NumPy passes once for every operation.

rules.c does with a number all that a rule does, in the order of its NumPy code and rounded as it
is there, before it comes to the next: so the bits are the same, and the first ones are compared.
`python packaging/rules.py` writes it, after a change of a rule.
"""

import ctypes
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from core.network import replay
from core.network.replay import Call

Step = Callable[[Any, Any], None]

CHECKED, MANY = 64, 500
# Of rules and types whose first numbers were compared: whether they had the bits of NumPy.
_IS_SAME: dict[tuple[str, str], bool] = {}


def bind_one_pass(step: Step, chunk: Any, numbers: np.ndarray) -> Call | None:
    """Return the call that does to a chunk what `step(chunk, numbers)` does, in one pass.

    It reads the numbers anew each time. None where there is no such call, or it has other bits.
    The chunk stays as it is.
    """
    rule, dtype = step.__qualname__.split(".")[0], chunk.W.dtype.name
    function = getattr(_compiled(chunk.W.size), f"{rule}_{dtype}", None)
    if not function:
        return None
    if (rule, dtype) not in _IS_SAME:
        by_numpy, at_once = (chunk.of(lambda array: array[:CHECKED].copy()) for _ in range(2))
        step(by_numpy, numbers.tolist())
        _bound(function, at_once, numbers)()
        pairs = zip(_kept(by_numpy), _kept(at_once), strict=True)
        _IS_SAME[rule, dtype] = all(a.tobytes() == b.tobytes() for a, b in pairs)
    return _bound(function, chunk, numbers) if _IS_SAME[rule, dtype] else None


def _compiled(n: int) -> ctypes.CDLL | None:
    """Return what is compiled, as it is called for so many numbers, if it is to be used at all."""
    if not replay.IS_ON:
        return None
    import layerbench_replay

    # Other threads get the interpreter while there are many: to take it back may take long.
    return (ctypes.CDLL if n > MANY else ctypes.PyDLL)(layerbench_replay.__file__)


def _bound(function: Callable[..., object], chunk: Any, numbers: np.ndarray) -> Call:
    """Return the call with all that it reads and writes, which it keeps alive."""
    W, *state = _kept(chunk)
    places = (array.ctypes.data_as(ctypes.c_void_p) for array in (W, chunk.dW, *state, numbers))
    return partial(function, ctypes.c_size_t(len(W)), *places)


def _kept(chunk: Any) -> list[Any]:
    """Return what a step leaves, in the order in which rules.c is given it."""
    return [chunk.W, *chunk.state.values()]

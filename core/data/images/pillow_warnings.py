"""Keep Pillow's warnings to itself: what they warn of is checked, or harmless, here."""

import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

_lock = threading.Lock()
_readers = 0
_silence = warnings.catch_warnings()


@contextmanager
def quiet_pillow() -> Iterator[None]:
    """Silence what Pillow warns of, in every thread, until the last reader is done.

    The filters of `warnings` belong to the whole process, so threads that each
    changed them and put them back would undo one another: the first one in sets the
    silence, the last one out lifts it.
    """
    _enter()
    try:
        yield
    finally:
        _leave()


def _enter() -> None:
    global _readers, _silence
    with _lock:
        if _readers == 0:
            _silence = warnings.catch_warnings()
            _silence.__enter__()
            warnings.filterwarnings("ignore", module=r"PIL\.")
        _readers += 1


def _leave() -> None:
    global _readers
    with _lock:
        _readers -= 1
        if _readers == 0:
            _silence.__exit__(None, None, None)

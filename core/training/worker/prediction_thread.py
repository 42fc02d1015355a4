"""Answers for picture files, in a thread of its own: training goes on, and Pause is obeyed."""

import threading
import traceback
from collections.abc import Callable, Iterable
from itertools import islice, takewhile
from pathlib import Path

from core.errors import Cancelled, LayerbenchError
from core.models.model import Model
from core.models.prediction import picture_files, predict_batch
from core.training.worker.events import (
    Event,
    Failed,
    Predicted,
    Source,
)

LOT = 16
"""As many files are answered before the first of them are told."""
KEPT = 128 * 1024 * 1024
"""Bytes of pixels that are kept to be looked at; later answers come without."""

Tell = Callable[[Event], None]


class Predictor:
    """Have a model answer for files, one errand at a time; a new one takes the old one's place."""

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._errand: _Errand | None = None
        self._number = 0

    def start(self, model: Model, run: int, iteration: int, paths: Iterable[str | Path]) -> None:
        """Have a model of this moment answer for files and folders; the last fact has `ended`."""
        self.stop()
        self._number += 1
        source = Source(self._number, run, iteration, model.classes)
        self._errand = _Errand(model, source, tuple(paths), self._tell)

    def stop(self) -> None:
        """Go no further than the file in hand."""
        if self._errand:
            self._errand.stopped.set()

    def join(self, timeout: float) -> bool:
        """Wait for the end; tell whether it came within `timeout` seconds."""
        if self._errand:
            self._errand.thread.join(timeout)
        return self._errand is None or not self._errand.thread.is_alive()


class _Errand:
    """Files to be answered for. Whatever goes wrong is told, never raised."""

    def __init__(
        self, model: Model, source: Source, paths: tuple[str | Path, ...], tell: Tell
    ) -> None:
        self._model, self._source, self._paths, self._tell = model, source, paths, tell
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._work, name="predictor", daemon=True)
        self.thread.start()

    def _work(self) -> None:
        total = 0
        try:
            files = self._files()
            total = len(files)
            self._answer(files)
        except Cancelled:
            pass
        except LayerbenchError as problem:
            self._tell(Failed(problem, traceback.format_exc(), None, None))
        except Exception:
            self._tell(Failed(None, traceback.format_exc(), None, None))
        self._tell(Predicted(self._source, (), total, ended=True))

    def _files(self) -> list[Path]:
        found = picture_files(self._paths)
        return list(takewhile(lambda file: not self.stopped.is_set(), found))

    def _answer(self, files: list[Path]) -> None:
        self._tell(Predicted(self._source, (), len(files)))
        kept, todo = 0, iter(files)
        while lot := list(islice(todo, LOT)):
            found = predict_batch(self._model, lot, self._report, keep_pixels=kept < KEPT)
            kept += sum(one.pixels.nbytes for one in found if one.pixels is not None)
            self._tell(Predicted(self._source, tuple(found), len(files)))

    def _report(self, done: int, total: int) -> None:
        if self.stopped.is_set():
            raise Cancelled

"""Predict picture files, or the rows of tables, in a thread of its own: training goes on."""

import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from itertools import islice, takewhile
from pathlib import Path

from core.data.folder.walk import WalkedFile
from core.errors import Cancelled, LayerbenchError
from core.experiment.inputs import TableInputs
from core.messages import Message
from core.models.model import Model
from core.models.prediction import Remark, picture_files, predict, predict_batch
from core.network.parameters import fingerprint
from core.training.worker.events import (
    Event,
    Failed,
    Predicted,
    PredictionSource,
)

BATCH_FILES = 16
"""Files in one event, and in one pass through the network."""
BATCH_ROWS = 1000
"""Rows of a table in one event."""
MAX_PIXEL_BYTES = 128 * 1024 * 1024
"""Bytes of pixels that are sent along to be shown; later predictions come without."""

Emit = Callable[[Event], None]


class Predictor:
    """Predict files with a copy of a model; a new request ends the one before."""

    def __init__(self, emit: Emit) -> None:
        self._emit = emit
        self._request: _Request | None = None
        self._number = 0

    def start(self, model: Model, run: int, iteration: int, paths: Iterable[str | Path]) -> None:
        """Predict the classes of files and folders; the last event has `ended`."""
        self.stop()
        self._number += 1
        source = PredictionSource(
            self._number,
            run,
            iteration,
            model.answers,
            fingerprint(model.parameters.flat),
            model.source,
            model.experiment.answers,
        )
        self._request = _Request(model, source, tuple(paths), self._emit)

    def stop(self) -> None:
        """Stop after the present file."""
        if self._request:
            self._request.stopped.set()

    def join(self, timeout: float) -> bool:
        """Wait for the thread; return whether it ended within `timeout` seconds."""
        if self._request:
            self._request.thread.join(timeout)
        return self._request is None or not self._request.thread.is_alive()


class _Request:
    """Files to predict. Whatever goes wrong becomes an event, never an exception."""

    def __init__(
        self, model: Model, source: PredictionSource, paths: tuple[str | Path, ...], emit: Emit
    ) -> None:
        self._model, self._source, self._paths, self._emit = model, source, paths, emit
        self.stopped = threading.Event()
        self.thread = threading.Thread(target=self._work, name="predictor", daemon=True)
        self.thread.start()

    def _work(self) -> None:
        total, remarks = 0, list[Message]()
        try:
            if isinstance(self._model.inputs, TableInputs):
                for total in self._predict_rows(remarks.append):
                    self._cancel_if_stopped(total, total)
            else:
                files = self._files()
                total = len(files)
                self._predict(files)
        except Cancelled:
            pass
        except LayerbenchError as problem:
            self._emit(Failed(problem, traceback.format_exc(), None, None))
        except Exception:
            self._emit(Failed(None, traceback.format_exc(), None, None))
        self._emit(Predicted(self._source, (), total, ended=True, remarks=tuple(remarks)))

    def _predict_rows(self, remark: Remark) -> Iterator[int]:
        """Predict the rows of tables, some at a time; return how many there were so far."""
        total = 0
        self._emit(Predicted(self._source, (), total))
        predictions = predict(self._model, self._paths, remark)
        while batch := tuple(islice(predictions, BATCH_ROWS)):
            total += len(batch)
            self._emit(Predicted(self._source, batch, total))
            yield total

    def _files(self) -> list[WalkedFile]:
        files = picture_files(self._paths)
        return list(takewhile(lambda file: not self.stopped.is_set(), files))

    def _predict(self, files: list[WalkedFile]) -> None:
        self._emit(Predicted(self._source, (), len(files)))
        pixel_bytes, remaining = 0, iter(files)
        while batch := list(islice(remaining, BATCH_FILES)):
            keep_pixels = pixel_bytes < MAX_PIXEL_BYTES
            predictions = predict_batch(
                self._model, batch, self._cancel_if_stopped, keep_pixels=keep_pixels
            )
            pixel_bytes += sum(p.pixels.nbytes for p in predictions if p.pixels is not None)
            self._emit(Predicted(self._source, tuple(predictions), len(files)))

    def _cancel_if_stopped(self, done: int, total: int) -> None:
        if self.stopped.is_set():
            raise Cancelled

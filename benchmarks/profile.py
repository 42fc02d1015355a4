"""python -m benchmarks.profile [NAME...]: where the time of our updates goes.

Clocks are put around the parts of an update while it is measured; on tiny networks the clocks
themselves are a part of what they show.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar
from unittest.mock import patch

import numpy as np

from benchmarks.ours import Ours
from benchmarks.work import WORKS, Work
from core.network import compiled_passes, network, sample_span
from core.network.activations import ACTIVATIONS, Activation
from core.network.losses import Loss
from core.network.parallel import Call, prepared
from core.network.update_rule import UpdateRule
from core.training import class_weights, trainer
from core.training.batches import Batches
from core.training.evaluation import Evaluation
from core.training.trainer import Trainer

Row = TypeVar("Row", Activation, Loss)

PARTS = (
    "replayed",
    "products",
    "activations",
    "cost",
    "update",
    "batches",
    "scores",
    "start and end",
)
EXPLAINED = """\
Shares of one run's time, with clocks on: passes that are replayed, whose parts no clock sees
(`LAYERBENCH_REPLAY=0 python -m benchmarks.profile` does); the products of matrices; activations,
output and slopes; the cost; the rule's update of the weights; putting batches together; scoring
the network on train samples; first weights, the span's set-up and the whole weights at the end;
the rest (biases, copies, Python)."""


class Clocks:
    """Sum the time spent in each part; what a part calls counts as that part."""

    def __init__(self) -> None:
        self.spent = dict.fromkeys(PARTS, 0.0)
        self._busy = False

    def around(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function with a clock around it."""

        def clocked(*arguments: Any, **named: Any) -> Any:
            if self._busy:
                return function(*arguments, **named)
            self._busy, start = True, time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                self.spent[part] += time.perf_counter() - start
                self._busy = False

        return clocked

    def planned(self, part: str, plan: Callable[..., Call]) -> Callable[..., Call]:
        """Return what plans a call so that the call has a clock around it."""

        def planned(*arguments: Any) -> Call:
            call = plan(*arguments)
            # One that is bound to its arrays can be replayed.
            if isinstance(call, partial):
                return partial(self.around(part, call.func), *call.args)
            return self.around(part, call)

        return planned

    def prepared(self, calls: Iterable[Call], flops: int) -> tuple[Call, ...]:
        """Prepare calls as the product does, with a clock around those that are replayed."""
        return tuple(
            self.around("replayed", call) if getattr(call, "__name__", "") == "replay" else call
            for call in prepared(calls, flops)
        )

    def method(self, part: str, owner: type, name: str) -> Any:
        """Put a clock around a method as long as what this gives is entered."""
        return patch.object(owner, name, self.around(part, getattr(owner, name)))


class _Products:
    """NumPy with clocks around its products."""

    def __init__(self, clocks: Clocks) -> None:
        self.dot = clocks.around("products", np.dot)
        self.matmul = clocks.around("products", np.matmul)

    def __getattr__(self, name: str) -> Any:
        return getattr(np, name)


def measure(work: Work) -> tuple[float, dict[str, float]]:
    """Train once with clocks on; give the seconds of all, and of each part."""
    clocks, ours = Clocks(), Ours(work)
    with ExitStack() as clocked:
        for part, owner, name in (
            ("update", UpdateRule, "begin"),
            ("update", UpdateRule, "finish"),
            ("batches", Batches, "batch"),
            ("scores", Evaluation, "record_test"),
            ("scores", Evaluation, "record_train"),
            ("scores", Evaluation, "record_outputs"),
            ("start and end", Trainer, "__init__"),
        ):
            clocked.enter_context(clocks.method(part, owner, name))
        full_parameters = Trainer.parameters.fget
        timed = property(clocks.around("start and end", full_parameters))
        clocked.enter_context(patch.object(Trainer, "parameters", timed))
        for module in (compiled_passes, network, sample_span):
            clocked.enter_context(patch.object(module, "np", _Products(clocks)))
        clocked.enter_context(patch.object(compiled_passes, "prepared", clocks.prepared))
        planners = (network, "bind_product"), (compiled_passes, "bind_outer_product")
        for module, name in planners:
            planned = clocks.planned("products", getattr(module, name))
            clocked.enter_context(patch.object(module, name, planned))
        rows = {
            name: _clocked(row, dict.fromkeys(("apply", "backward"), "activations"), clocks)
            for name, row in ACTIVATIONS.items()
        }
        clocked.enter_context(patch.dict(ACTIVATIONS, rows))
        of_loss = {"output": "activations", "backward": "activations", "total": "cost"}

        def loss_on(*given: Any) -> Loss:
            return _clocked(class_weights.loss_on(*given), of_loss, clocks)

        clocked.enter_context(patch.object(trainer, "loss_on", loss_on))
        start = time.perf_counter()
        ours.train()
        return time.perf_counter() - start, clocks.spent


def _clocked(row: Row, parts: dict[str, str], clocks: Clocks) -> Row:
    """Put clocks around fields of a row of a table, each counting as a part."""
    fields = {name: clocks.around(part, getattr(row, name)) for name, part in parts.items()}
    return replace(row, **fields)


def lines(works: list[Work]) -> Iterator[str]:
    """Return a Markdown table with a line for each work."""
    yield EXPLAINED
    yield ""
    yield f"| work | µs an update | {' | '.join(PARTS)} | rest |"
    yield "|" + "---|" * (len(PARTS) + 3)
    for work in works:
        seconds, spent = measure(work)
        shares = [*spent.values(), seconds - sum(spent.values())]
        each = " | ".join(f"{part / seconds:.0%}" for part in shares)
        yield f"| {work.name} | {seconds / work.updates * 1e6:,.0f} | {each} |"


if __name__ == "__main__":
    for line in lines([WORKS[name] for name in sys.argv[1:] or WORKS]):
        print(line, flush=True)

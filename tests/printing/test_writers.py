"""Reports in files of every kind: written whole or not at all."""

from itertools import count
from pathlib import Path

import pytest

from core.data.load import load
from core.errors import Cancelled
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.live_page.frames import Recorder
from core.report.contents import Report
from core.report.report import report_of
from core.report.reported_run import reported_run
from core.training.run import finish
from core.training.trainer import Trainer
from printing.writers import WRITERS

FLOWER = with_settings(preset("flower"), {"training.iterations": 60})


@pytest.fixture(scope="module")
def trainer() -> Trainer:
    return Trainer(FLOWER, load(FLOWER.data))


@pytest.fixture(scope="module")
def report(trainer: Trainer) -> Report:
    recorder = Recorder(FLOWER, trainer.dataset)
    recorder(trainer)
    finish(trainer, recorder)
    return report_of(reported_run(trainer, frames=recorder.frames))


def stops_at(last: int):
    """Raise at the call of this number."""
    calls = count()

    def pulse() -> None:
        if next(calls) == last:
            raise Cancelled

    return pulse


@pytest.mark.parametrize("ending", WRITERS)
@pytest.mark.parametrize("last", [0, 10, 30])
def test_that_a_report_that_is_stopped_leaves_nothing(
    qapp, report: Report, tmp_path: Path, ending: str, last: int
) -> None:
    with pytest.raises(Cancelled):
        WRITERS[ending].write(report, tmp_path / f"report{ending}", stops_at(last))
    assert not list(tmp_path.iterdir())


def test_that_looking_a_run_over_can_be_stopped_at_every_parameter(trainer: Trainer) -> None:
    told: list[tuple[int, int]] = []
    run = reported_run(trainer, report=lambda done, total: told.append((done, total)))
    assert len(told) > sum(part.checked for part in run.checks)
    assert told[-1] == (len(run.checks), len(run.checks))
    for last in (0, len(told) // 2, len(told) - 1):
        pulse = stops_at(last)
        with pytest.raises(Cancelled):
            reported_run(trainer, report=lambda done, total, pulse=pulse: pulse())

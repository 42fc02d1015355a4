"""Where runs are made: what a worker is, and what data sets are in it."""

import os
import signal
import sys
from pathlib import Path

import numpy as np
import pytest

from core.data.load import load
from core.errors import ExperimentError
from core.experiment.settings import DataSettings, Experiment, TrainingSettings
from core.network.parallel import SERIAL
from core.network.targets import CLASSES
from core.sweeps.executors import CLUSTER, EXECUTORS, THREADS, Processes
from core.sweeps.goals import GOALS
from core.sweeps.shared_dataset import share
from core.sweeps.sweep_run import SweepRun
from core.sweeps.trial_run import RunTask
from core.training.parametrisation import sample_products
from tests.core.sweeps.sweep_program import SWEEP


def modules() -> list[str]:
    """Name what is imported where this is called."""
    return list(sys.modules)


def test_that_a_worker_imports_nothing_of_the_window(tmp_path: Path) -> None:
    workers = Processes(1, tmp_path)
    experiment = Experiment(training=TrainingSettings(iterations=5))
    dataset = load(experiment.data)
    task = RunTask("key", "data", experiment, (), GOALS["train_cost"])
    made = workers.submit([task], workers.share(dataset, in_span=False)).result()
    names = set(workers._pool.submit(modules).result())
    workers.close()
    assert made[0].result.iterations == 5
    assert "core.training.trainer" in names
    assert not {name for name in names if name.split(".")[0] in ("PySide6", "gui", "pyqtgraph")}


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_that_ctrl_c_does_not_reach_a_worker_that_is_starting(tmp_path: Path, capfd) -> None:
    workers = Processes(1, tmp_path)
    experiment = Experiment(training=TrainingSettings(iterations=5))
    task = RunTask("key", "data", experiment, (), GOALS["train_cost"])
    made = workers.submit([task], workers.share(load(experiment.data), in_span=False))
    (process,) = workers._pool._processes
    os.kill(process, signal.SIGINT)
    assert made.result()[0].result.iterations == 5
    workers.close()
    assert capfd.readouterr().err == ""


def test_that_a_shared_data_set_is_the_same_and_read_only(tmp_path: Path) -> None:
    dataset = load(DataSettings(samples=50, test_share=0.2))
    mapped = share(dataset, tmp_path / "data").dataset()
    assert mapped.test
    assert dataset.test
    for part, other in ((mapped.train, dataset.train), (mapped.test, dataset.test)):
        assert np.array_equal(part.X, other.X)
        assert np.array_equal(part.Y, other.Y)
        assert part.X.strides == other.X.strides
        assert not part.X.flags.writeable
        assert not part.X.flags.owndata
    assert mapped.targets is CLASSES
    assert (mapped.classes, mapped.inputs) == (dataset.classes, dataset.inputs)


def test_that_the_products_of_the_samples_are_made_once_for_all_workers(tmp_path: Path) -> None:
    dataset = load(DataSettings(kind="shapes", samples=20, size=8, test_share=0.3))
    mapped = share(dataset, tmp_path / "data", in_span=True).dataset()
    made, shared = (sample_products(each, SERIAL) for each in (dataset, mapped))
    for mine, other in zip(made, shared, strict=True):
        assert np.array_equal(mine, other)
        assert not other.flags.owndata


def test_that_pixels_kept_as_bytes_are_shared_as_bytes(tmp_path: Path) -> None:
    settings = DataSettings(kind="shapes", samples=20, size=8)
    dataset = load(settings)
    shared = share(dataset, tmp_path / "data")
    mapped = shared.dataset()
    assert np.array_equal(mapped.train.X[:, :], dataset.train.X[:, :])


def test_that_a_cluster_makes_the_same_runs_byte_for_byte(tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(2, processes=False, dashboard_address=":0") as cluster:
        address = cluster.scheduler_address
        SweepRun(SWEEP, tmp_path / CLUSTER, executor=CLUSTER, address=address).run()
    SweepRun(SWEEP, tmp_path / THREADS, executor=THREADS, workers=1).run()
    made, expected = (
        {file.name: file.read_bytes() for file in (tmp_path / name / "runs").iterdir()}
        for name in (CLUSTER, THREADS)
    )
    assert len(made) == 16
    assert made == expected


def test_that_a_cluster_without_dask_is_refused_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ExperimentError, match="pip install distributed"):
        EXECUTORS[CLUSTER].open(0, tmp_path, "tcp://127.0.0.1:1")

"""What sweeps have kept is counted, and goes when it is not wanted, but for what goes on."""

from pathlib import Path

import pytest

from core.errors import OutputError
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.sweeps.events import Event, RunEnded, SweepEnded
from core.sweeps.executors import THREADS
from core.sweeps.kept_sweeps import KeptOrder, KeptSweep, keep
from core.sweeps.over import Choices
from core.sweeps.sweep import Sweep
from core.sweeps.sweep_folder import RUNS, SweepFolder, usual_folder
from core.sweeps.sweep_run import SweepRun

SMALL = with_settings(preset("moons-gd"), {"training.epochs": 2, "data.samples": 20})
RATES = (Choices("training.learning_rate", (0.1, 0.2)),)


def sweep_of(seed: int) -> Sweep:
    return Sweep(experiment=with_settings(SMALL, {"network.seed": seed}), over=RATES)


def kept(place: Path, *remove: Path) -> tuple[KeptSweep, ...]:
    return keep(KeptOrder(place, remove), lambda done, total: None)


def test_that_kept_sweeps_are_counted_and_go_but_for_the_one_that_goes_on(tmp_path: Path) -> None:
    first, second = sweep_of(1), sweep_of(2)
    SweepRun(first, usual_folder(first, tmp_path), executor=THREADS).run()
    seen: list[tuple[KeptSweep, ...]] = []

    def look(event: Event) -> None:
        if isinstance(event, RunEnded) and not seen:
            seen.append(kept(tmp_path))
            seen.append(kept(tmp_path, *(each.folder for each in seen[0])))

    SweepRun(second, usual_folder(second, tmp_path), look, executor=THREADS, workers=1).run()
    before, after = seen
    assert [each.sweep for each in before if each.in_use] == [second]
    assert [each.sweep for each in before if not each.in_use] == [first]
    assert next(each for each in before if not each.in_use).runs == 2
    assert all(each.size > 100 for each in before)
    assert [each.sweep for each in after] == [second]
    (left,) = kept(tmp_path)
    assert (left.runs, left.in_use) == (2, False)
    assert kept(tmp_path, left.folder) == ()
    assert list(tmp_path.iterdir()) == []


def test_that_the_lock_of_a_process_that_died_holds_nothing(tmp_path: Path) -> None:
    folder = SweepFolder(tmp_path / "one")
    (folder.folder / "1-dead.lock").touch()
    # A run that is being written is none yet; of a process that died it stays so.
    (folder.folder / RUNS / ".run.json.part").touch()
    (tmp_path / "not a map").mkdir()
    (left,) = kept(tmp_path)
    assert (left.sweep, left.runs, left.in_use) == (None, 0, False)
    assert kept(tmp_path / "nowhere") == ()


def test_that_a_sweep_whose_place_has_gone_says_so(tmp_path: Path) -> None:
    ends: list[SweepEnded] = []
    run = SweepRun(
        sweep_of(1),
        tmp_path / "one",
        lambda event: ends.append(event) if isinstance(event, SweepEnded) else None,
        executor=THREADS,
    )
    kept(tmp_path, tmp_path / "one")
    with pytest.raises(OutputError):
        run.run()
    assert ends[0].reason == "failed"

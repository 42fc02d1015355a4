"""Facts about what lessons measure: on runs whose numbers are known otherwise."""

import numpy as np
import pytest

from core.data.load import load
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.lessons.lesson import lesson_of
from core.lessons.lesson_run import LessonRun
from core.lessons.measures import MEASURES, Condition, Moment, is_met, told
from core.training.analyses.gradient_check import check
from core.training.snapshots.snapshot import Snapshot, State
from core.training.worker.events import Checked, Reported
from core.training.worker.session import Session


def session(**settings: object) -> Session:
    changes = {name.replace("__", "."): value for name, value in settings.items()}
    session = Session()
    session.submit(with_settings(preset("flower"), changes), lambda done, total: None)
    return session


def snapshot(session: Session, updates: int = 0) -> Snapshot:
    if updates:
        session.advance(updates)
    found = session.snapshot(0.0, 0.0)
    assert found is not None
    return found


def value(name: str, moment: Moment, **which: object) -> object:
    return MEASURES[name].of(moment, Condition(measure=name, **which))


def test_that_units_that_are_alike_are_counted_as_one() -> None:
    alike = snapshot(session(network__initialisation="zeros"), 5)
    others = snapshot(session(), 5)
    assert value("different_units", Moment(alike, alike), layer=1) == 1
    assert value("different_units", Moment(others, others), layer=1) == 4


def test_that_dead_and_saturated_units_are_those_of_their_activation() -> None:
    dead = snapshot(session(network__activation="relu", network__initialisation="zeros"), 0)
    large = snapshot(session(network__scale=10.0, network__initialisation="normal"), 0)
    assert value("dead_units", Moment(dead, dead), layer=1) == 4
    assert value("saturated_units", Moment(dead, dead), layer=1) == 0
    flat = np.mean(np.abs(large.layers[0].A) > 0.99, axis=1)
    assert value("saturated_units", Moment(large, large), layer=1) == np.sum(flat > 0.9)


def test_that_a_condition_waits_for_its_iteration() -> None:
    run = session()
    before = snapshot(run)
    now = snapshot(run, 20)
    moment = Moment(now, before)
    cost = float(now.train_cost.values[-1])
    assert is_met(Condition(measure="cost", below=cost + 1e-9), moment)
    assert not is_met(Condition(measure="cost", below=cost), moment)
    assert not is_met(Condition(measure="cost", below=1.0, after=21), moment)
    assert is_met(Condition(measure="cost", below=1.0, after=20), moment)


def test_that_a_setting_is_compared_by_its_key() -> None:
    now = snapshot(session(network__hidden=[3, 2]))
    hidden = Condition(measure="setting", key="network.hidden", equal=[3, 2])
    assert is_met(hidden, Moment(now, now))
    assert "3 x 2" in told(hidden, Moment(now, now))
    assert value("units", Moment(now, now)) == 5


def test_that_one_activation_for_all_layers_is_told_for_each_where_they_are_told_apart() -> None:
    now = snapshot(session(network__hidden=[3, 2], network__activation="relu"))
    apart = Condition(measure="setting", key="network.activation", equal=["relu", "tanh"])
    assert told(apart, Moment(now, now)).endswith("ReLU, tanh (now ReLU, ReLU)")
    alike = Condition(measure="setting", key="network.activation", equal=["relu", "relu"])
    assert is_met(alike, Moment(now, now))


def test_that_a_run_is_not_over_for_settings_that_came_after_it() -> None:
    run = session(training__iterations=5)
    over = snapshot(run, 5)
    over_now = Condition(measure="state", equal="finished")
    assert is_met(over_now, Moment(over, over))
    run.submit(
        with_settings(over.experiment, {"training.learning_rate": 30.0}), lambda done, total: None
    )
    changed = snapshot(run)
    assert not is_met(over_now, Moment(changed, over))
    assert told(over_now, Moment(changed, over)) == "Run: finished (now with other settings)"


def test_that_the_gradient_check_is_measured_once_it_was_made() -> None:
    experiment = preset("flower")
    checks = check(experiment, load(experiment.data))
    now = snapshot(session())
    assert value("gradient_check", Moment(now, now)) is None
    found = value("gradient_check", Moment(now, now, events={Checked: Checked(checks)}))
    assert found == pytest.approx(max(one.difference for one in checks))


def test_that_the_parts_of_a_report_are_counted_by_their_kind() -> None:
    bench = session()
    counts = []
    for updates in (0, 5):
        now = snapshot(bench, updates)
        report = bench.report(lambda done, total: None, 0.0, None, ())
        moment = Moment(now, now, events={Reported: Reported(report, "mine.html")})
        assert value("report_parts", moment, key="Room") == 1
        counts.append(value("report_parts", moment, key="Figure"))
    # The curves of cost and accuracy come with the first updates.
    assert counts[1] == counts[0] + 2
    assert value("report_parts", Moment(now, now), key="Figure") is None


def test_that_what_is_wanted_is_told_beside_what_is_measured() -> None:
    now = snapshot(session(), 1)
    wanted = Condition(measure="cost", below=0.1, after=50)
    cost = f"{float(now.train_cost.values[-1]):.4g}"
    assert told(wanted, Moment(now, now)) == (
        f"Train cost below 0.1 after 50 iterations (now {cost})"
    )


@pytest.mark.parametrize("name", MEASURES)
def test_that_every_measure_is_told_or_unknown_on_any_run(name: str) -> None:
    now = snapshot(session(), 3)
    row = MEASURES[name]
    which = {"key": "training.learning_rate", "layer": 1, "say": "" if row.label else "So."}
    sentence = told(Condition(measure=name, above=0.0, **which), Moment(now, now, "functions"))
    assert sentence


def test_that_what_nobody_can_know_yet_is_not_asked_for() -> None:
    run = LessonRun(lesson_of("hidden-means"))
    bench = Session()
    bench.submit(run.step.experiment(), lambda done, total: None)
    ready = snapshot(bench)
    run.begin_step(1, ready.run - 1)
    run.follow(ready, "boundary", lambda name: False, lambda name: False)
    # The accuracy waits for the run.
    assert run.missing() == ["Run: finished (now ready)"]
    bench.advance(5)
    run.follow(snapshot(bench), "boundary", lambda name: False, lambda name: False)
    assert [text.partition(" ")[0] for text in run.missing() or []] == ["Run:", "Train"]


def test_that_a_cost_that_is_no_number_any_more_is_told_in_words() -> None:
    houses = with_settings(preset("houses"), {"data.scaling": "none"})
    run = Session()
    run.submit(houses, lambda done, total: None)
    while (now := snapshot(run, 10)).state is not State.DIVERGED:
        assert now.iteration < 100
    cost = Condition(measure="cost", below=0.05)
    assert told(cost, Moment(now, now)) == "Train cost below 0.05 (now infinite)"


def followed(name: str, **changes: object) -> LessonRun:
    """A lesson whose first step was answered and begun, and then has other settings."""
    run, bench = LessonRun(lesson_of(name)), Session()
    begun = run.step.experiment()
    bench.submit(begun, lambda done, total: None)
    ready = snapshot(bench)
    run.begin_step(1, ready.run - 1)
    run.follow(ready, "boundary", lambda name: False, lambda name: False)
    other = with_settings(begun, {key.replace("__", "."): each for key, each in changes.items()})
    bench.submit(other, lambda done, total: None)
    run.follow(snapshot(bench, 5), "sample", lambda name: False, lambda name: False)
    return run


def test_that_a_setting_moved_by_the_way_is_told_with_what_it_was() -> None:
    missing = followed("several-classes", network__hidden=[1]).missing() or []
    assert any(text.endswith(": 16 as this step began (now 1)") for text in missing), missing


def test_that_what_the_hand_is_to_change_itself_is_not_told_as_moved() -> None:
    missing = followed("challenge-four-units", network__hidden=[3]).missing()
    assert missing
    assert not any(text.endswith("(now 3)") for text in missing), missing

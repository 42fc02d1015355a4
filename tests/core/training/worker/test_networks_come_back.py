"""Facts about networks and runs that come from files: they stand on the bench as they were."""

from pathlib import Path

import numpy as np
import pytest
from msgspec.structs import replace

from core.data.load import load
from core.errors import LayerbenchError, ModelError
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.models.exporters import EXPORTERS, read_model, save
from core.models.model import Model
from core.training.checkpoint import load_checkpoint
from core.training.health.findings import Finding
from core.training.run import run
from core.training.trainer import Trainer
from core.training.worker.session import Session
from tests.noise_photos import noise_photos

MOONS = Experiment(
    title="Moons",
    data=DataSettings(kind="moons", samples=50, test_share=0.2),
    network=NetworkSettings(hidden=(5, 3), activation=("tanh", "relu")),
    training=TrainingSettings(iterations=30, learning_rate=0.3),
)


def quiet(done: int, total: int) -> None:
    """Report to nobody."""


def trained(experiment: Experiment) -> Model:
    dataset = load(experiment.data)
    return Model.of(experiment, dataset, run(experiment, dataset).parameters)


def of_photos(folder: Path, **data: object) -> Experiment:
    return Experiment(
        data=DataSettings(**{"kind": "pictures", "folder": str(folder), "size": 8, **data}),
        network=NetworkSettings(hidden=(4,), activation="relu"),
        training=TrainingSettings(iterations=10, learning_rate=0.05),
    )


@pytest.mark.parametrize("ending", EXPORTERS)
def test_that_a_model_of_every_format_opens_with_its_weights_and_its_own_built_in_data(
    tmp_path: Path, ending: str
) -> None:
    model, file = trained(MOONS), tmp_path / f"moons{ending}"
    X = load(MOONS.data).train.X
    save(model, file, X)
    session = Session()
    opened = session.open_model(read_model(file), quiet)
    assert opened.problem is None
    assert opened.experiment.data == MOONS.data
    assert not opened.experiment.title
    difference = np.abs(session.model().readings(X) - model.readings(X)).max()
    assert difference <= (1e-5 if ending == ".onnx" else 1e-12)


def test_that_an_opened_network_trains_as_one_that_starts_from_its_weights() -> None:
    model, session = trained(MOONS), Session()
    session.open_model(model, quiet)
    session.advance(20)
    expected = Trainer(MOONS, load(MOONS.data), first_weights=model.parameters)
    expected.step(20)
    assert session.model().parameters.flat.tobytes() == expected.parameters.flat.tobytes()


def test_that_reset_and_looking_back_return_to_the_weights_of_the_file() -> None:
    model, session = trained(MOONS), Session()
    session.open_model(model, quiet)
    session.advance(20)
    session.show_iteration(0)
    assert session.replayed is not None
    assert session.replayed.parameters.flat.tobytes() == model.parameters.flat.tobytes()
    session.reset()
    assert session.model().parameters.flat.tobytes() == model.parameters.flat.tobytes()


def test_that_other_training_keeps_the_weights_and_another_network_draws_them() -> None:
    model, session = trained(MOONS), Session()
    experiment = session.open_model(model, quiet).experiment
    faster = replace(experiment, training=replace(experiment.training, learning_rate=1.0))
    session.submit(faster, quiet, restart=True)
    assert session.model().parameters.flat.tobytes() == model.parameters.flat.tobytes()
    wider = replace(faster, network=NetworkSettings(hidden=(6,)))
    session.submit(wider, quiet)
    drawn = Trainer(wider, load(wider.data))
    assert session.model().parameters.flat.tobytes() == drawn.parameters.flat.tobytes()


@pytest.mark.parametrize("scaling", ["unit", "centred", "standardised"])
def test_that_a_network_of_pictures_is_there_without_data_and_trains_when_they_come(
    tmp_path: Path, scaling: str
) -> None:
    folder = noise_photos(tmp_path / "cats", ("cat", "dog"), 4)
    experiment = of_photos(folder, scaling=scaling)
    model, X = trained(experiment), load(experiment.data).train.X
    save(model, tmp_path / "cats.npz", X)
    session = Session()
    opened = session.open_model(read_model(tmp_path / "cats.npz"), quiet)
    assert opened.dataset.blank
    assert opened.experiment.data.folder == ""
    assert np.array_equal(session.model().readings(X), model.readings(X))
    with pytest.raises(LayerbenchError, match="no data to train on"):
        session.branch(0, session.trainer.experiment)
    with pytest.raises(LayerbenchError, match="no data to train on"):
        session.train()
    here = replace(opened.experiment, data=replace(opened.experiment.data, folder=str(folder)))
    dataset = session.submit(here, quiet)
    assert dataset is not None
    assert not dataset.blank
    assert np.array_equal(dataset.train.X, X)
    session.advance(5)
    expected = Trainer(experiment, dataset, first_weights=model.parameters)
    expected.step(5)
    assert session.model().parameters.flat.tobytes() == expected.parameters.flat.tobytes()


def test_that_pictures_on_the_bench_are_read_as_the_network_takes_them(tmp_path: Path) -> None:
    folder = noise_photos(tmp_path / "cats", ("cat", "dog"), 4)
    model = trained(of_photos(folder, size=6, colour=False, scaling="standardised"))
    others = noise_photos(tmp_path / "more" / "cats", ("cat", "dog"), 4)
    (others / "cat" / "00.png").unlink()
    session = Session()
    session.submit(of_photos(others), quiet)
    opened = session.open_model(model, quiet)
    assert opened.problem is None
    assert opened.experiment.data.folder == str(others)
    assert opened.dataset.inputs == model.inputs


def test_that_data_with_other_classes_are_refused_by_name_and_the_network_opens(
    tmp_path: Path,
) -> None:
    model = trained(of_photos(noise_photos(tmp_path / "pets", ("cat", "dog"), 4)))
    session = Session()
    session.submit(of_photos(noise_photos(tmp_path / "farm", ("cow", "hen", "pig"), 4)), quiet)
    opened = session.open_model(model, quiet)
    assert isinstance(opened.problem, ModelError)
    assert "cat, dog" in str(opened.problem)
    assert "cow, hen, pig" in str(opened.problem)
    assert opened.dataset.blank
    assert session.model().parameters.flat.tobytes() == model.parameters.flat.tobytes()


def test_that_data_opened_later_that_do_not_fit_say_that_the_weights_are_new(
    tmp_path: Path,
) -> None:
    model = trained(of_photos(noise_photos(tmp_path / "pets", ("cat", "dog"), 4)))
    session = Session()
    opened = session.open_model(model, quiet).experiment
    farm = noise_photos(tmp_path / "farm", ("cow", "hen", "pig"), 4)
    data = replace(opened.data, folder=str(farm), positive_class="")
    dataset = session.submit(replace(opened, data=data), quiet)
    assert dataset is not None
    assert "drawn anew" in str(dataset.remarks[-1])
    assert session.origin is None


@pytest.mark.parametrize("way", ["direct", "span"])
def test_that_a_saved_run_of_opened_weights_goes_on_bit_for_bit(tmp_path: Path, way: str) -> None:
    folder = noise_photos(tmp_path / "cats", ("cat", "dog"), 4)
    experiment = of_photos(folder)
    experiment = replace(experiment, training=replace(experiment.training, parametrisation=way))
    session = Session()
    session.submit(experiment, quiet)
    session.advance(4)
    session.start_from_here()
    session.advance(4)
    session.save_run(tmp_path / "run.npz")
    again = Session()
    opened = again.resume(tmp_path / "run.npz", quiet)
    assert opened.experiment == experiment
    assert again.iteration == 4
    session.advance(4)
    again.advance(4)
    assert again.model().parameters.flat.tobytes() == session.model().parameters.flat.tobytes()
    again.reset()
    session.reset()
    assert again.model().parameters.flat.tobytes() == session.model().parameters.flat.tobytes()
    whole = load_checkpoint(tmp_path / "run.npz", opened.dataset)
    assert whole.first_weights is not None


def test_that_the_weights_on_show_say_where_they_come_from(tmp_path: Path) -> None:
    model, session, file = trained(MOONS), Session(), tmp_path / "moons.npz"
    save(model, file, load(MOONS.data).train.X)
    session.submit(MOONS, quiet)
    assert str(session.snapshot(0, 0).untrained) == "Not trained yet."
    session.open_file(file, quiet)
    assert str(session.snapshot(0, 0).untrained) == (
        "Weights from moons.npz; not trained on here yet."
    )
    assert session.model().source == "moons.npz"
    session.advance(20)
    session.pause()
    assert session.snapshot(0, 0).untrained is None
    assert not session.model().source
    session.start_from_here()
    assert str(session.snapshot(0, 0).untrained) == (
        "Weights from iteration 20 of the run before; not trained on here yet."
    )


def test_that_given_weights_are_scored_before_their_first_update() -> None:
    penalised = replace(MOONS, training=replace(MOONS.training, l2=0.5))
    model, session = trained(penalised), Session()
    session.open_model(model, quiet)
    before = session.snapshot(0, 0)
    session.advance(1)
    after = session.snapshot(0, 0)
    for name in ("train_cost", "test_cost", "train_accuracy", "test_accuracy"):
        first, later = getattr(before, name), getattr(after, name)
        assert first.at.tolist() == [0]
        assert first.values[0] == pytest.approx(later.values[0], rel=1e-9)
    assert before.penalty == pytest.approx(
        0.5 / (2 * 40) * sum(float((W**2).sum()) for W in model.parameters.W)
    )


@pytest.mark.parametrize("parametrisation", ["direct", "span"])
def test_that_a_run_at_rest_has_one_cost_for_its_iteration_and_its_next_update_begins_with_it(
    parametrisation: str,
) -> None:
    data = replace(MOONS.data, kind="digits" if parametrisation == "span" else "moons")
    training = replace(MOONS.training, l2=0.5, parametrisation=parametrisation)
    session = Session()
    session.submit(replace(MOONS, data=data, training=training), quiet)
    for _ in range(7):
        session.step()
    at_rest = session.snapshot(0, 0)
    session.advance(1)
    later = session.snapshot(0, 0).train_cost
    assert at_rest.train_cost.at[-1] == at_rest.train_accuracy.at[-1] == at_rest.iteration == 7
    assert at_rest.train_cost.values[-1] == pytest.approx(later.values[7], rel=1e-9)


@pytest.mark.parametrize(
    "training", [{"batch_size": 8}, {"keep_probability": 0.5}], ids=["batches", "dropout"]
)
def test_that_costs_of_training_itself_have_no_point_for_the_weights_of_now(training) -> None:
    session = Session()
    session.submit(replace(MOONS, training=replace(MOONS.training, **training)), quiet)
    for _ in range(7):
        session.step()
    history = session.trainer.history
    total, samples = history.pending
    so_far = [total / samples] if samples else []
    trained = [*history.train_cost.curve().values, *so_far]
    assert session.snapshot(0, 0).train_cost.values.tolist() == trained


@pytest.mark.parametrize("batch", [0, 8])
def test_that_a_paused_run_shows_the_scores_of_the_weights_that_it_would_export(
    batch: int,
) -> None:
    training = replace(MOONS.training, iterations=1000, batch_size=batch)
    session = Session()
    session.submit(replace(MOONS, training=training), quiet)
    for _ in range(203):
        session.advance()
    session.running = True
    running = session.snapshot(0, 0)
    session.pause()
    paused, trainer = session.snapshot(0, 0), session.trainer
    test = trainer.score_test()
    assert running.test_cost.at[-1] < paused.test_cost.at[-1] == 203 / (5 if batch else 1)
    assert paused.test_cost.values[-1] == test.cost != running.test_cost.values[-1]
    assert paused.test_accuracy.values[-1] == test.accuracy
    assert paused.train_accuracy.values[-1] == trainer.score_train().accuracy
    session.advance()
    session.running = True
    assert paused.test_cost.at[-1] not in session.snapshot(0, 0).test_cost.at[:-1]


@pytest.mark.parametrize("precision", ["float32", "float64"])
def test_that_given_weights_of_either_precision_are_checked(precision: str) -> None:
    single = replace(MOONS, network=replace(MOONS.network, precision=precision))
    model, session = trained(single), Session()
    session.open_model(model, quiet)
    snapshot = session.snapshot(0, 0)
    assert len(snapshot.test_cost.at) == 1
    assert model.parameters.flat.dtype == precision


def test_that_test_samples_are_told_which_the_weights_have_learned_from(tmp_path: Path) -> None:
    before = of_photos(noise_photos(tmp_path / "photos", ("a", "b"), 15), test_share=0.3)
    model, session = trained(before), Session()
    learned = set(load(before.data).train.names)
    session.open_run(before, model, quiet)
    assert "test_was_learned" not in told(session)
    for changes in ({"split_seed": 2}, {"split_seed": 3, "leave_out": (min(learned),)}):
        experiment = replace(before, data=replace(before.data, **changes))
        dataset = session.submit(experiment, quiet)
        count = len(learned & set(dataset.test.names))
        assert 0 < count < dataset.test.m
        for act in (session.reset, session.start_from_here, lambda: session.advance(10)):
            act()
            first, *others = told(session).values()
            assert (first.key, first.values["learned"]) == ("test_was_learned", count)
            assert first.values["samples"] == dataset.test.m
            assert "overfitting" not in [finding.key for finding in others]
        session.save_project(tmp_path / "photos.layerbench")
        resumed = Session()
        resumed.open_project(tmp_path / "photos.layerbench", quiet)
        assert told(resumed)["test_was_learned"].values["learned"] == count
        session.open_run(before, model, quiet)


def test_that_weights_drawn_anew_have_learned_from_no_test_sample(tmp_path: Path) -> None:
    before = of_photos(noise_photos(tmp_path / "photos", ("a", "b"), 15), test_share=0.3)
    session = Session()
    session.open_run(before, trained(before), quiet)
    other = replace(before, data=replace(before.data, split_seed=2))
    session.submit(other, quiet)
    assert "test_was_learned" in told(session)
    session.submit(replace(other, network=replace(other.network, hidden=(5,))), quiet)
    assert "test_was_learned" not in told(session)


def test_that_points_drawn_from_another_seed_are_known_where_they_were_learned() -> None:
    both = replace(MOONS, data=replace(MOONS.data, test_share=0.0, test_samples=50, seed=2))
    session = Session()
    session.open_run(both, trained(both), quiet)
    session.submit(replace(both, data=replace(both.data, seed=1)), quiet)
    assert told(session)["test_was_learned"].values["learned"] == 50


def told(session: Session) -> dict[str, Finding]:
    snapshot = session.snapshot(0.0, 0.0)
    assert snapshot is not None
    return {finding.key: finding for finding in snapshot.findings}


def test_that_an_export_tells_which_test_samples_it_has_learned_from(tmp_path: Path) -> None:
    before = of_photos(noise_photos(tmp_path / "photos", ("a", "b"), 15), test_share=0.3)
    save(trained(before), tmp_path / "net.npz", load(before.data).train.X)
    session = Session()
    session.submit(replace(before, data=replace(before.data, split_seed=2)), quiet)
    opened = session.open_file(tmp_path / "net.npz", quiet)
    count = len(set(load(before.data).train.names) & set(opened.dataset.test.names))
    assert told(session)["test_was_learned"].values["learned"] == count

"""The report of a run: every number in it is read back from the page, and is that of the run."""

import dataclasses
import re

import numpy as np
import pytest

from core.data.load import load
from core.experiment.presets import preset
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.experiment.toml import with_settings
from core.languages import use_language
from core.live_page.frames import Recorder
from core.messages import set_translator
from core.network.gradient_check import TOLERANCE
from core.network.parameters import count, fingerprint
from core.network.targets import LABELS, NUMBERS
from core.projects.own_words import OwnWords
from core.report.contents import Table
from core.report.html import html
from core.report.report import report_of
from core.report.reported_run import reported_run
from core.runs.record import record
from core.training import checkpoint
from core.training.analyses.seed_runs import train_from_seeds
from core.training.run import finish, run
from core.training.snapshots.snapshot import State
from core.training.snapshots.snapshotter import Snapshotter
from core.training.trainer import Trainer
from tests.core.report.report_pages import Page
from tests.noise_photos import noise_photos
from tests.other_targets import LINEAR, PRICES, SCALE, dataset, trained

FLOWER = with_settings(preset("flower"), {"training.iterations": 1001, "data.test_share": 0.2})
WORDS = OwnWords(title="My <first> run", author="Ada & Co", analysis="It bends.\nTwice & more.")


@pytest.fixture(scope="module")
def flower() -> Page:
    data = load(FLOWER.data)
    seeds = train_from_seeds(with_settings(FLOWER, {"training.iterations": 20}), data, 3)
    return Page(run(FLOWER, data), words=WORDS, seconds=1.5, seeds=seeds)


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> Page:
    """A network of five layers on noise, which it gets wrong; one file is no picture."""
    folder = noise_photos(tmp_path_factory.mktemp("photos"), ("ape", "bee", "cat"), 16, side=40)
    (folder / "ape" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n but no more")
    data = DataSettings(kind="pictures", folder=str(folder), size=40, test_share=0.25)
    network = NetworkSettings(hidden=(6, 5, 4, 3), activation="relu", initialisation="he")
    training = TrainingSettings(iterations=20, learning_rate=0.01)
    experiment = Experiment(data=data, network=network, training=training)
    return Page(run(experiment, load(data)))


@pytest.fixture(scope="module")
def prices() -> Page:
    return Page(trained(dataset(SCALE.scale(PRICES), NUMBERS, SCALE), (4,)))


@pytest.fixture(scope="module")
def labels() -> Page:
    yes = np.concatenate([LINEAR > 0, LINEAR > 1]).astype(float)
    return Page(trained(dataset(yes, LABELS), (4,), iterations=50))


def numbers(text: str) -> list[float]:
    return [float(found) for found in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", text)]


def share(text: str) -> float:
    return numbers(text)[-1] / 100


def test_that_a_report_says_by_which_threshold_what_is_counted(flower: Page) -> None:
    small = {"training.iterations": 10, "answers.threshold": 0.75}
    source = Page(run(with_settings(FLOWER, small), load(FLOWER.data))).source
    assert "These answers are by the threshold 0.75" in source
    assert "count by the usual one, 0.5." in source
    assert "These answers are by" not in flower.source


def test_that_costs_of_a_report_are_told_to_be_without_the_penalty_and_what_it_adds() -> None:
    small = {"training.iterations": 10, "training.l2": 0.3, "training.batch_size": 32}
    trainer = run(with_settings(FLOWER, small), load(FLOWER.data))
    source = Page(trainer).source
    assert "without the L2 penalty" in source
    assert f"it is λ/(2·32) Σ w² = {trainer.penalty:.6g}" in source
    assert f"with it is {trainer.score_train().cost + trainer.penalty:.6g}" in source


def test_that_a_report_of_numbers_tells_of_the_penalty_and_of_a_missing_test_as_of_classes() -> (
    None
):
    data = dataset(SCALE.scale(PRICES), NUMBERS, SCALE)
    trainer = trained(dataclasses.replace(data, test=None), (4,), iterations=10, l2=0.3)
    source = Page(trainer).source
    assert f"with it is {trainer.score_train().cost + trainer.penalty:.6g}" in source
    untested = "There are no test samples"
    assert untested in source
    assert untested not in Page(trained(data, (4,), iterations=10)).source


@pytest.mark.parametrize("name", ["flower", "photos", "prices", "labels"])
def test_that_a_page_stands_alone_and_needs_no_script(request, name: str) -> None:
    page: Page = request.getfixturevalue(name)
    assert not page.every("h:script")
    assert not page.every("h:link")
    places = [
        value
        for element in page.root.iter()
        for name, value in element.attrib.items()
        if name.split("}")[-1] in ("src", "href")
    ]
    assert all(place.startswith("data:image/png;base64,") for place in places)
    assert "http" not in page.source
    assert "url(" not in page.source
    assert len(page.source.encode()) < 3_000_000
    assert page.texts("h:h2") == ["Principle", "Environment", "Data", "Results", "Analysis"]


@pytest.mark.parametrize("name", ["flower", "photos", "prices", "labels"])
def test_that_no_table_or_sentence_is_empty(request, name: str) -> None:
    page: Page = request.getfixturevalue(name)
    assert all(page.texts("h:p"))
    assert all(page.texts("h:li"))
    assert all(table.findall("{*}tbody/{*}tr") for table in page.every("h:table"))
    assert not re.search(r"\{[a-z_]{2,}[:}]", page.text)
    assert "nan" not in page.text.split()


def test_that_title_author_and_own_words_stand_in_it_as_they_were_written(flower: Page) -> None:
    assert flower.texts("h:h1") == ["My <first> run"]
    assert "Ada & Co" in flower.text
    assert flower.texts("h:p")[-1] == WORDS.analysis
    assert f"{flower.report.made:%Y-%m-%d %H:%M}" in flower.text


def test_that_there_is_room_for_own_words_where_there_are_none(photos: Page) -> None:
    assert [box.get("class") for box in photos.every("h:div")][-1] == "room"


def test_that_the_formulas_are_those_of_the_derivation_in_mathml(flower: Page) -> None:
    lines = [line for stage in flower.run.derivation.stages for line in stage.lines]
    given = 1 + len(flower.run.derivation.constants)
    formulas = flower.texts("m:math")
    assert len(formulas) == len(lines) + given
    assert "Z[1](4,320)=W[1](4,2)X(2,320)+b[1](4,1)" in formulas
    assert f"m={flower.trainer.dataset.train.m}" in formulas
    assert f"α={FLOWER.training.learning_rate}" in formulas


def test_that_the_layers_have_their_units_and_parameters(photos: Page) -> None:
    rows, sizes = photos.table("Layers"), photos.run.network.sizes
    assert [int(row["Units"]) for row in rows.values()] == list(sizes[1:])
    assert sum(int(row["Parameters"]) for row in rows.values()) == count(sizes)
    assert rows["1"]["Shape of W"] == "(6, 4800)"


def test_that_the_hashes_are_those_of_data_and_weights(flower: Page) -> None:
    rows = {name: row["Hash"] for name, row in flower.table("Hashes").items()}
    trainer = flower.trainer
    assert rows["The samples"] == checkpoint.fingerprint(trainer.dataset)
    assert rows["The weights now"] == fingerprint(trainer.parameters.flat)
    fresh = Trainer(FLOWER, trainer.dataset)
    assert rows["The first weights"] == fingerprint(fresh.parameters.flat)


def test_that_the_seeds_in_it_are_those_that_count(flower: Page) -> None:
    rows = {name: int(row["Value"]) for name, row in flower.table("Seeds").items()}
    assert rows["seed of the first weights"] == FLOWER.network.seed
    assert "seed of the shuffling" not in rows


def test_that_the_counts_are_those_of_the_data(photos: Page) -> None:
    data, rows = photos.trainer.dataset, photos.table("Samples")
    counted = {name: int(row["Training samples"]) for name, row in rows.items()}
    assert counted.pop("All samples") == data.train.m
    assert counted == data.counts(data.train)
    assert int(rows["All samples"]["Test samples"]) == data.test.m


def test_that_what_was_left_out_is_named_with_its_reason(photos: Page) -> None:
    ((name, row),) = photos.table("Files that were left out").items()
    (skipped,) = photos.trainer.dataset.skipped
    assert (name, row["Why"]) == (skipped.file, skipped.reason)


@pytest.mark.parametrize("name", ["flower", "photos"])
def test_that_costs_accuracies_and_confusion_are_those_of_the_run(request, name: str) -> None:
    page: Page = request.getfixturevalue(name)
    trainer, rows = page.trainer, page.table("Accuracy")
    sides = {"training": trainer.score_train(), "test": trainer.score_test()}
    assert rows.keys() == sides.keys()
    for of, scored in sides.items():
        row = rows[of]
        right, total = map(int, numbers(row["Right"]))
        assert float(row["Cost"]) == pytest.approx(scored.cost, rel=1e-5)
        assert share(row["Accuracy"]) == pytest.approx(scored.accuracy, abs=5e-5)
        assert right / total == pytest.approx(scored.accuracy)
        low, high = (part / 100 for part in numbers(row["95 % interval"]))
        assert low < scored.accuracy < high or scored.accuracy in (0, 1)
        confusion = page.table(f"Confusion, {of}")
        assert sum(int(row[of_class]) for of_class, row in confusion.items()) == right
        assert sum(int(cell) for row in confusion.values() for cell in row.values()) == total


def test_that_the_best_constant_answer_stands_beside_the_accuracy(photos: Page) -> None:
    data = photos.trainer.dataset
    counts = data.counts(data.train)
    text = photos.table("Accuracy")["training"]["Always the same answer"]
    assert text.partition(":")[0] in counts
    assert share(text) == pytest.approx(max(counts.values()) / data.train.m, abs=5e-5)


def test_that_errors_of_numbers_are_in_their_own_unit(prices: Page) -> None:
    trainer, row = prices.trainer, prices.table("Errors, in the unit of the numbers")["test"]
    test = trainer.dataset.test
    Z = trainer.network.forward(trainer.parameters, test.X).A[-1]
    answered, true = (trainer.dataset.in_own_unit(part)[0] for part in (Z, test.Y))
    assert float(row["Mean absolute error"]) == pytest.approx(np.abs(answered - true).mean(), 1e-3)
    squared = np.sqrt(np.square(answered - true).mean())
    assert float(row["Root mean squared error"]) == pytest.approx(squared, 1e-3)
    assert float(row["R²"]) == pytest.approx(trainer.score_test().accuracy, abs=1e-4)


def test_that_labels_are_counted_one_by_one(labels: Page) -> None:
    test = labels.trainer.dataset.test
    A = labels.trainer.network.forward(labels.trainer.parameters, test.X).A[-1]
    rightly = ((A > 0.5) & (test.Y > 0.5)).sum(axis=1)
    rows = labels.table("Labels, test")
    assert [int(row["Rightly yes"]) for row in rows.values()] == rightly.tolist()


def test_that_the_strongest_mistakes_are_shown_as_pictures(photos: Page) -> None:
    mistakes = photos.run.predictions.test.mistakes()[:12]
    captions = [text for text in photos.texts("h:figcaption") if text.startswith("true: ")]
    assert len(captions) == len(mistakes) > 0
    data = photos.trainer.dataset
    first = data.classes[data.test.labels[mistakes[0]]]
    assert captions[0].startswith(f"true: {first}, answered: ")


def test_that_curves_are_drawn_as_vectors_with_their_ends(flower: Page) -> None:
    titles = [text_of_first(drawing) for drawing in flower.every("s:svg")]
    assert "The cost over the course of the training; it should fall." in titles
    assert len(flower.every("s:polyline")) > 10


def text_of_first(drawing) -> str:
    return drawing[0].text


def test_that_the_gradient_check_is_that_of_the_experiment(flower: Page) -> None:
    rows = flower.table("Relative errors")
    assert list(rows) == ["W1", "b1", "W2", "b2"]
    assert [int(row["Parameters"]) for row in rows.values()] == [8, 4, 4, 1]
    assert all(float(row["Largest relative error"]) < TOLERANCE for row in rows.values())
    assert "the gradients are right" in flower.text


def test_that_the_activations_are_those_of_the_samples_that_are_shown(photos: Page) -> None:
    layers = photos.run.snapshot.layers
    rows = photos.table(
        f"Activations of the hidden layers, on {layers[0].A.shape[1]} training samples"
    )
    for layer, row in zip(layers, rows.values(), strict=True):
        assert float(row["Mean"]) == pytest.approx(layer.A.mean(), rel=1e-3)
        dead, units = map(int, numbers(row["Dead or saturated units"]))
        assert (dead, units) == (int((layer.A == 0).all(axis=1).sum()), len(layer.A))


def test_that_the_spread_over_seeds_is_told_with_its_numbers(flower: Page) -> None:
    rows, seeds = flower.table("Runs that differ in the seed alone"), flower.run.seeds
    lowest, highest = (float(rows["train cost"][name]) for name in ("Lowest", "Highest"))
    assert (lowest, highest) == pytest.approx(seeds.train_cost.last[1:], rel=1e-5)
    assert seeds.sentence() in flower.text


def test_that_every_finding_of_health_stands_in_the_analysis(photos: Page) -> None:
    findings = photos.run.snapshot.findings
    assert findings
    assert all(finding.sentence() in photos.text for finding in findings)


def test_that_a_preset_is_compared_with_the_published_run() -> None:
    trainer = Trainer(preset("flower"), load(preset("flower").data))
    trainer.step(1001)
    text = "2 of 10 published costs were compared: all agree to 6 decimals."
    assert text in Page(trainer).texts("h:p")


def test_that_another_run_is_compared_with_no_published_one(flower: Page) -> None:
    assert "published" not in flower.text


def test_that_runs_are_compared_in_words_with_how_they_ended() -> None:
    data = load(FLOWER.data)
    slow = with_settings(FLOWER, {"training.iterations": 30})
    quick = with_settings(slow, {"training.learning_rate": 2.0})
    trainers = [run(experiment, data) for experiment in (slow, quick)]
    snapshots = [Snapshotter(trainer, 1).take(State.FINISHED, 0, 0) for trainer in trainers]
    records = tuple(record(snapshot, live=False) for snapshot in snapshots)
    page = Page(trainers[0], others=records)
    assert "only the learning rate differs: 1.2 / 2." in page.text
    ends = [float(row["Last train cost"]) for row in page.table("How the runs ended").values()]
    costs = [trainer.score_train().cost for trainer in trainers]
    assert ends == pytest.approx(costs, rel=1e-5)


def test_that_a_run_that_diverged_is_reported_as_it_is() -> None:
    wild = with_settings(preset("houses"), {"training.learning_rate": 900.0})
    page = Page(run(wild, load(wild.data)))
    assert "The run diverged after" in page.text
    assert "Trained so far" not in page.text
    assert {"infinite", "infinitely negative"} <= set(page.texts("h:td"))


def test_that_no_figure_has_more_digits_than_say_something() -> None:
    wild = with_settings(preset("houses"), {"training.learning_rate": 3.0})
    data = load(wild.data)
    page = Page(run(wild, data), seeds=train_from_seeds(wild, data, 2))
    spread = page.table("Runs that differ in the seed alone")
    figures = [cell for row in spread.values() for cell in row.values()]
    assert max(map(len, figures)) < 15
    assert not re.search(r"\d{12}", " ".join(page.texts("h:p")))


def test_that_settings_and_outputs_have_words_in_the_language_in_use() -> None:
    houses = with_settings(preset("houses"), {"training.iterations": 5})
    page = Page(run(houses, load(houses.data)))
    try:
        use_language("zh_CN")
        translated = report_of(page.run)
    finally:
        set_translator(str)
    cells = {
        cell
        for section in translated.sections
        for part in section.parts
        if isinstance(part, Table)
        for row in part.rows
        for cell in row
    }
    assert {"数值精度", "平均值", "独热编码"} <= cells
    assert not {"mean", "one_hot", "identity each"} & cells


def test_that_a_run_that_has_not_begun_says_so() -> None:
    page = Page(Trainer(FLOWER, load(FLOWER.data)))
    assert page.run.snapshot.iteration == 0
    assert "Not trained yet." in page.texts("h:p")


def test_that_a_network_without_hidden_layers_has_a_report() -> None:
    plain = with_settings(FLOWER, {"network.hidden": [], "training.iterations": 5})
    page = Page(run(plain, load(plain.data)))
    assert "has 0 hidden layers" in page.text


def test_that_a_report_comes_in_the_language_in_use(flower: Page) -> None:
    try:
        use_language("zh_CN")
        translated = report_of(flower.run)
    finally:
        set_translator(str)
    assert translated.language == "zh_CN"
    assert '<html lang="zh-CN">' in html(translated)
    titles = [section.title for section in translated.sections]
    assert all(re.search("[\u4e00-\u9fff]", title) for title in titles)
    assert "Principle" not in titles


def test_that_a_page_with_moments_of_its_run_replays_it_below_all_that_needs_no_script() -> None:
    data = load(FLOWER.data)
    trainer = Trainer(FLOWER, data)
    recorder = Recorder(FLOWER, data)
    recorder(trainer)
    page = Page(finish(trainer, recorder), words=WORDS, frames=recorder.frames)
    *before, last = page.texts("h:h2")
    assert before == ["Principle", "Environment", "Data", "Results", "Analysis"]
    assert last == "The run to be replayed"
    (script,) = page.every("h:script")
    assert f'"iteration": {trainer.iteration}' in script.text
    assert "http" not in page.source
    assert len(page.source.encode()) < 3_000_000


def test_that_a_page_leaves_the_replay_out_where_it_would_be_too_large(
    photos: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder = Recorder(photos.trainer.experiment, photos.trainer.dataset)
    recorder(photos.trainer)
    with_run = reported_run(photos.trainer, frames=recorder.frames)
    report = report_of(with_run, photos.report.made)
    assert report.live
    replayed = html(report)
    assert len(photos.source) < len(replayed) < 3_000_000
    monkeypatch.setattr("core.report.html.LARGEST", len(replayed))
    assert html(report) == photos.source

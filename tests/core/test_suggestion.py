"""Facts about the settings that are suggested for data."""

import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.data.facts import DataFacts, gather_facts
from core.data.load import load
from core.data.registry import DATASETS
from core.errors import Cancelled
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.experiment.toml import with_settings
from core.suggestion import FEWEST, RULES, TEST_SHARE, suggest, suggest_for
from core.training.run import run

FEW = DataFacts({"cat": 40, "dog": 60}, sides=((160, 120),) * 20)
PICTURES = Experiment(data=DataSettings(kind="pictures", folder="photos"))


def draw(folder: Path, counts: dict[str, int], size: tuple[int, int], mode: str = "RGB") -> Path:
    """A folder of pictures: each class dark or light, each picture another."""
    random = np.random.RandomState(4)
    for number, (name, count) in enumerate(counts.items()):
        place = folder / name
        place.mkdir(parents=True)
        for each in range(count):
            pixels = random.randint(0, 90, (size[1], size[0], 3)) + 80 * number
            Image.fromarray(pixels.astype(np.uint8)).convert(mode).save(place / f"{each}.png")
    return folder


def of_folder(folder: Path) -> Experiment:
    return Experiment(data=DataSettings(kind="pictures", folder=str(folder)))


def test_that_headers_tell_counts_shapes_and_colours(tmp_path: Path) -> None:
    folder = draw(tmp_path, {"a": 12, "b": 7}, (30, 20))
    (folder / "a" / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    facts = gather_facts(of_folder(folder).data)
    assert facts.counts == {"a": 12, "b": 7}
    assert set(facts.sides) == {(30, 20)}
    assert facts.colour
    assert not facts.uniform


def test_that_a_photo_taken_upright_is_as_high_as_it_is_seen(tmp_path: Path) -> None:
    folder = draw(tmp_path, {"a": 6, "b": 6}, (40, 20))
    exif = Image.Exif()
    exif[0x0112] = 6
    for file in folder.rglob("*.png"):
        Image.open(file).save(file.with_suffix(".jpg"), exif=exif)
        file.unlink()
    assert set(gather_facts(of_folder(folder).data).sides) == {(20, 40)}


def test_that_grey_files_are_suggested_as_grey(tmp_path: Path) -> None:
    folder = draw(tmp_path, {"a": 6, "b": 6}, (20, 20), "L")
    suggestion = suggest_for(of_folder(folder))
    assert suggestion
    assert suggestion.changes["data.colour"] is False
    assert suggestion.changes["data.size"] == 20


@pytest.mark.parametrize("kind", [name for name, row in DATASETS.items() if not row.needs_folder])
def test_that_every_built_in_kind_has_a_suggestion_that_can_be_loaded(kind: str) -> None:
    experiment = Experiment(data=DataSettings(kind=kind))
    suggestion = suggest_for(experiment)
    assert suggestion
    suggested = with_settings(experiment, suggestion.changes)
    dataset = load(suggested.data)
    facts = gather_facts(experiment.data)
    assert dataset.test
    assert dataset.train.m + dataset.test.m == pytest.approx(facts.m, abs=10)
    assert str(suggestion).startswith("Suggested for")


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_that_every_rule_is_the_one_for_some_data(rule: object) -> None:
    seen = [
        DataFacts({"a": 100, "b": 100}, features=2),
        DataFacts({"a": 100, "b": 100}, features=60),
        DataFacts({"a": 100, "b": 100}, fixed_size=8),
        FEW,
        DataFacts({chr(ord("a") + number): 20 for number in range(26)}, sides=((64, 64),)),
        DataFacts({"a": 9000, "b": 9000}, sides=((99, 99),)),
    ]
    assert rule in [next(row for row in RULES if row.applies(facts)) for facts in seen]


def test_that_pictures_are_centred_and_a_fifth_is_kept_for_the_test() -> None:
    changes = suggest(FEW, PICTURES).changes
    assert changes["data.scaling"] != "unit"
    assert changes["data.test_share"] == TEST_SHARE
    assert changes["data.size"] == 32


def test_that_what_was_set_by_hand_stays_and_is_named() -> None:
    mine = with_settings(PICTURES, {"training.learning_rate": 0.5, "network.hidden": (3,)})
    suggestion = suggest(FEW, mine, {"training.learning_rate", "network.hidden"})
    suggested = with_settings(mine, suggestion.changes)
    assert suggested.training.learning_rate == 0.5
    assert suggested.network.hidden == (3,)
    assert suggested.training.optimiser == "adam"
    assert set(suggestion.kept) == {"training.learning_rate", "network.hidden"}
    assert "training.learning_rate" in str(suggestion)


def test_that_iterations_set_by_hand_are_counted_in_place_of_epochs() -> None:
    mine = with_settings(PICTURES, {"training.iterations": 77})
    suggestion = suggest(FEW, mine, {"training.iterations"})
    assert with_settings(mine, suggestion.changes).training.updates(100) == 77


@pytest.mark.parametrize("counts", [(37, 37, 46), (33, 33, 54), (40, 40, 40)])
def test_that_as_many_updates_are_told_as_are_made(tmp_path: Path, counts: tuple) -> None:
    labels = np.repeat(np.arange(3), counts)
    random = np.random.RandomState(2)
    np.savez(tmp_path / "some.npz", X=random.randn(5, len(labels)), Y=labels)
    before = Experiment(data=DataSettings(kind="arrays", folder=str(tmp_path / "some.npz")))
    suggestion = suggest_for(before)
    experiment = with_settings(before, suggestion.changes)
    updates = experiment.training.updates(load(experiment.data).train.m)
    assert f"{updates:,} updates" in str(suggestion)


@pytest.mark.parametrize("count", [120, 97, 163])
def test_that_as_many_updates_are_told_of_numbers_as_are_made(tmp_path: Path, count: int) -> None:
    rows = [f"{i % 37},{i % 11},{i * i + 0.5}" for i in range(count)]
    (tmp_path / "some.csv").write_text("\n".join(["a,b,c", *rows]))
    before = Experiment(data=DataSettings(kind="table", folder=str(tmp_path / "some.csv")))
    suggestion = suggest_for(before)
    experiment = with_settings(before, suggestion.changes)
    updates = experiment.training.updates(load(experiment.data).train.m)
    assert f"{updates:,} updates" in str(suggestion)


def test_that_activations_set_by_hand_one_a_layer_keep_their_layers() -> None:
    mine = Experiment(
        data=PICTURES.data, network=NetworkSettings(hidden=(5, 4), activation=("tanh", "relu"))
    )
    suggestion = suggest(FEW, mine, {"network.activation"})
    assert with_settings(mine, suggestion.changes).network.hidden == (5, 4)


def test_that_nothing_of_the_experiment_before_slips_in() -> None:
    before = Experiment(
        data=PICTURES.data,
        network=NetworkSettings(initialisation="zeros", scale=10.0, seed=7),
        training=TrainingSettings(
            learning_rate=9.0, l1=3.0, keep_probability=0.5, schedule="step", patience=1
        ),
    )
    after, clean = (with_settings(one, suggest(FEW, one).changes) for one in (before, PICTURES))
    assert after == clean


@pytest.mark.parametrize(("fewest", "share"), [(FEWEST - 1, 0.0), (FEWEST, TEST_SHARE)])
def test_that_too_few_samples_of_a_class_are_all_learned_and_that_is_said(
    fewest: int, share: float
) -> None:
    suggestion = suggest(DataFacts({"cat": fewest, "dog": 60}), PICTURES)
    assert suggestion.changes["data.test_share"] == share
    assert ("only 4" in str(suggestion)) is (share == 0)


def test_that_one_rare_class_of_a_table_does_not_take_the_test_away() -> None:
    table = Experiment(data=DataSettings(kind="table", folder="kinds.csv"))
    rare = suggest(DataFacts({"apple": 49, "banan": 1, "pear": 50}, 2), table)
    assert rare.changes["data.test_share"] == TEST_SHARE
    assert "little about banan: it has only 1 of 100 rows" in str(rare)
    many = suggest(DataFacts({"apple": 49, "fig": 4, "kiwi": 4, "pear": 9}, 2), table)
    assert many.changes["data.test_share"] == 0


@pytest.mark.parametrize("targets", ["labels", "numbers"])
def test_that_a_share_of_numbers_is_kept_however_many_there_are(targets: str) -> None:
    table = Experiment(data=DataSettings(kind="table", folder="homes.csv"))
    kept, few = (
        suggest(DataFacts({"price": m, "rent": 0}, 3, targets=targets), table) for m in (100, 1)
    )
    assert kept.changes["data.test_share"] == TEST_SHARE
    assert few.changes["data.test_share"] == 0
    assert "there is only one sample" in str(few)


def test_that_test_samples_of_their_own_are_taken_in_place_of_a_share(tmp_path: Path) -> None:
    X = np.random.RandomState(1).randn(3, 40)
    Y = np.arange(40) % 2
    np.savez(tmp_path / "both.npz", train_X=X, train_Y=Y, test_X=X, test_Y=Y)
    experiment = Experiment(data=DataSettings(kind="arrays", folder=str(tmp_path / "both.npz")))
    suggestion = suggest_for(experiment)
    assert suggestion
    assert load(with_settings(experiment, suggestion.changes).data).test


def test_that_a_class_of_one_picture_repeated_still_opens(tmp_path: Path) -> None:
    folder = draw(tmp_path, {"a": 8, "b": 1}, (20, 20))
    for copy in range(1, 8):
        (folder / "b" / f"{copy}.png").write_bytes((folder / "b" / "0.png").read_bytes())
    experiment = of_folder(folder)
    suggestion = suggest_for(experiment)
    assert suggestion
    dataset = load(with_settings(experiment, suggestion.changes).data)
    assert dataset.test is None
    assert "one picture repeated" in str(suggestion)


def test_that_wide_beside_tall_pictures_are_padded_and_all_wide_ones_stretched() -> None:
    wide, tall = ((300, 80),) * 10, ((80, 300),) * 10
    fits = [
        suggest(DataFacts({"a": 50, "b": 50}, sides=sides), PICTURES).changes["data.fit"]
        for sides in (wide, tall, wide + tall)
    ]
    assert fits == ["stretch", "stretch", "pad"]


def test_that_data_which_cannot_be_used_has_no_suggestion(tmp_path: Path) -> None:
    assert suggest_for(of_folder(tmp_path)) is None
    assert suggest_for(of_folder(tmp_path / "missing")) is None
    assert suggest_for(Experiment(data=DataSettings(kind="moons", samples=2, noise=9))) is not None


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes here")
def test_that_pictures_none_of_which_is_read_have_no_suggestion(tmp_path: Path) -> None:
    for name in ("cats", "dogs"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "IMG_1.HEIC").write_bytes(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic")
    assert suggest_for(of_folder(tmp_path)) is None


def test_that_folders_marked_for_the_test_are_taken_in_place_of_a_share(tmp_path: Path) -> None:
    draw(tmp_path, {f"{name}/{part}": 6 for name in "ab" for part in ("train", "test")}, (8, 8))
    changes = {"data.level": "top", "data.test_pictures": ["a/test", "b/test"]}
    suggested = suggest_for(with_settings(of_folder(tmp_path), changes))
    assert suggested is not None
    assert suggested.changes["data.test_share"] == 0.0


def test_that_a_pipe_among_the_pictures_does_not_wait_for_a_writer(tmp_path: Path) -> None:
    folder = draw(tmp_path, {"a": 6, "b": 6}, (20, 20))
    os.mkfifo(folder / "a" / "0000.png")
    facts = gather_facts(of_folder(folder).data)
    assert facts.counts["b"] == 6


def test_that_a_look_can_be_cancelled(tmp_path: Path) -> None:
    folder = draw(tmp_path, {"a": 6, "b": 6}, (20, 20))

    def stop(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        suggest_for(of_folder(folder), report=stop)


def test_that_own_pictures_are_learned_at_the_first_train(tmp_path: Path) -> None:
    folder = draw(tmp_path, {"a": 20, "b": 20, "c": 20}, (48, 32))
    experiment = of_folder(folder)
    suggestion = suggest_for(experiment)
    assert suggestion
    suggested = with_settings(experiment, suggestion.changes)
    trainer = run(suggested, load(suggested.data))
    score = trainer.score_test()
    assert score
    assert not trainer.diverged
    assert score.accuracy == 1.0


def letters(folder: Path, classes: int, each: int) -> Path:
    """A folder of white pictures with a letter in thin black strokes, moved and turned a little."""
    random = np.random.RandomState(5)
    for letter in map(chr, range(ord("A"), ord("A") + classes)):
        (folder / letter).mkdir(parents=True)
        for number in range(each):
            picture = Image.new("L", (32, 32), 255)
            font = ImageFont.load_default(random.uniform(15, 20))
            place = (16 + random.uniform(-2, 2), 16 + random.uniform(-2, 2))
            ImageDraw.Draw(picture).text(place, letter, fill=0, font=font, anchor="mm")
            turned = picture.rotate(random.uniform(-12, 12), fillcolor=255)
            turned.save(folder / letter / f"{number}.png")
    return folder


def test_that_few_black_strokes_on_white_are_learned_as_well_as_by_scikit_learn(tmp_path) -> None:
    from sklearn.exceptions import ConvergenceWarning  # takes seconds, in every worker
    from sklearn.neural_network import MLPClassifier

    experiment = of_folder(letters(tmp_path, 12, 10))
    suggestion = suggest_for(experiment)
    assert suggestion
    ours, theirs = {}, {}
    for scaling in ("unit", str(suggestion.changes["data.scaling"])):
        changes = suggestion.changes | {"training.epochs": 20, "data.scaling": scaling}
        same = with_settings(experiment, changes)
        data, training = load(same.data), same.training
        assert data.test
        score = run(same, data).score_test()
        assert score
        ours[scaling] = score.accuracy
        peer = MLPClassifier(
            same.network.hidden,
            solver="adam",
            learning_rate_init=training.learning_rate,
            batch_size=training.batch_size,
            max_iter=20,
            alpha=training.l2 * training.batch_size / data.train.m,
            random_state=1,
        )
        with pytest.warns(ConvergenceWarning):
            peer.fit(data.train.X.T, data.train.labels)
        theirs[scaling] = peer.score(data.test.X.T, data.test.labels)
    one_sample = 1 / 24
    assert all(ours[scaling] >= theirs[scaling] - one_sample for scaling in ours)
    assert ours["standardised"] >= theirs["unit"] + 3 * one_sample


def test_that_no_suggested_batch_leaves_a_rest_under_half_of_it() -> None:
    for wanted in (1, 5, 8, 25, 32, 64, 200):
        for m in (*range(1, 1000), 2521):
            training = TrainingSettings(
                batch_size=TrainingSettings(batch_size=wanted).even_batch_size(m)
            )
            assert not training.in_batches(m) or 2 * training.last_batch(m) >= training.batch_size
            assert not training.has_tiny_last_batch(m)


def test_that_batches_that_are_alike_keep_the_wanted_size() -> None:
    assert [
        TrainingSettings(batch_size=32).even_batch_size(m) for m in (20, 64, 240, 320, 1438)
    ] == [32] * 5


def test_that_97_samples_are_not_cut_into_three_batches_and_a_single_sample() -> None:
    facts = DataFacts({"beach": 36, "city": 36, "forest": 49}, sides=((160, 120),) * 20)
    changes = suggest(facts, PICTURES).changes
    assert facts.learned_from(TEST_SHARE) == 97
    assert (changes["training.batch_size"], changes["training.epochs"]) == (33, 400)
    none_kept = suggest(
        facts, with_settings(PICTURES, {"data.test_share": 0.0}), {"data.test_share"}
    )
    assert none_kept.changes["training.batch_size"] == 32

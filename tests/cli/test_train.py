"""Facts about the command line."""

import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import resources
from cli.train import _tell_size
from cli.verbs import run_verb
from core.data.load import load
from core.experiment.settings import DataSettings, Experiment, NetworkSettings
from core.network.activations import ACTIVATIONS
from tests.cli.run_main import run_main

MAIN = Path(__file__).resolve().parents[2] / "main.py"
QUICK = ("--set", "training.iterations=3")


def _program(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(MAIN), *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={key: value for key, value in os.environ.items() if key != "OPENBLAS_NUM_THREADS"},
    )


def test_that_json_is_one_object_with_the_promised_keys(tmp_path: Path) -> None:
    done = _program("train", "flower", *QUICK, "--out", tmp_path / "model.npz", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert done.stderr == ""
    assert [i for i, _ in answer["costs"]] == [0, 1, 2]
    assert answer["preset"] == "flower"
    assert answer["test_accuracy"] is None
    assert answer["models"][0]["verified"]
    assert {"iterations", "seconds", "train_accuracy", "classes", "skipped", "health"} <= set(
        answer
    )


def test_that_words_for_people_have_the_figures() -> None:
    done = run_main("train", "flower", *QUICK)
    assert "3 iterations" in done.stdout
    assert "train accuracy" in done.stdout


def test_that_training_starts_from_the_weights_of_a_model(tmp_path: Path) -> None:
    model, settings = tmp_path / "model.npz", ("--set", "network.hidden=[3,2]", *QUICK)
    first = json.loads(run_main("train", "flower", *settings, "--out", model, "--json").stdout)
    more = ("train", "flower", "--from", model, "--set", "training.learning_rate=0.001", *QUICK)
    second = json.loads(run_main(*more, "--json").stdout)
    assert second["costs"][0][1] < first["costs"][0][1]
    again = json.loads(run_main(*more, "--json").stdout)
    assert again["costs"] == second["costs"]


def test_that_a_model_on_other_data_is_refused_in_words(tmp_path: Path) -> None:
    model = tmp_path / "model.npz"
    run_main("train", "flower", *QUICK, "--out", model)
    done = run_main("train", "circles-he", "--from", model, *QUICK)
    assert done.returncode == 2
    assert (
        "knows the classes first half, second half, and the data have outer, inner" in done.stderr
    )
    done = run_main("train", "flower", "--from", model, "--set", "network.seed=2")
    assert done.returncode == 2
    assert "--from brings the network" in done.stderr
    done = run_main("train", "flower", "--from", tmp_path / "none.npz")
    assert done.returncode == 2


def test_that_folds_give_an_accuracy_with_its_interval() -> None:
    done = run_main("train", "flower", *QUICK, "--folds", 3, "--json")
    folds = json.loads(done.stdout)["folds"]
    assert len(folds["folds"]) == 3
    assert sum(fold["m"] for fold in folds["folds"]) == 400
    low, high = folds["interval"]
    assert 0 <= low < folds["accuracy"] < high <= 1
    assert folds["text"].startswith("3 folds: accuracy")


def test_that_seeds_give_median_and_range() -> None:
    done = run_main("train", "flower", *QUICK, "--seeds", 3, "--json")
    seeds = json.loads(done.stdout)["seeds"]
    assert len(seeds["seeds"]) == 3
    found = seeds["train_cost"]
    assert found["lowest"] < found["median"] < found["highest"]
    told = run_main("train", "flower", *QUICK, "--seeds", 3)
    assert "3 seeds: train accuracy median" in told.stdout


def test_that_one_seed_is_no_spread() -> None:
    done = run_main("train", "flower", "--seeds", 1)
    assert (done.returncode, done.stdout) == (2, "")
    assert "from 2 to 100" in done.stderr


def test_that_a_run_that_diverges_ends_well_and_says_so() -> None:
    words = ("--set", "training.learning_rate=1000", "--set", "network.activation=identity")
    deep = ("--set", "network.hidden=[5,5]", "--set", "network.scale=10")
    done = run_main("train", "flower", *words, *deep, "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert [finding["key"] for finding in answer["health"]] == ["large_start", "diverged"]
    assert answer["costs"][-1][1] is None


@pytest.mark.parametrize(
    "words",
    [
        ("train", "flower", "--set", "training.learning_rate=abc"),
        ("train", "flower", "--set", "training.learning_rate"),
        ("train", "flower", "--set", "training.nothing=1"),
        ("train", "flower", "--data", "folder"),
        ("train", "deep-cats"),
        ("train", "deep-cats", "--data", "missing"),
        ("train", "deep-cats", "--data", "empty"),
        ("train", "deep-cats", "--data", "one"),
        ("train", "deep-dogs"),
        ("train", "missing.toml"),
        ("train", "flower", "--out", "model.doc"),
        ("train", "flower", "--out", "missing/model.npz"),
        ("train", "flower", "--checkpoint", "missing/run.npz"),
        ("train", "flower", "--resume", "missing.npz"),
        ("train", "flower", "--data", ""),
        ("train", "flower", "--target", "b"),
        ("train", "numbers.npz", "--target", "b"),
        ("sweep", "flower", "--over", "training.iterations=1,2", "--seeds", "0"),
        ("train", "flower", "--out", "one.npz", "--checkpoint", "one.npz"),
        ("train", "flower", "--out", "one.py", "--checkpoint", "one.npz"),
        ("train", "flower", "--out", "one.npz", "--out", "./one.npz"),
        ("train", "numbers.npz", "--checkpoint", "numbers.npz"),
        ("train", "numbers.npz", "--out", "numbers.py"),
        ("train", "flower", "--data", "numbers.npz", "--out", "empty/../numbers.npz"),
        ("train", "flower", "--out", "numbers.npz", "--resume", "numbers.npz"),
        ("derive", "numbers.npz", "--numbers", "numbers.npz"),
        ("predict", "missing.npz", "table.csv", "--out", "missing.npz"),
        ("predict", "missing.npz", "table.csv", "--out", "table.csv"),
        ("report", "flower", "--out", "words.html", "--words", "words.html"),
        ("train", "flower", "--set", "training.patience=5"),
        ("train", "flower", "--set", "training.schedule=sawtooth"),
        ("train", "flower", "--set", "training.keep_probability=[0.5,0.5]"),
        ("check", "deep-cats"),
        ("predict", "missing.npz", "picture.png"),
    ],
)
def test_that_a_mistake_is_one_line_and_status_2_and_writes_nothing(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    np.savez(tmp_path / "numbers.npz", X=np.eye(4), Y=np.array([0, 1, 0, 1]))
    (tmp_path / "table.csv").write_text("a,b\n1,x\n2,y\n", encoding="utf-8")
    (tmp_path / "words.html").write_text("mine", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    (tmp_path / "one" / "cat").mkdir(parents=True)
    (tmp_path / "one" / "cat" / "x.png").write_bytes(b"")
    before = {path: path.is_dir() or path.read_bytes() for path in tmp_path.rglob("*")}
    out = (
        () if {"--out", "--checkpoint"} & {*words} or words[0] != "train" else ("--out", "out.npz")
    )
    done = run_main(*words, *out, where=tmp_path)
    assert done.returncode == 2
    assert done.stdout == ""
    told = [line for line in done.stderr.splitlines() if not line.startswith("Suggested")]
    assert len(told) == 1
    assert {p: p.is_dir() or p.read_bytes() for p in tmp_path.rglob("*")} == before


def test_that_a_preset_learns_any_two_classes_and_its_positive_class_is_demanded_only_if_meant(
    tmp_path: Path,
) -> None:
    for number, name in enumerate(("dog/x", "horse/y")):
        (tmp_path / "mine" / name).parent.mkdir(parents=True)
        pixels = np.random.RandomState(number).randint(0, 256, (9, 9, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / "mine" / f"{name}.png")
    words = ("train", "logistic-cats", "--data", "mine", *QUICK)
    done = run_main(*words, "--json", where=tmp_path)
    assert json.loads(done.stdout)["classes"] == ["dog", "horse"]
    assert done.stderr == "mine has no class cat: its last class counts as 1.\n"
    meant = run_main(*words, "--set", "data.positive_class=cat", where=tmp_path)
    assert (meant.returncode, meant.stdout) == (2, "")
    assert "choose one of dog, horse" in meant.stderr
    assert meant.stderr.endswith("Add one of these:\n--set data.positive_class=\n")
    turned = run_main(*words, "--set", "data.positive_class=dog", "--json", where=tmp_path)
    assert json.loads(turned.stdout)["classes"] == ["horse", "dog"]


def test_that_presets_are_listed() -> None:
    listed = json.loads(run_main("presets", "--json").stdout)["presets"]
    assert len(listed) == len(list(resources.path("presets").glob("*.toml")))
    assert {p["course"] for p in listed} >= {"Course 1, week 4", "Course 2, week 2"}


def test_that_an_experiment_file_can_be_trained(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('[data]\nkind = "xor"\n[training]\niterations = 2\n')
    answer = json.loads(run_main("train", "mine.toml", "--json", where=tmp_path).stdout)
    assert (answer["preset"], answer["iterations"]) == (None, 2)


def test_that_a_run_goes_on_from_a_checkpoint_as_if_it_had_never_stopped(tmp_path: Path) -> None:
    def train(iterations: int, *words: object) -> dict[str, object]:
        settings = f"training.iterations={iterations}"
        done = run_main("train", "flower", "--set", settings, *words, "--json", where=tmp_path)
        return json.loads(done.stdout)

    train(5, "--checkpoint", "run.npz")
    assert train(10, "--resume", "run.npz")["costs"] == train(10)["costs"]


def test_that_the_gradient_of_a_preset_is_checked_layer_by_layer() -> None:
    done = run_main("check", "flower", "--json")
    answer = json.loads(done.stdout)
    assert done.returncode == 0
    assert answer["passed"] is True
    assert answer["step"] == 1e-5
    assert [part["parameter"] for part in answer["layers"]] == ["W1", "b1", "W2", "b2"]
    assert all(part["worst"] < 1e-6 for part in answer["layers"])
    assert "The gradient is right" in run_main("check", "flower").stdout


def test_that_the_check_of_the_deep_network_on_cats_passes(course: Path) -> None:
    done = run_main("check", "deep-cats", "--data", course / "cat/train", "--json")
    answer = json.loads(done.stdout)
    assert answer["passed"] is True
    # On full weights, and in the span of the samples, where this network trains.
    assert [part["checked"] for part in answer["layers"]] == 2 * [200, 20, 140, 7, 35, 5, 5, 1]
    assert [part["in_span"] for part in answer["layers"]] == 8 * [False] + 8 * [True]


def test_that_a_wrong_gradient_is_status_1_and_names_its_layer(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(dA: np.ndarray, A: np.ndarray, buffer: np.ndarray | None = None) -> None:
        dA *= 2

    row = replace(ACTIVATIONS["tanh"], backward=broken)
    monkeypatch.setitem(ACTIVATIONS, "tanh", row)
    assert run_verb("check", ["flower"]) == 1
    assert "The gradient of layer 1 is wrong" in capsys.readouterr().out


def test_that_the_command_line_needs_no_qt(tmp_path: Path) -> None:
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import main; "
        "main.main(['presets']); assert not [m for m in sys.modules if 'PySide6' in m]"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(MAIN.parent)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_that_predictions_come_as_json_with_the_errors_among_them(
    tmp_path: Path, course: Path
) -> None:
    model = tmp_path / "model.npz"
    cats = course / "cat"
    words = ("--data", cats / "train", "--test", cats / "test", "--out", model, "--json")
    trained = json.loads(run_main("train", "deep-cats", *QUICK, *words).stdout)
    bad = tmp_path / "bad.png"
    bad.write_text("no picture")
    done = run_main("predict", model, cats / "test", bad, "--json")
    predictions = json.loads(done.stdout)["predictions"]
    right = [p["class"] == Path(p["file"]).parent.name for p in predictions if "class" in p]
    assert np.mean(right) == trained["test_accuracy"]
    assert "error" in predictions[-1]


@pytest.mark.parametrize(("word", "status"), [("--help", 0), ("trian", 2), ("nothing.doc", 2)])
def test_that_a_word_that_is_no_verb_is_answered_with_the_verbs(word: str, status: int) -> None:
    done = _program(word)
    assert done.returncode == status
    assert "train, predict" in done.stdout + done.stderr


def test_that_a_reader_who_has_had_enough_is_no_fault() -> None:
    command = (
        f"{sys.executable} {MAIN} train flower --json --set training.iterations=10 | head -c 20"
    )
    done = subprocess.run(command, shell=True, capture_output=True, text=True, check=False)
    assert done.stderr == ""


def test_that_too_much_for_the_memory_is_refused_with_what_to_add() -> None:
    huge = ("data.kind=shapes", "data.samples=1000000", "data.size=1024")
    done = run_main("train", "flower", *(word for part in huge for word in ("--set", part)))
    assert done.returncode == 2
    _, words, samples, size = done.stderr.splitlines()
    assert words == "Add one of these:"
    # each stands alone, ready to be copied
    assert re.fullmatch(r"--set data\.samples=\d+", samples)
    assert re.fullmatch(r"--set data\.size=\d+", size)


def test_that_training_on_arrays_takes_suggested_settings_and_says_them(tmp_path: Path) -> None:
    X = np.random.RandomState(1).randn(2, 80) * 100
    np.savez(tmp_path / "mine.npz", X=X, Y=(X[0] * X[1] > 0).astype(int))
    done = run_main("train", tmp_path / "mine.npz", "--json", "--set", "training.epochs=3")
    answer = json.loads(done.stdout)
    assert "Suggested for 80 samples" in done.stderr
    assert answer["suggested"]["text"] in done.stderr
    assert answer["suggested"]["settings"]["data.test_share"] == 0.2
    assert "training.epochs" in answer["suggested"]["kept"]
    assert len(answer["costs"]) == 3
    assert answer["test_accuracy"] is not None


def test_that_a_preset_is_trained_as_it_is() -> None:
    done = run_main("train", "flower", "--json", "--set", "training.iterations=3")
    assert json.loads(done.stdout)["suggested"] is None
    assert "Suggested" not in done.stderr


def test_that_a_folder_that_is_no_data_is_refused_as_one(tmp_path: Path) -> None:
    done = run_main("train", tmp_path)
    assert done.returncode == 2
    assert "empty" in done.stderr


def test_that_a_training_that_takes_much_memory_is_told_beforehand(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = DataSettings(kind="shapes", samples=30, size=256)
    dataset = load(settings)
    _tell_size(Experiment(data=settings), dataset)
    assert capsys.readouterr().err == ""
    large = Experiment(data=settings, network=NetworkSettings(hidden=(200,)))
    _tell_size(large, dataset)
    assert capsys.readouterr().err == (
        "30 samples of 196,608 numbers and 39,322,200 weights: training takes about 1.0 GB of "
        "memory, and long.\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("pictures.zip", b"PK\x03\x04" + bytes(40), "a ZIP file, not a folder. Unpack it"),
        ("cats.h5", b"\x89HDF\r\n\x1a\n" + bytes(40), "save its arrays with numpy.savez"),
        ("points.csv", b"x,y,class\n1,2,a\n", "1 row of data cannot be learned from"),
        ("cat.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "this is one file (PNG), not a folder"),
    ],
)
def test_that_a_file_that_is_no_experiment_is_called_what_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, content: bytes, told: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert run_verb("train", [str(tmp_path / name)]) == 2
    assert told in capsys.readouterr().err


def test_that_what_is_told_to_be_added_after_a_target_that_is_no_column_helps(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "homes.csv"
    file.write_text("size,rooms,price\n" + "".join(f"{n % 7},{n % 3},{2 * n}\n" for n in range(20)))
    words = ["train", str(file), "--target", "rooms,price", *QUICK]
    assert run_verb(words[0], words[1:]) == 2
    told = capsys.readouterr().err.splitlines()
    for option in told[told.index("Add one of these:") + 1 :]:
        assert run_verb(words[0], [*words[1:], *shlex.split(option)]) == 0


def test_that_answers_are_measured_written_and_followed_by_predict(tmp_path: Path) -> None:
    digits = ("--set", "data.test_samples=300", "--set", "training.epochs=5", "--out", "net.npz")
    answers = ("--set", "answers.refuse=distance", "--set", "answers.temperature=fitted")
    (tmp_path / "digits.toml").write_text(
        '[data]\nkind = "digits"\n[training]\nbatch_size = 32\n'
        "learning_rate = 0.3\n[network]\nhidden = [48]\n"
    )
    words = ("train", "digits.toml", *digits, *answers)
    found = json.loads(run_main(*words, "--json", where=tmp_path).stdout)
    assert found["answers"]["largest_distance"] > 0
    assert found["answers"]["temperature"] != 1
    assert found["models"][0]["verified"]
    Image.fromarray(np.uint8(np.indices((8, 8)).sum(axis=0) % 2 * 255)).save(tmp_path / "odd.png")
    predict = ("predict", "net.npz", "odd.png")
    (entry,) = json.loads(run_main(*predict, "--json", where=tmp_path).stdout)["predictions"]
    assert entry["class"] is None
    assert entry["distance"] > found["answers"]["largest_distance"]
    assert entry["refused"] in run_main(*predict, where=tmp_path).stdout


def test_that_settings_of_the_answers_without_effect_are_told() -> None:
    short = ("--set", "training.iterations=2")
    for setting, word in (
        ("answers.temperature=fitted", "test samples"),
        ("answers.refuse=distance", "test samples"),
    ):
        assert word in run_main("train", "flower", *short, "--set", setting).stdout
    hinge = (*short, "--set", "training.loss=hinge")
    for setting in ("answers.temperature=2", "answers.refuse=probability"):
        assert "no effect" in run_main("train", "flower", *hinge, "--set", setting).stdout

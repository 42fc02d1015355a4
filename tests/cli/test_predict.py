"""Facts about predict and the exports of the course's pictures, from the command line."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from PIL import Image

from tests.cli.run_main import run_main


def _script(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, words)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def models(course: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The deep network of the course after a few steps, in all formats."""
    folder = tmp_path_factory.mktemp("models")
    outs = [
        word
        for end in ("npz", "safetensors", "onnx", "float64.onnx")
        for word in ("--out", folder / f"n.{end}")
    ]
    data = ("--data", course / "cat" / "train", "--set", "training.iterations=60")
    done = run_main("train", "deep-cats", *data, *outs, "--out", folder / "s.py", "--json")
    assert [one["verified"] for one in json.loads(done.stdout)["models"]] == [True] * 5
    return folder


def _probabilities(text: str) -> np.ndarray:
    found = json.loads(text)["predictions"]
    return np.array([list(one["probabilities"].values()) for one in found])


def test_that_every_export_answers_alike_for_the_course_s_files(models: Path, course: Path) -> None:
    files = sorted((course / "cat" / "test").rglob("*.png"))
    first = _probabilities(run_main("predict", models / "n.npz", *files, "--json").stdout)
    for run, words, precise in (
        (run_main, ("predict", models / "n.safetensors"), 1e-12),
        (run_main, ("predict", models / "n.onnx"), 1e-5),
        (run_main, ("predict", models / "n.float64.onnx"), 1e-12),
        (run_main, ("predict", models / "s.py"), 1e-12),
        (_script, (models / "s.py",), 1e-9),
    ):
        found = _probabilities(run(*words, *files, "--json").stdout)
        np.testing.assert_allclose(found, first, rtol=0, atol=precise)
    raw = np.stack([np.asarray(Image.open(file).convert("RGB")) for file in files])
    session = onnxruntime.InferenceSession(models / "n.onnx")
    np.testing.assert_allclose(session.run(None, {"pictures": raw})[0], first, rtol=0, atol=1e-5)


def test_that_a_table_is_written_with_the_bad_files_in_it(
    models: Path, course: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"")
    good = course / "cat" / "test" / "cat" / "0010.png"
    done = run_main("predict", models / "n.npz", bad, good, "--csv", tmp_path / "a.csv", "--json")
    found = json.loads(done.stdout)["predictions"]
    assert found[0] == {"file": str(bad), "error": "empty file"}
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [(row["file"], row["error"]) for row in rows] == [
        (str(bad), "empty file"),
        (str(good), ""),
    ]
    assert float(rows[1]["cat"]) == found[1]["probabilities"]["cat"]


def test_that_a_failed_export_does_not_cost_the_results(tmp_path: Path) -> None:
    np.savez(tmp_path / "net.npz", X=np.zeros(3))
    quick = ("--set", "training.iterations=3", "--json")
    done = run_main("train", "flower", *quick, "--out", tmp_path / "net.py")
    assert done.returncode == 2
    assert "another file is there" in done.stderr
    assert len(json.loads(done.stdout)["costs"]) == 3


@pytest.fixture(scope="module")
def shapes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quick network of pictures, and one picture in a folder."""
    root = tmp_path_factory.mktemp("shapes")
    data = ("--set", "data.kind=shapes", "--set", "data.samples=12", "--set", "data.size=8")
    done = run_main(
        "train", "flower", *data, "--set", "training.iterations=3", "--out", root / "n.npz"
    )
    assert done.returncode == 0, done.stderr
    (root / "pictures").mkdir()
    Image.new("RGB", (9, 9), "red").save(root / "pictures" / "1.png")
    (root / "empty").mkdir()
    (root / "bad.png").write_text("no picture")
    return root


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_that_the_status_tells_whether_anything_was_answered(
    shapes: Path, more: tuple[str, ...]
) -> None:
    model = shapes / "n.npz"
    assert run_main("predict", model, shapes / "bad.png", shapes / "pictures").returncode == 0
    for words in (
        (shapes / "empty",),
        (shapes / "bad.png",),
        (shapes / "bad.png", shapes / "empty"),
    ):
        done = run_main("predict", model, *words, *more)
        assert done.returncode == 2
        assert "No picture could be answered" in done.stderr
        if more:
            errors = [one["error"] for one in json.loads(done.stdout)["predictions"]]
            assert len(errors) == len(words)
        else:
            assert len(done.stdout.splitlines()) == len(words)
    assert "no picture in this folder" in run_main("predict", model, shapes / "empty").stdout


def test_that_a_class_s_name_forges_no_line(shapes: Path, tmp_path: Path) -> None:
    with np.load(shapes / "n.npz") as stored:
        arrays = dict(stored)
    about = json.loads(str(arrays["layerbench"]))
    about["classes"] = [f"\x1b[2J{name}\nx.png: dogs\u202e" for name in about["classes"]]
    np.savez(tmp_path / "n.npz", **(arrays | {"layerbench": np.array(json.dumps(about))}))
    done = run_main("predict", tmp_path / "n.npz", shapes / "pictures")
    (line,) = done.stdout.splitlines()
    assert line.isprintable()
    assert "\\x1b[2J" in line


def test_that_the_rows_of_a_table_are_answered_and_keep_their_columns(tmp_path: Path) -> None:
    table, model = tmp_path / "houses.csv", tmp_path / "n.npz"
    areas = [30 + 37 * number % 101 for number in range(60)]
    rows = [(area, area % 5 + 1, ("A", "B")[area % 2], 1000 * area) for area in areas]
    lines = ["area;rooms;place;price", *(";".join(map(str, row)) for row in rows)]
    table.write_text("\n".join(lines))
    quick = ("--target", "price", "--set", "training.iterations=20", "--out", model, "--json")
    trained = run_main("train", table, *quick)
    assert trained.returncode == 0, trained.stderr
    done = run_main("predict", model, table, "--out", tmp_path / "a.csv", "--json")
    found = json.loads(done.stdout)["predictions"]
    assert [entry["row"] for entry in found] == list(range(1, 61))
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        answers = list(csv.DictReader(file, delimiter=";"))
    assert [tuple(row.values())[:4] for row in answers] == [tuple(map(str, row)) for row in rows]
    assert [float(row["predicted price"]) for row in answers] == [
        entry["numbers"]["price"] for entry in found
    ]
    written = run_main("predict", model, table, "--out", tmp_path / "a.csv").stdout
    assert written == f"wrote {tmp_path / 'a.csv'}: 60 rows answered\n"
    said = run_main("predict", model, table).stdout.splitlines()[20]
    typed = run_main(
        "predict", model, "--row", f"{areas[20]};{areas[20] % 5 + 1};{rows[20][2]}"
    ).stdout
    assert typed.partition(", row 1: ")[2] == said.partition(", row 21: ")[2] + "\n"
    (tmp_path / "bad.csv").write_text("area;rooms\n1;2\n")
    bad = run_main("predict", model, tmp_path / "bad.csv")
    assert bad.returncode == 2
    assert "the column place is missing" in bad.stderr
    assert run_main("predict", model).returncode == 2

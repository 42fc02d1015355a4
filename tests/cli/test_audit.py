"""Facts about the audit from the command line."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.cli.run_main import run_main

MAIN = Path(__file__).resolve().parents[2] / "main.py"


def _main(*words: object) -> subprocess.CompletedProcess[str]:
    return run_main("audit", *words)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("train/a/1", "train/b/2", "test/a/3", "test/b/4"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        pixels = np.random.RandomState(int(name[-1])).randint(0, 256, (20, 20, 3), np.uint8)
        Image.fromarray(pixels).save(tmp_path / f"{name}.png")
    (tmp_path / "train" / "a" / "bad\udcff\n.jpg").write_bytes(b"<html>")
    return tmp_path


def test_that_json_has_the_promised_keys(folder: Path) -> None:
    done = _main(folder / "train", "--test", folder / "test", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0
    assert found["classes"] == {"a": 1, "b": 1}
    assert found["test_classes"] == {"a": 1, "b": 1}
    assert found["skipped"] == [
        {"file": "a/bad\udcff\n.jpg", "reason": "this is a web page, not a picture"}
    ]
    assert (found["ignored"], found["duplicates"], found["baseline"]) == (0, [], 0.5)


def test_that_labels_are_ranked_by_networks_that_have_not_learned_them(tmp_path: Path) -> None:
    random = np.random.RandomState(1)
    for number in range(40):
        light = number % 2
        place = tmp_path / ("light" if light != (number == 7) else "dark")
        place.mkdir(exist_ok=True)
        pixels = random.randint(150 * light, 100 + 150 * light, (8, 8, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(place / f"{number}x.png")
    found = json.loads(_main(tmp_path, "--labels", 2, "--json").stdout)
    assert len(found["cross_validation"]["folds"]) == 2
    first = found["doubtful_labels"][0]
    assert (first["file"], first["given"], first["suggested"]) == ("dark/7x.png", "dark", "light")
    assert first["is_wrong"]
    assert first["given_probability"] < 0.5 < first["suggested_probability"]


def test_that_people_are_told_of_the_course_s_pictures(course: Path) -> None:
    done = _main(course / "cat")
    assert "cat/0146.png = test/cat/0017.png" in done.stdout
    assert "65.6 %" in done.stdout
    assert "Always answering cat gets 66.0 % of the test pictures right" in done.stdout
    assert "You picked a folder that holds" in done.stdout
    assert done.stderr.startswith("Looking")


def test_that_any_file_name_can_be_told(folder: Path) -> None:
    words = [sys.executable, str(MAIN), "audit", str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "a/bad\\xff\\n.jpg: this is a web page" in done.stdout


def test_that_a_missing_folder_is_refused_in_one_line(tmp_path: Path) -> None:
    done = _main(tmp_path / "none")
    assert done.returncode == 2
    assert "no such folder" in done.stderr.splitlines()[-1]
    assert done.stdout == ""


@pytest.mark.skipif(os.name == "nt", reason="no such signal there")
def test_that_ctrl_c_ends_it_without_a_trace(folder: Path) -> None:
    many = folder / "train" / "a"
    for number in range(3000):
        os.link(many / "1.png", many / f"copy{number}.png")
    words = [sys.executable, str(MAIN), "audit", str(folder)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        assert run.stderr is not None
        assert run.stderr.readline() == "Looking ...\n"
        run.send_signal(signal.SIGINT)
        _, rest = run.communicate(timeout=10)
    assert run.returncode == 130
    assert rest == "Stopped.\n"


def test_that_a_table_is_audited_by_its_columns(tmp_path: Path) -> None:
    rows = "".join(f"{i * 0.5},{i % 3},{'yes' if i % 3 else 'no'}\n" for i in range(60))
    (tmp_path / "t.csv").write_text("size,told,bought\n" + rows)
    found = json.loads(_main(tmp_path / "t.csv", "--json").stdout)
    assert found["classes"] == {"no": 20, "yes": 40}
    assert found["giveaways"] == ["told"]
    assert [column["role"] for column in found["columns"]] == ["number", "number", "target"]
    told = _main(tmp_path / "t.csv", "--target", "told").stdout
    assert "60 rows, of which told is learned" in told
    assert "bought tells told" not in told

"""report: a run written up by the command line, trained first where it is no finished run."""

import json
import shutil
from pathlib import Path

import html5lib
import pytest

from core.data.load import load
from core.experiment.settings import DataSettings, Experiment, TrainingSettings
from core.projects.data_inside import source_data
from core.projects.own_words import OwnWords
from core.projects.project import capture_project, write_project
from core.training.run import run
from tests.cli.run_main import run_main
from tests.noise_photos import noise_photos

SHORT = ("flower", "--set", "training.iterations=20")


def written(*words: object, out: Path) -> str:
    done = run_main("report", *words, "--out", out)
    assert (done.returncode, done.stderr) == (0, "")
    return out.read_text(encoding="utf-8")


def test_that_a_preset_is_trained_and_written_up(tmp_path: Path) -> None:
    out = tmp_path / "report.html"
    done = run_main("report", *SHORT, "--out", out, "--author", "Ada", "--json")
    answer = json.loads(done.stdout)
    assert answer["file"] == str(out)
    assert answer["bytes"] == out.stat().st_size
    assert (answer["author"], answer["iterations"], answer["trained"]) == ("Ada", 20, True)
    html5lib.HTMLParser(strict=True).parse(out.read_text(encoding="utf-8"))


def test_that_own_words_come_from_a_file(tmp_path: Path) -> None:
    words = tmp_path / "words.txt"
    words.write_text("Mine: a < b.", encoding="utf-8")
    page = written(*SHORT, "--words", words, "--title", "T", out=tmp_path / "report.html")
    assert "Mine: a &lt; b." in page
    assert "<h1>T</h1>" in page


def test_that_a_saved_run_and_a_network_are_reported_as_they_are(tmp_path: Path) -> None:
    saved, model = tmp_path / "run.npz", tmp_path / "model.npz"
    run_main("train", *SHORT, "--checkpoint", saved, "--out", model)
    of_run = written(saved, out=tmp_path / "run.html")
    of_model = written(model, out=tmp_path / "model.html")
    assert "The run made 20 of 20 updates." in of_run
    assert "not trained on here yet." in of_model
    table = of_run[of_run.index("<caption>Accuracy</caption>") :].partition("</table>")[0]
    assert table in of_model


def test_that_a_folder_of_pictures_is_written_up(tmp_path: Path) -> None:
    folder = noise_photos(tmp_path / "photos", ("ape", "bee"), 6)
    out = tmp_path / "report.html"
    words = ("--set", "training.iterations=3", "--set", "network.hidden=[3]")
    done = run_main("report", folder, *words, "--out", out)
    assert done.returncode == 0
    assert out.read_text(encoding="utf-8").count('src="data:image/png') > 8


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("flower", "--out", "report.txt"), "this ending is not known"),
        (("flower", "--out", "nowhere/report.html"), "there is no folder nowhere"),
        (("flower", "--out", "report.html", "--words", "none.txt"), "no such file or folder"),
        (("flower", "--out", "report.html", "--words", "net.npz"), "is a ZIP file, not a text"),
        (("flower", "--out", "report.html", "--seeds", "1"), "give a number from 2"),
        (("missing.layerbench", "--out", "report.html"), "no such file or folder"),
        (("deep-cats", "--out", "report.html"), "folder"),
    ],
)
def test_that_a_mistake_is_told_in_a_line_and_nothing_is_written(
    tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    (tmp_path / "net.npz").write_bytes(b"PK\3\4" + bytes(60))
    done = run_main("report", *words, where=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["net.npz"]


def test_that_a_saved_run_takes_no_other_settings(tmp_path: Path) -> None:
    saved, out = tmp_path / "run.npz", tmp_path / "report.html"
    run_main("train", *SHORT, "--checkpoint", saved)
    done = run_main("report", saved, "--set", "network.seed=2", "--out", out)
    assert done.returncode == 2
    assert "is a run already" in done.stderr
    assert not out.exists()


def test_that_pages_to_print_are_written_without_a_screen(tmp_path: Path, qapp) -> None:
    out = tmp_path / "report.pdf"
    done = run_main("report", *SHORT, "--out", out)
    assert done.returncode == 0
    assert out.read_bytes().startswith(b"%PDF")


def test_that_a_project_with_its_pictures_inside_is_reported_with_the_words_in_it(
    tmp_path: Path,
) -> None:
    folder = noise_photos(tmp_path / "photos", ("ape", "bee"), 6)
    settings = DataSettings(kind="pictures", folder=str(folder), size=8)
    experiment = Experiment(data=settings, training=TrainingSettings(iterations=4))
    dataset, project = load(settings), tmp_path / "apes.layerbench"
    words = OwnWords(author="Ada", analysis="Apes are not bees.")
    captured = capture_project(run(experiment, dataset), words)
    write_project(captured, project, source_data(settings, dataset))
    shutil.rmtree(folder)
    out = tmp_path / "report.html"
    done = run_main("report", project, "--out", out, "--json")
    answer = json.loads(done.stdout)
    assert (answer["trained"], answer["iterations"], answer["author"]) == (False, 4, "Ada")
    page = out.read_text(encoding="utf-8")
    assert "Apes are not bees." in page
    assert "The run made 4 of 4 updates." in page

"""Facts about exports that other programs run: their answers for files are the program's own."""

import dataclasses
import io
import json
import runpy
import subprocess
import sys
from contextlib import redirect_stdout
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from msgspec.structs import replace
from PIL import Image, PngImagePlugin

from core.data.images.read import read_picture
from core.errors import OutputError
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.models import exporters
from core.models.exporters import EXPORTERS, Exported, read_model, save
from core.models.formats import onnx_file
from core.models.formats.onnx_file import evaluate, run_onnx
from core.models.model import Model
from core.models.prediction import predict
from core.network.parameters import Parameters
from tests.core.models.conftest import Trained, train
from tests.deep_colours import files_of

pytestmark = pytest.mark.usefixtures("proved_here")


def _expected(model: Model, files: list[Path]) -> np.ndarray:
    return np.array([list(prediction.readings.values()) for prediction in predict(model, files)])


def _run(script: Path, *words: object) -> str:
    """Run the script in a process of its own, and return what it prints."""
    done = subprocess.run(
        [sys.executable, str(script), *map(str, words)],
        capture_output=True,
        text=True,
        check=True,
        cwd=script.parent,
    )
    return done.stdout


def _run_here(script: Path, *words: object) -> str:
    """Run the script as in a process of its own, but where its libraries are loaded already."""
    printed = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, redirect_stdout(printed):
        patch.setattr(sys, "argv", [*map(str, (script, *words))])
        patch.setattr(Image, "MAX_IMAGE_PIXELS", Image.MAX_IMAGE_PIXELS)  # the script sets it
        with pytest.raises(SystemExit) as end:
            runpy.run_path(str(script), run_name="__main__")
    assert end.value.code == 0
    printed.seek(0)
    return printed.read()


Script = tuple[Path, Exported]


@pytest.fixture(scope="session")
def script(photographer: Trained, tmp_path_factory: pytest.TempPathFactory) -> Script:
    """The script of a network of pictures, and what was proved of it."""
    model, X = photographer
    file = tmp_path_factory.mktemp("script") / "net.py"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "frozen", True, raising=False)  # as proved_here does
        return file, save(model, file, X)


def test_that_the_script_answers_for_files_of_every_kind_as_the_program(
    photographer: Trained, script: Script, picture_files: list[Path]
) -> None:
    model, (file, exported) = photographer[0], script
    answers = json.loads(_run_here(file, "--json", *picture_files))["predictions"]
    assert [answer["file"] for answer in answers] == [str(file) for file in picture_files]
    answered = np.array([list(answer["probabilities"].values()) for answer in answers])
    np.testing.assert_allclose(answered, _expected(model, picture_files), rtol=0, atol=1e-9)
    assert exported.largest_difference <= 1e-9
    assert list(answers[0]["probabilities"]) == list(model.classes)


def test_that_the_script_says_the_class_and_goes_on_after_a_bad_file(
    photographer: Trained, script: Script, tmp_path: Path
) -> None:
    model, (file, _) = photographer[0], script
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    Image.new("RGB", (9, 9), "red").save(good)
    bad.write_text("no picture")
    first, second = _run_here(file, bad, good).splitlines()
    (answer,) = predict(model, [good])
    assert "cannot identify" in first
    assert second == f"{good}: {answer.answered[0]} ({answer.readings[answer.answered[0]]:.1%})"


def test_that_a_packaged_program_proves_the_script_without_starting_itself(
    photographer: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, X = photographer
    canary = tmp_path / "program"
    canary.write_text(f"#!/bin/sh\ntouch {tmp_path}/started\n")
    canary.chmod(0o755)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(canary))
    # A windowed program has no terminal to write to.
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    before = sys.argv, sys.modules["__main__"]
    assert save(model, tmp_path / "net.py", X).largest_difference <= 1e-9
    assert not (tmp_path / "started").exists()
    assert (sys.argv, sys.modules["__main__"]) == before


def test_that_a_script_of_numbers_reads_lines_of_them(points: Trained, tmp_path: Path) -> None:
    model, X = points
    save(model, tmp_path / "net.py", X)
    np.savetxt(tmp_path / "x.csv", X.T, fmt="%.17g", delimiter=",")
    answers = json.loads(_run(tmp_path / "net.py", "--json", tmp_path / "x.csv"))["predictions"]
    answered = np.array([list(answer["probabilities"].values()) for answer in answers]).T
    np.testing.assert_allclose(answered, model.readings(X), rtol=0, atol=1e-12)


def test_that_onnxruntime_answers_for_raw_pictures_as_the_program(
    photographer: Trained, picture_files: list[Path], tmp_path: Path
) -> None:
    model, X = photographer
    save(model, tmp_path / "net.float64.onnx", X)
    assert isinstance(model.inputs, PictureInputs)
    raw = np.stack([read_picture(str(file), model.inputs) for file in picture_files])
    session = onnxruntime.InferenceSession(tmp_path / "net.float64.onnx")
    answered = session.run(["probabilities"], {"pictures": raw})[0]
    np.testing.assert_allclose(answered, _expected(model, picture_files), rtol=0, atol=1e-12)


def test_that_the_graph_carries_its_classes_and_its_experiment(
    photographer: Trained, tmp_path: Path
) -> None:
    model, X = photographer
    save(model, tmp_path / "net.float64.onnx", X)
    session = onnxruntime.InferenceSession(tmp_path / "net.float64.onnx")
    about = session.get_modelmeta().custom_metadata_map
    assert json.loads(about["classes"]) == list(model.classes)
    assert json.loads(about["experiment"])["data"]["size"] == 16
    assert session.get_inputs()[0].type == "tensor(uint8)"
    proto = onnx.load(tmp_path / "net.float64.onnx")
    assert {opset.version for opset in proto.opset_import} == {13}


def test_that_the_reference_evaluator_agrees_with_onnxruntime(
    photographer: Trained, tmp_path: Path
) -> None:
    model, X = photographer
    save(model, tmp_path / "net.float64.onnx", X)
    assert isinstance(model.inputs, PictureInputs)
    raw = np.stack([model.inputs.picture(x) for x in X.T])
    evaluated = evaluate(onnx.load(tmp_path / "net.float64.onnx"), raw)
    np.testing.assert_allclose(
        evaluated, run_onnx(tmp_path / "net.float64.onnx", raw), rtol=0, atol=1e-12
    )


def test_that_the_reference_evaluator_proves_a_graph_where_there_is_no_onnxruntime(
    photographer: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, X = photographer
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert save(model, tmp_path / "net.float64.onnx", X).largest_difference <= 1e-12
    assert onnx_file.LARGEST > 0


@pytest.mark.parametrize("ending", EXPORTERS)
def test_that_another_answer_is_told_and_the_old_file_stays(
    points: Trained, tmp_path: Path, ending: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    model, X = points
    target = tmp_path / f"net{ending}"
    target.write_bytes(b"old")
    monkeypatch.setattr(exporters, "_tried", lambda *_: 1e-2)
    with pytest.raises(OutputError, match="gives other answers"):
        save(model, target, X)
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"old"]


@pytest.mark.parametrize("ending", EXPORTERS)
@pytest.mark.parametrize("weight", [np.nan, 1e200])
def test_that_weights_whose_answers_are_no_numbers_are_never_written(
    points: Trained, tmp_path: Path, ending: str, weight: float
) -> None:
    model, X = points
    flat = model.parameters.flat.copy()
    flat[3] = weight
    broken = Model(
        model.experiment, model.inputs, model.classes, Parameters(model.parameters.sizes, flat=flat)
    )
    with pytest.raises(OutputError, match="diverged"):
        save(broken, tmp_path / f"net{ending}", X)
    assert list(tmp_path.iterdir()) == []


def test_that_a_script_never_replaces_arrays_of_somebody_s(points: Trained, tmp_path: Path) -> None:
    model, X = points
    np.savez(tmp_path / "net.npz", X=X)
    old = (tmp_path / "net.npz").read_bytes()
    with pytest.raises(OutputError, match="another file is there"):
        save(model, tmp_path / "net.py", X)
    assert (tmp_path / "net.npz").read_bytes() == old
    assert not (tmp_path / "net.py").exists()


@pytest.mark.parametrize("script", ["", "print('my own')\n"])
def test_that_a_script_never_replaces_the_weights_of_another_network(
    points: Trained, tmp_path: Path, script: str
) -> None:
    model, X = points
    other = dataclasses.replace(
        model, parameters=model.parameters.alike(model.parameters.flat * 0.5)
    )
    save(other, tmp_path / "net.npz", X)
    old = (tmp_path / "net.npz").read_bytes()
    if script:
        (tmp_path / "net.py").write_text(script)
    with pytest.raises(OutputError, match=r"net\.npz is needed .* another file is there"):
        save(model, tmp_path / "net.py", X)
    assert (tmp_path / "net.npz").read_bytes() == old


def test_that_a_script_and_its_weights_are_replaced_together(
    points: Trained, tmp_path: Path
) -> None:
    model, X = points
    other = dataclasses.replace(
        model, parameters=model.parameters.alike(model.parameters.flat * 0.5)
    )
    save(other, tmp_path / "net.py", X)
    exported = save(model, tmp_path / "net.py", X)
    assert (exported.file[-6:], exported.beside[-7:]) == ("net.py", "net.npz")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["net.npz", "net.py"]
    assert np.array_equal(read_model(tmp_path / "net.py").readings(X), model.readings(X))


def test_that_a_script_and_an_npz_of_the_same_name_share_one_right_file(
    points: Trained, tmp_path: Path
) -> None:
    model, X = points
    for ending in (".npz", ".py", ".npz", ".py"):
        save(model, tmp_path / f"net{ending}", X)
    for ending in (".py", ".npz"):
        answered = read_model(tmp_path / f"net{ending}").readings(X)
        assert np.array_equal(answered, model.readings(X))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["net.npz", "net.py"]


@pytest.mark.parametrize(("ending", "kind"), [(".onnx", 1), (".float64.onnx", 11)])
def test_that_a_graph_computes_in_the_precision_of_its_name(
    photographer: Trained, tmp_path: Path, ending: str, kind: int
) -> None:
    model, X = photographer
    exported = save(model, tmp_path / f"net{ending}", X)
    graph = onnx.load(tmp_path / f"net{ending}").graph
    assert {tensor.data_type for tensor in graph.initializer} == {kind}
    assert graph.output[0].type.tensor_type.elem_type == kind
    assert (exported.largest_difference > 1e-12) == (ending == ".onnx")
    remarks = [str(remark) for remark in read_model(tmp_path / f"net{ending}").remarks]
    assert any("float32" in remark for remark in remarks) == (ending == ".onnx")


def test_that_a_network_that_float32_changes_is_offered_float64(tmp_path: Path) -> None:
    model, _ = train(
        Experiment(
            data=DataSettings(kind="moons", samples=40),
            network=NetworkSettings(hidden=()),
            training=TrainingSettings(iterations=1),
        )
    )
    steep = Parameters((2, 1), flat=np.array([1e8, -1e8, 0.0]))
    model = Model(model.experiment, model.inputs, model.classes, steep)
    X = np.array([[1 + 1e-8, 1.0], [1.0, 1 + 1e-8]])
    with pytest.raises(OutputError, match=r"in float32 .* \.float64\.onnx"):
        save(model, tmp_path / "net.onnx", X)
    assert not (tmp_path / "net.onnx").exists()
    assert save(model, tmp_path / "net.float64.onnx", X).verified


def test_that_the_script_answers_alike_with_an_old_pillow(
    photographer: Trained, script: Script, picture_files: list[Path], tmp_path: Path
) -> None:
    """What Pillow 9.1 to 10.2 did otherwise is put back into the Pillow of here."""
    model, files = photographer[0], [*picture_files]
    for number, (low, high) in enumerate(((0, 4000), (100, 65_000), (3000, 3010))):
        files.append(tmp_path / f"deep{number}.png")
        levels = np.linspace(low, high, 900).reshape(30, 30).astype(np.uint16)
        Image.fromarray(levels).save(files[-1])
    with pytest.MonkeyPatch.context() as patch:
        patch.delattr(Image.Image, "has_transparency_data")
        patch.setitem(PngImagePlugin._MODES, (16, 0), ("I", "I;16B"))
        answers = json.loads(_run_here(script[0], "--json", *files))["predictions"]
    assert [answer["error"] for answer in answers if "error" in answer] == []
    answered = np.array([list(answer["probabilities"].values()) for answer in answers])
    np.testing.assert_allclose(answered, _expected(model, files), rtol=0, atol=1e-9)


def test_that_the_script_reads_16_bits_of_every_colour(
    photographer: Trained, tmp_path: Path
) -> None:
    photos, X = photographer
    inputs = replace(photos.inputs, grey_range=(900.0, 1300.0))
    model = Model(photos.experiment, inputs, photos.classes, photos.parameters)
    save(model, tmp_path / "net.py", X)
    files = []
    for name, data in files_of(np.random.RandomState(1).randint(1000, 1200, (9, 9, 3))).items():
        files.append(tmp_path / name)
        files[-1].write_bytes(data)
    answers = json.loads(_run_here(tmp_path / "net.py", "--json", *files))["predictions"]
    assert [answer["error"] for answer in answers if "error" in answer] == []
    answered = np.array([list(answer["probabilities"].values()) for answer in answers])
    np.testing.assert_allclose(answered, _expected(model, files), rtol=0, atol=1e-9)
    assert len({round(p, 6) for p in answered[:, 0]}) == 1


@pytest.mark.parametrize("library", ["numpy", "PIL"])
def test_that_the_script_names_a_library_that_is_too_old(tmp_path: Path, library: str) -> None:
    model, X = train(
        Experiment(
            data=DataSettings(kind="shapes", samples=12, size=6),
            training=TrainingSettings(iterations=1),
        )
    )
    save(model, tmp_path / "net.py", X)
    old = f"import {library}, PIL.Image, runpy; {library}.__version__ = '1.20.3'; "
    run = f"runpy.run_path({str(tmp_path / 'net.py')!r}, run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-c", old + run], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert f"needs {library}" in done.stderr
    assert "Traceback" not in done.stderr


def test_that_the_script_s_status_tells_whether_anything_was_answered(
    points: Trained, tmp_path: Path
) -> None:
    model, X = points
    save(model, tmp_path / "net.py", X)
    np.savetxt(tmp_path / "x.txt", X.T)

    def status(*names: str) -> int:
        words = [sys.executable, str(tmp_path / "net.py"), *(str(tmp_path / n) for n in names)]
        done = subprocess.run(words, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done.returncode

    assert status("gone.txt", "x.txt") == 0
    assert status("gone.txt") == 2
    (tmp_path / "net.npz").unlink()
    assert status("x.txt") == 2
    done = subprocess.run(
        [sys.executable, str(tmp_path / "net.py"), "x"], capture_output=True, text=True, check=False
    )
    assert "net.npz: the weights cannot be read" in done.stderr


def test_that_the_script_s_lines_are_not_forged(points: Trained, tmp_path: Path) -> None:
    model, X = points
    names = ("\x1b[2Ja\nx.txt: b", "=b")
    model = Model(model.experiment, model.inputs, names, model.parameters)
    save(model, tmp_path / "net.py", X)
    np.savetxt(tmp_path / "x.txt", X.T)
    lines = _run(tmp_path / "net.py", tmp_path / "x.txt").splitlines()
    assert len(lines) == X.shape[1]
    assert all(line.isprintable() for line in lines)

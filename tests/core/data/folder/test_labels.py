"""Facts about pictures with several labels: where they are written, and what is learned."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from core.data.audit.audit import audit
from core.data.facts import gather_facts
from core.data.folder import edits
from core.data.folder.items import list_samples
from core.data.folder.labels import are_labels
from core.data.load import load
from core.errors import DataError
from core.experiment.settings import DataSettings, Experiment, NetworkSettings, TrainingSettings
from core.models.exporters import read_model, save
from core.models.model import Model
from core.models.prediction import picture_files, predict_batch
from core.network.targets import CLASSES, LABELS
from core.training.run import run

NAMES = ("blue", "green", "red")


def _write(file: Path, labels: str, seed: int = 0) -> None:
    """Write a picture whose corners are lit in the colours that it is labelled with."""
    pixels = np.random.RandomState(seed).randint(0, 60, (8, 8, 3))
    for place, channel, name in ((0, 2, "blue"), (1, 1, "green"), (2, 0, "red")):
        if name in labels:
            pixels[4 * (place // 2) :, 4 * (place % 2) :, channel] += 150
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(pixels.astype(np.uint8)).save(file)


@pytest.fixture
def listed(tmp_path: Path) -> Path:
    """Write 40 pictures, and labels.csv with the labels of 39 of them and of one that is gone."""
    random, lines = np.random.RandomState(1), ["file,labels"]
    for number in range(40):
        labels = ";".join(name for name in NAMES if random.randint(2))
        _write(tmp_path / f"img/{random.randint(10**9)}x.png", labels, number)
    for file in sorted((tmp_path / "img").iterdir())[1:]:
        pixels = np.asarray(Image.open(file), np.int16)
        has = [pixels[..., 2].max() > 100, pixels[..., 1].max() > 100, pixels[..., 0].max() > 100]
        labels = ";".join(name for name, there in zip(NAMES, has, strict=True) if there)
        lines.append(f"img/{file.name},{labels}")
    (tmp_path / "labels.csv").write_text("\n".join([*lines, "img/gone.png,red", ""]))
    return tmp_path


def _settings(folder: Path, **more: object) -> DataSettings:
    return DataSettings(kind="pictures", folder=str(folder), size=8, **more)  # type: ignore[arg-type]


def test_that_a_table_gives_each_picture_its_labels(listed: Path) -> None:
    dataset = load(_settings(listed, test_share=0.2))
    assert dataset.targets is LABELS
    assert dataset.classes == NAMES
    assert dataset.test
    assert dataset.train.m + dataset.test.m == 39
    for samples in (dataset.train, dataset.test):
        for number, name in enumerate(samples.names):
            line = next(
                line for line in (listed / "labels.csv").read_text().split("\n") if name in line
            )
            assert [label in line for label in NAMES] == (samples.Y[:, number] > 0.5).tolist()
    assert sorted(str(skipped.reason) for skipped in dataset.skipped) == [
        "labels.csv has no line for it",
        "there is no such file",
    ]
    assert [remark.key for remark in dataset.remarks] == ["labels"]


def test_that_folders_whose_names_join_labels_give_them(tmp_path: Path) -> None:
    for number, name in enumerate(["red", "green", "green+red", "red+green", "blue + red"] * 3):
        _write(tmp_path / name / f"{number}x.png", name, number)
    dataset = load(_settings(tmp_path))
    assert dataset.classes == NAMES
    assert dataset.train.Y.sum(axis=1).tolist() == [3, 9, 12]
    classes = load(_settings(tmp_path, labels="none"))
    assert classes.targets is CLASSES
    assert len(classes.classes) == 5


@pytest.mark.parametrize(
    ("names", "setting", "wanted"),
    [
        (["cat", "dog", "cat+dog"], "auto", True),
        (["C", "C++"], "auto", False),
        (["salt+pepper", "sugar"], "auto", False),
        (["salt+pepper", "sugar"], "folders", True),
        (["cat", "dog", "cat+dog"], "none", False),
        (["a+", "+a", "a"], "auto", False),
    ],
)
def test_that_a_plus_in_a_name_joins_labels_where_another_shares_one(
    names: list[str], setting: str, wanted: bool
) -> None:
    assert are_labels(names, setting) is wanted


@pytest.mark.parametrize(
    "text",
    [
        "file,labels\na.png,red|green\nb.png,\n",
        "Image;Tags\na.png;red|green\nb.png;\n",
        'labels\tfilename\n"red;green"\ta.png\n\tb.png\n',
        "\ufefffile,labels\r\nA.PNG,green; red ;red\r\nb,\r\n",
    ],
    ids=["commas", "semicolons", "tabs", "without endings"],
)
def test_that_tables_of_labels_are_read_as_people_write_them(tmp_path: Path, text: str) -> None:
    for name in ("a.png", "b.png"):
        _write(tmp_path / name, "red" if name == "a.png" else "")
    (tmp_path / "labels.csv").write_text(text, encoding="utf-8", newline="")
    dataset = load(_settings(tmp_path))
    assert dataset.classes == ("green", "red")
    assert dict(zip(dataset.train.names, dataset.train.Y.T.tolist(), strict=True)) == {
        "a.png": [1.0, 1.0],
        "b.png": [0.0, 0.0],
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("name of it,what\nb.png,red\n", "does not name them"),
        ("file,labels\na.png,red\na.png,green\n", "line 3: a.png has other labels further up"),
        ("file,labels\na.png,\n", "no picture has a label"),
        ("file,labels\na.png,red\n", "gives all its pictures the class red"),
    ],
)
def test_that_a_table_that_cannot_be_used_is_refused_by_its_line(
    tmp_path: Path, text: str, words: str
) -> None:
    _write(tmp_path / "a.png", "red")
    (tmp_path / "labels.csv").write_text(text)
    with pytest.raises(DataError, match=words):
        load(_settings(tmp_path))
    with pytest.raises(DataError, match=r"other\.csv"):
        load(_settings(tmp_path, labels="other.csv"))
    (tmp_path / "other.csv").write_text("a,b\n1,2\n")
    with pytest.raises(DataError, match="must name the columns file and labels"):
        load(_settings(tmp_path, labels="other.csv"))


def test_that_a_table_of_single_labels_leaves_folders_the_classes(tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        for number in range(2):
            _write(tmp_path / name / f"{number}x.png", name, number + 5 * (name == "dog"))
    for text in ("file,labels\ncat/0x.png,cat\n", "id,breed\n0x,terrier;pug\n"):
        (tmp_path / "labels.csv").write_text(text)
        assert load(_settings(tmp_path)).targets is CLASSES


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("labels.csv", "filename,label\n0a.png,cat\n1b.png,dog\n2c.png,cat\n3d.png,dog\n"),
        ("train.csv", "id,breed\r\n0a,cat\r\n1b,dog\r\n2c,cat\r\n3d,dog\r\n"),
        ("any.csv", "Image;Class\n0A.PNG;cat\n1b.png;dog\n2c.png;cat\n3d.png;dog\n"),
        ("train.csv", "n,what,Label,f\n1,x,cat,0a\n2,y,dog,1b\n3,x,cat,2c\n4,z,dog,3d\n"),
        ("list.tsv", "0a.png\tcat\n1b.png\tdog\n2c.png\tcat\n3d.png\tdog\n"),
        ("train.csv", "f,y\n../input/0a.png,cat\nC:\\p\\1b.png,dog\n2c.png,cat\n3d.png,dog\n"),
    ],
    ids=["headed", "without endings", "semicolons", "columns", "no heads", "other folders"],
)
@pytest.mark.parametrize("inside", ["", "images/"])
def test_that_a_table_gives_pictures_in_one_folder_their_classes(
    tmp_path: Path, name: str, text: str, inside: str
) -> None:
    for number, letter in enumerate("abcd"):
        _write(tmp_path / f"{inside}{number}{letter}.png", "", number)
    (tmp_path / name).write_text(text, newline="")
    settings = _settings(tmp_path)
    dataset = load(settings)
    assert dataset.targets is CLASSES
    assert dataset.classes == ("cat", "dog")
    by_name = dict(zip(dataset.train.names, dataset.train.labels.tolist(), strict=True))
    pictures = [f"{inside}{number}{letter}.png" for number, letter in enumerate("abcd")]
    assert by_name == dict(zip(pictures, [0, 1, 0, 1], strict=True))
    assert str(dataset.remarks[0]) == f"2 classes of {name} (data.labels)."
    facts = gather_facts(settings)
    assert (facts.targets, facts.counts) == (CLASSES.name, {"cat": 2, "dog": 2})
    assert audit(str(tmp_path)).counts == {"cat": 2, "dog": 2}
    named = load(_settings(tmp_path, labels=name))
    assert (named.targets, named.classes) == (CLASSES, ("cat", "dog"))


def test_that_classes_of_a_table_are_corrected_and_left_out(tmp_path: Path) -> None:
    for number, letter in enumerate("abcdef"):
        _write(tmp_path / f"{number}{letter}.png", "", number)
    names = ("C++", "C++", "C", "C", "C", "C++")
    lines = [f"{n}{x},{name}" for n, (x, name) in enumerate(zip("abcdef", names, strict=True))]
    (tmp_path / "labels.csv").write_text("\n".join(["id,language", *lines]))
    settings = _settings(tmp_path, relabel={"0a.png": "C"}, leave_out=("5f.png",))
    items = {item.name: item for item in list_samples(settings, load(settings))}
    assert {name: item.class_name for name, item in items.items()} == {
        "0a.png": "C",
        "1b.png": "C++",
        **dict.fromkeys(("2c.png", "3d.png", "4e.png"), "C"),
        "5f.png": "",
    }


def test_that_of_several_tables_the_one_of_training_pictures_is_read(tmp_path: Path) -> None:
    for number in range(4):
        _write(tmp_path / f"train/{number}x.png", "", number)
        _write(tmp_path / f"test/{number}y.png", "", 10 + number)
    rows = "\n".join(f"{number}x,{('cat', 'dog')[number % 2]}" for number in range(4))
    (tmp_path / "train.csv").write_text(f"id,breed\n{rows}\n")
    (tmp_path / "sample_submission.csv").write_text("id,cat,dog\n0y,0.5,0.5\n1y,0.5,0.5\n")
    (tmp_path / "about.txt").write_text("Four pictures.\n")
    dataset = load(_settings(tmp_path))
    assert sorted(dataset.train.names) == [f"train/{number}x.png" for number in range(4)]
    with pytest.raises(DataError, match=r"train\.csv beside it says") as refused:
        load(_settings(tmp_path / "train"))
    assert refused.value.fixes[0].changes == {"data.folder": str(tmp_path)}


def test_that_a_table_of_pictures_that_is_opened_alone_offers_their_folder(tmp_path: Path) -> None:
    rows = ["file,label"]
    for number in range(12):
        _write(tmp_path / f"images/{number}p.png", "", number)
        rows.append(f"{number}p.png,{('mug', 'plate')[number % 2]}")
    table = tmp_path / "labels.csv"
    table.write_text("\n".join(rows))
    with pytest.raises(DataError, match="says what the pictures beside it are") as refused:
        load(DataSettings(kind="table", folder=str(table)))
    changes = {"data.kind": "pictures", "data.folder": str(tmp_path)}
    assert refused.value.fixes[0].changes == changes
    assert load(_settings(tmp_path)).classes == ("mug", "plate")


def test_that_folders_of_classes_are_read_whatever_a_table_says(tmp_path: Path) -> None:
    for number in range(4):
        _write(tmp_path / f"train/{'cat' if number % 2 else 'dog'}/{number}x.png", "", number)
    (tmp_path / "list.csv").write_text("file,class\n0x,dog\n1x,cat\n2x,dog\n3x,cat\n")
    with pytest.raises(DataError, match="one level too high"):
        load(_settings(tmp_path))
    (tmp_path / "train/list.csv").write_text("file,kind\n0x,a\n1x,a\n2x,b\n3x,b\n")
    assert load(_settings(tmp_path / "train")).classes == ("cat", "dog")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("day,rain\nMonday,3\nTuesday,4\n", r"does not name them: its first line is day,rain"),
        ("f,mean,sd\n0a,1,2\n1b,1,2\n2c,1,2\n", r"none of its other columns \(mean, sd\)"),
        ("f,time\n0a,12\n1b,13\n2c,14\n", "no two pictures have the same time"),
    ],
)
def test_that_a_table_which_does_not_say_what_pictures_are_is_refused(
    tmp_path: Path, text: str, words: str
) -> None:
    for number, letter in enumerate("abc"):
        _write(tmp_path / f"{number}{letter}.png", "", number)
    (tmp_path / "data.csv").write_text(text)
    with pytest.raises(DataError, match=words):
        load(_settings(tmp_path))


def test_that_a_network_learns_labels_and_its_exports_answer_them(
    listed: Path, tmp_path: Path
) -> None:
    data = _settings(listed, scaling="centred")
    experiment = Experiment(
        data=data,
        network=NetworkSettings(hidden=(8,)),
        training=TrainingSettings(iterations=300, learning_rate=1.0),
    )
    trainer = run(experiment, load(data))
    assert trainer.network.sizes[-1] == 3
    assert trainer.score_train().accuracy == 1.0
    model = Model.of(experiment, trainer.dataset, trainer.parameters)
    for ending in (".npz", ".onnx"):
        save(model, tmp_path / f"model{ending}", trainer.dataset.train.X[:, :])
        again = read_model(tmp_path / f"model{ending}")
        file = listed / trainer.dataset.train.names[5]
        (predicted,) = predict_batch(again, list(picture_files([file])))
        true = tuple(
            label
            for label, has in zip(NAMES, trainer.dataset.train.Y[:, 5], strict=True)
            if has > 0.5
        )
        assert predicted.answered == true


def test_that_labels_are_corrected_one_by_one_and_only_by_known_ones(listed: Path) -> None:
    settings = _settings(listed)
    items = list_samples(settings, load(settings))
    item = next(item for item in items if item.class_name == "blue+red")
    changed = edits.toggle_label(edits.toggle_label(settings, [item], "blue"), [item], "green")
    assert changed.relabel == {item.name: "green+red"}
    again = {one.name: one.class_name for one in list_samples(changed, load(changed))}
    assert again[item.name] == "green+red"
    with pytest.raises(DataError, match="choose one of blue, green, red"):
        load(_settings(listed, relabel={item.name: "green+pink"}))


def test_that_audit_and_facts_count_labels(listed: Path) -> None:
    found = audit(str(listed))
    assert found.labels == NAMES
    assert sum(found.counts.values()) > 39
    assert found.baseline is None
    assert len(found.skipped) == 2
    facts = gather_facts(_settings(listed))
    assert (facts.targets, facts.m, set(facts.counts)) == (LABELS.name, 39, set(NAMES))

"""Facts about pictures that belong together, and which side of the split they are on."""

import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from core.data.dataset import Dataset
from core.data.folder.groups import Grouping, group, kinds_of
from core.data.folder.scan import FoundFile
from core.data.load import load
from core.data.split import split, split_groups
from core.errors import DataError
from core.experiment.settings import DataSettings

EVERY = kinds_of(DataSettings())


def _grouped(*names: str, kinds=EVERY, taken: dict[str, float] | None = None) -> Grouping:
    files = [FoundFile("", name, name.partition("/")[0]) for name in names]
    times = [(taken or {}).get(name) for name in names]
    return group(files, [os.fsencode(name) for name in names], times, list, kinds)


def _lots(names, grouping: Grouping) -> list[set[str]]:
    """Return the groups of two or more, each as the set of its names."""
    lots: dict[int, set[str]] = {}
    for name, number in zip(names, grouping.numbers.tolist(), strict=True):
        lots.setdefault(number, set()).add(name)
    return [lot for lot in lots.values() if len(lot) > 1]


def _frames(class_name: str, stem: str, numbers) -> list[str]:
    return [f"{class_name}/{stem}{number}.jpg" for number in numbers]


@pytest.mark.parametrize("form", ["{}_{:04d}", "{}-{}", "{} ({})", "{}frame{:03d}", "{}.{}"])
def test_that_names_which_count_on_are_one_series(form: str) -> None:
    films = [
        [f"{name}/{form.format(f'film{film}', frame)}.jpg" for frame in range(5, 35)]
        for film, name in enumerate("aabbab")
    ]
    names = [name for film in films for name in film]
    grouping = _grouped(*names)
    assert _lots(names, grouping) == [set(film) for film in films]
    assert [kind.kind for kind in grouping.found] == ["name"]
    assert grouping.found[0].sizes == (30,) * 6


@pytest.mark.parametrize(
    "names",
    [
        [*_frames("a", "IMG_", range(1000, 1040)), *_frames("b", "IMG_", range(1040, 1080))],
        [*_frames("cat", "cat.", range(100)), *_frames("dog", "dog.", range(100))],
        [*_frames("cats", "Cat ", range(40)), *_frames("cats", "x", range(60)), "dog/x1.png"],
        [*_frames("a", "DSC0", range(10)), *_frames("a", "IMG_", range(9)), "a/u.png", "b/v.png"],
        [*_frames("a", "", range(9)), *_frames("b", "", range(9))],
        [*_frames("a", "IMG_20230501_", (101010, 113040, 155901)), "a/1.png", "b/2.png"],
        [*_frames("a", "sparrow_s_", (4, 90, 801, 1233)), "a/x.png", "b/y.png"],
        [*_frames("a", "2023-05-", range(1, 30)), *_frames("b", "2024-05-", range(1, 30))],
    ],
    ids=["camera", "class", "classes", "two cameras", "numbers", "times", "sparse", "days"],
)
def test_that_names_which_only_look_like_series_are_none(names: list[str]) -> None:
    assert _lots(names, _grouped(*names)) == []


def test_that_a_group_of_more_than_half_a_class_is_told_and_not_used() -> None:
    names = [*_frames("a", "film1_", range(30)), *_frames("a", "film2_", range(10)), "b/x", "b/y"]
    grouping = _grouped(*names)
    assert _lots(names, grouping) == [set(names[30:40])]
    (large,) = grouping.too_large
    assert (large.kind, large.sizes, large.example) == ("name", (30,), "film1_0")
    assert "more than half of a class" in " ".join(map(str, grouping.remarks()))


def test_that_folders_within_a_class_are_groups_below_what_all_of_it_lie_in() -> None:
    names = [
        f"{name}/{outside}film{film}/{frame}x.jpg"
        for name, outside in (("a", ""), ("b", "all/"))
        for film in range(3)
        for frame in range(4)
    ]
    grouping = _grouped(*names, "a/alone.jpg")
    assert sorted(map(len, _lots([*names, "a/alone.jpg"], grouping))) == [8, 8, 8]


def test_that_a_burst_is_one_group_and_pictures_minutes_apart_are_none() -> None:
    names = [f"{name}/{letter}.jpg" for name in "ab" for letter in "qrstuvwx"]
    taken = {"a/q.jpg": 10.0, "a/r.jpg": 11.5, "a/s.jpg": 13.0, "a/t.jpg": 90.0, "b/q.jpg": 190.0}
    assert _lots(names, _grouped(*names, taken=taken)) == [{"a/q.jpg", "a/r.jpg", "a/s.jpg"}]
    everything_at_once = dict.fromkeys(names, 5.0)
    assert _lots(names, _grouped(*names, taken=everything_at_once)) == []


NAMES = st.lists(
    st.builds(
        lambda name, within, stem, number, ending: f"{name}/{within}{stem}{number}{ending}",
        st.sampled_from("ab"),
        st.sampled_from(("", "one/", "two/deep/")),
        st.sampled_from(("IMG_", "film1_", "f2-", "", "a", "é", "(", "\udcff")),
        st.integers(0, 30),
        st.sampled_from((".jpg", ").png", "", ".", "x.jpg")),
    ),
    min_size=1,
    max_size=25,
    unique=True,
)


@given(NAMES, st.sets(st.sampled_from(EVERY)))
def test_that_whatever_files_are_called_no_group_is_more_than_half_of_a_class(names, kinds) -> None:
    grouping = _grouped(*names, kinds=tuple(kinds))
    assert len(grouping.numbers) == len(names)
    for lot in _lots(names, grouping):
        for name in "ab":
            mine = sum(file.startswith(name) for file in lot)
            assert mine <= sum(file.startswith(name) for file in names) / 2


@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 12)), min_size=2, max_size=60),
    st.floats(0.01, 0.9),
    st.integers(0, 99),
)
def test_that_groups_stay_whole_and_every_class_is_on_both_sides(samples, share, seed) -> None:
    labels, groups = np.array(samples).T
    try:
        train, test = split_groups(labels, groups, share, seed, "abc")
    except DataError as refused:
        assert "The class" in str(refused)  # noqa: PT017  it may be refused, in words
        return
    assert sorted([*train, *test]) == list(range(len(labels)))
    assert not set(groups[train]) & set(groups[test])
    assert set(labels[train]) == set(labels[test]) == set(labels)


@given(st.lists(st.integers(2, 40), min_size=1, max_size=4), st.integers(0, 99))
def test_that_groups_of_one_are_shared_out_as_evenly_as_samples(counts, seed) -> None:
    labels = np.repeat(np.arange(len(counts)), counts)
    _, test = split_groups(labels, np.arange(len(labels)), 0.3, seed)
    _, alone = split(labels, 0.3, seed)
    both = [np.bincount(labels[side], minlength=len(counts)) for side in (test, alone)]
    assert np.abs(both[0] - both[1]).max() <= 1


def _write_films(folder: Path, name: str = "film{film}_{frame:04d}", films: int = 4) -> None:
    """Write films of five frames, near copies of each other, half of them in each class."""
    random = np.random.RandomState(0)
    for film in range(films):
        scene = np.kron(random.randint(0, 255, (8, 8, 3)), np.ones((4, 4, 1)))
        place = folder / ("open" if film % 2 else "closed")
        place.mkdir(exist_ok=True, parents=True)
        for frame in range(5):
            pixels = np.clip(scene + random.randint(-5, 6, scene.shape), 0, 255)
            file = place / f"{name.format(film=film, frame=frame, word=random.randint(10**9))}.png"
            Image.fromarray(pixels.astype(np.uint8)).save(file)


def _sides(folder: Path, **settings: object) -> tuple[Dataset, set[str], set[str]]:
    kind = {"kind": "pictures", "folder": str(folder), "test_share": 0.5, "size": 32}
    dataset = load(DataSettings(**kind, **settings))  # type: ignore[arg-type]
    assert dataset.test
    return dataset, set(dataset.train.names), set(dataset.test.names)


@pytest.mark.parametrize("name", ["film{film}_{frame:04d}", "film{film}/{word}", "{film}x{word}x"])
def test_that_films_are_split_whole_by_folder_by_name_and_by_what_they_show(
    tmp_path: Path, name: str
) -> None:
    for film in range(4) if "/" in name else ():
        (tmp_path / ("open" if film % 2 else "closed") / f"film{film}").mkdir(parents=True)
    _write_films(tmp_path, name)
    dataset, train, test = _sides(tmp_path)
    (told,) = [str(remark) for remark in dataset.remarks if remark.key == "groups"]
    assert "4 " in told
    assert "of 5 pictures" in told

    def films(names: set[str]) -> set[str]:
        return {name.split("/")[1].lstrip("film")[0] for name in names}

    assert not films(train) & films(test)
    assert len(train) == len(test) == 10


def test_that_without_groups_every_picture_is_drawn_alone_as_before(tmp_path: Path) -> None:
    _write_films(tmp_path)
    dataset, train, test = _sides(tmp_path, groups="none")
    files = sorted((*train, *test), key=lambda name: name.split("/")[1])
    labels = np.array(["closed/" not in name for name in files], np.intp)
    _, alone = split(labels, 0.5, 1, contents=np.arange(len(files)))
    assert [files[place] for place in alone] == list(dataset.test.names if dataset.test else ())
    assert not [remark for remark in dataset.remarks if remark.key.startswith("groups")]


def test_that_a_list_of_kinds_uses_no_other(tmp_path: Path) -> None:
    _write_films(tmp_path)
    dataset, *_ = _sides(tmp_path, groups=("time", "subfolder"))
    assert not [remark for remark in dataset.remarks if remark.key.startswith("groups")]


def test_that_two_drawings_with_few_strokes_are_no_copies(tmp_path: Path) -> None:
    random = np.random.RandomState(5)
    for number in range(24):
        drawing = Image.new("L", (32, 32), 255)
        corners = [
            (16 + side * random.randint(5, 9), y) for side, y in ((-1, 6), (1, 16), (-1, 26))
        ]
        ImageDraw.Draw(drawing).line(corners, fill=0)
        place = tmp_path / ("open" if number % 2 else "closed")
        place.mkdir(exist_ok=True)
        drawing.save(place / f"{random.randint(10**9)}x.png")
    dataset, *_ = _sides(tmp_path)
    assert not [remark for remark in dataset.remarks if remark.key.startswith("groups")]


@pytest.mark.parametrize("ending", ["jpg", "avif"])
def test_that_the_times_of_a_burst_are_read_from_exif(tmp_path: Path, ending: str) -> None:
    random = np.random.RandomState(0)
    for number in range(12):
        exif = Image.Exif()
        details = exif.get_ifd(0x8769)
        burst = number // 3
        details[0x9003] = f"2023:05:01 10:{burst:02d}:{number % 3:02d}"
        details[0x9291] = "50\0"
        place = tmp_path / ("open" if burst % 2 else "closed")
        place.mkdir(exist_ok=True)
        pixels = random.randint(0, 256, (32, 32, 3)).astype(np.uint8)
        Image.fromarray(pixels).save(
            place / f"{random.randint(10**9)}x.{ending}", exif=exif.tobytes()
        )
    dataset, train, _ = _sides(tmp_path)
    (told,) = [str(remark) for remark in dataset.remarks if remark.key == "groups"]
    assert "4 bursts of 3 pictures by their times" in told
    assert len(train) == 6

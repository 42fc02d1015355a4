"""Facts about experiments: what they accept, and their file form."""

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.data.load import load
from core.errors import DataError, ExperimentError
from core.experiment.presets import load_experiment, preset, preset_names, presets_by_week
from core.experiment.settings import (
    OF_ONE_DATA_SET,
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.experiment.toml import (
    from_toml,
    parse_value,
    read_experiment,
    to_toml,
    with_setting,
    with_settings,
)
from core.network.activations import ACTIVATIONS
from core.network.optimisers import OPTIMISERS
from core.network.schedules import SCHEDULES

# all that UTF-8 can hold; `codec="utf-8"` would try every one of them first
LETTERS = st.characters(exclude_categories=["Cs"])
EXPERIMENTS = st.builds(
    Experiment,
    title=st.text(LETTERS, max_size=20),
    data=st.builds(
        DataSettings,
        kind=st.sampled_from(["flower", "pictures"]),
        folder=st.text(LETTERS, max_size=20),
        samples=st.none() | st.integers(2, 1000),
        noise=st.none() | st.floats(0, 10),
    ),
    network=st.lists(st.sampled_from(list(ACTIVATIONS)), max_size=8).map(
        lambda names: NetworkSettings(hidden=(3,) * len(names), activation=tuple(names))
    ),
    training=st.builds(
        TrainingSettings,
        learning_rate=st.floats(1e-9, 1000),
        epochs=st.none() | st.integers(1, 9),
        batch_size=st.integers(0, 99),
        keep_probability=st.floats(0.1, 1),
        schedule=st.sampled_from(list(SCHEDULES)),
        optimiser=st.sampled_from(list(OPTIMISERS)),
    ),
)


@given(EXPERIMENTS)
def test_that_an_experiment_comes_back_from_its_file_form(experiment: Experiment) -> None:
    assert from_toml(to_toml(experiment)) == experiment


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("training.learning_rate", "abc", "a number above 0 and up to 1000"),
        ("training.learning_rate", 0, "a number above 0"),
        ("training.learning_rate", float("nan"), "a number above 0"),
        ("training.learning_rate", float("inf"), "a number above 0"),
        ("training.iterations", 0, "a whole number from 1"),
        ("training.iterations", 1.5, "a whole number"),
        ("network.hidden", [3] * 9, "at most 8"),
        ("network.hidden", [0], "from 1 to 10000"),
        ("network.seed", -1, "from 0 to"),
        ("network.scale", 11, "from 0 to 10"),
        ("network.activation", "rely", "relu"),
        ("network.initialisation", "random", "xavier"),
        ("network.precision", "float16", "float32"),
        ("training.momentum", 1, "from 0 to below 1"),
        ("training.keep_probability", 0, "above 0 and up to 1"),
        ("training.keep_probability", [0.5, 2], "above 0 and up to 1"),
        ("training.keep_probability", [0.5, 0.5], "2 shares for 1 hidden"),
        ("training.schedule", "sawtooth", "cosine"),
        ("training.dropout_masks", "none", "fixed"),
        ("training.l2", -1, "from 0"),
        ("data.colour", "yes", "true or false"),
        ("data.grey_range", "mesured", "one of full, measured, or two numbers in brackets"),
        ("data.grey_range", [5], "two numbers in brackets, the smaller first, as in [0, 4095]"),
        ("data.leave_out", 5, "a list, each of it a text in quotation marks"),
        ("data.relabel", "x", 'pairs in braces, as in {"cats/1.png" = "dogs"}'),
        ("training.lerning_rate", 1, "training.learning_rate"),
        ("training", 3, "training"),
    ],
)
def test_that_a_setting_that_cannot_be_is_named_with_what_it_takes(
    key: str, value: object, said: str
) -> None:
    with pytest.raises(ExperimentError) as problem:
        with_setting(Experiment(), key, value)
    assert key in str(problem.value)
    assert said in str(problem.value)
    assert "\n" not in str(problem.value)


def test_that_an_activation_list_of_another_length_is_refused() -> None:
    with pytest.raises(ExperimentError, match="2 activations for 1 hidden"):
        with_setting(Experiment(), "network.activation", ["relu", "tanh"])


def test_that_layers_and_their_activations_change_together() -> None:
    both = {"hidden": [3, 2], "activation": ["relu", "tanh"]}
    network = with_setting(Experiment(), "network", both).network
    assert (network.hidden, network.activation) == ((3, 2), ("relu", "tanh"))
    assert network.seed == Experiment().network.seed


def test_that_a_test_folder_and_a_test_share_exclude_each_other() -> None:
    with pytest.raises(ExperimentError, match="keep one"):
        with_settings(Experiment(), {"data.test_folder": "x", "data.test_share": 0.2})


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.1", 0.1), ("[3, 2]", [3, 2]), ("true", True), ("relu", "relu"), ('"relu"', "relu")],
)
def test_that_a_word_of_the_command_line_is_toml_or_plain_text(text: str, value: object) -> None:
    assert parse_value(text) == value


@pytest.mark.parametrize(
    ("key", "text", "value"),
    [
        ("data.positive_class", "1", "1"),
        ("data.folder", "2024", "2024"),
        ("data.folder", "true", "true"),
        ("data.folder", "1e3", "1e3"),
        ("data.folder", '"quoted"', "quoted"),
        ("data.test_folder", "2024-01-01", "2024-01-01"),
        ("data.kind", "pictures", "pictures"),
        ("data.storage", "bytes", "bytes"),
        ("network.activation", '["relu"]', ["relu"]),
        ("training.learning_rate", ".01", 0.01),
        ("training.learning_rate", "1e-3", 1e-3),
        ("training.learning_rate", "1.", 1.0),
        ("training.learning_rate", "nine", "nine"),
        ("training.iterations", "1e3", 1000),
        ("training.iterations", "2500.0", 2500),
        ("training.iterations", "2.5", 2.5),
        ("data.samples", "1E3", 1000),
        ("data.seed", "9007199254740993", 9007199254740993),
        ("training.keep_probability", ".5", 0.5),
        ("network.hidden", "[3, 2]", [3, 2]),
        ("no.such", "x", "x"),
    ],
)
def test_that_a_setting_takes_a_word_by_its_own_type(key: str, text: str, value: object) -> None:
    parsed = parse_value(text, key)
    assert (type(parsed), parsed) == (type(value), value)


def test_that_a_number_of_5000_digits_is_refused_in_a_sentence() -> None:
    with pytest.raises(ExperimentError, match=r"training\.iterations = .* cannot be used"):
        with_setting(Experiment(), "training.iterations", parse_value("9" * 5000))


def test_that_a_folder_longer_than_a_path_may_be_is_kept_for_the_data_to_refuse(
    tmp_path: Path,
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(f'[data]\nkind = "pictures"\nfolder = "{"x" * 5000}"\n')
    with pytest.raises(DataError, match="its path is too long for this system"):
        load(read_experiment(file).data)


def test_that_a_relative_folder_is_looked_for_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "photos").mkdir()
    file = tmp_path / "mine.toml"
    file.write_text('[data]\nkind = "pictures"\nfolder = "photos"\n')
    assert read_experiment(file).data.folder == str(tmp_path / "photos")


@pytest.mark.parametrize("content", [b"\xff\xfe", b"[data", b'[data]\nkind = "', b"[data]\nx = 1"])
def test_that_a_damaged_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "mine.toml"
    file.write_bytes(content)
    with pytest.raises(ExperimentError, match=r"mine\.toml"):
        read_experiment(file)


@pytest.mark.parametrize("name", preset_names())
def test_that_a_preset_is_a_valid_experiment_with_a_title_and_a_lesson(name: str) -> None:
    found = preset(name)
    assert found.title
    assert found.lesson.endswith(".")
    assert found.course.startswith("Course ")


def test_that_the_course_has_all_presets_week_by_week_with_the_simple_ones_first() -> None:
    weeks = presets_by_week()
    assert list(weeks) == sorted(weeks)
    assert sorted(name for names in weeks.values() for name in names) == [*preset_names()]
    assert weeks["Course 1, week 4"] == ["two-layer-cats", "deep-cats", "four-layers"]
    assert weeks["Course 2, week 2"][0] == "moons-gd"


def test_that_an_unknown_name_lists_the_presets() -> None:
    with pytest.raises(ExperimentError, match="deep-cats, flower, football"):
        load_experiment("deep-dogs")


def test_that_a_pipe_is_no_experiment(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.toml")
    with pytest.raises(ExperimentError, match="not an ordinary file"):
        read_experiment(tmp_path / "pipe.toml")


@pytest.mark.parametrize("text", ["title=\udcff", "a = " + "[" * 100_000])
def test_that_a_text_that_no_file_can_hold_is_refused(text: str) -> None:
    with pytest.raises(ExperimentError, match="not TOML"):
        from_toml(text)


def test_that_a_mark_before_the_first_letter_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b'\xef\xbb\xbftitle = "mine"\n')
    assert read_experiment(tmp_path / "mine.toml").title == "mine"


def test_that_iterations_are_refused_where_epochs_count() -> None:
    with pytest.raises(ExperimentError, match=r"Change training\.epochs"):
        with_setting(preset("moons-adam"), "training.iterations", 50)


OF_ANY_DATA = {
    *("kind", "folder", "test_folder", "test_share", "train_share", "split_seed"),
    *("size", "colour", "fit", "background", "grey_range", "scaling", "flatten", "storage"),
    *("category_code", "missing"),
    *("samples", "test_samples", "noise", "seed"),
}


def test_that_every_setting_of_data_is_of_one_data_set_or_of_any() -> None:
    """A new one is to be put into OF_ONE_DATA_SET, or here."""
    assert OF_ANY_DATA.isdisjoint(OF_ONE_DATA_SET)
    assert OF_ANY_DATA | {*OF_ONE_DATA_SET} == {*DataSettings.__struct_fields__}


def test_that_other_data_begin_without_the_names_of_those_before() -> None:
    named = with_settings(
        Experiment(),
        {
            "data.positive_class": "cat",
            "data.leave_out": ["cat/1.png"],
            "data.points": [[0.0, 1.0, 0]],
            "data.class_names": ["a", "b"],
            "data.relabel": {"cat/2.png": "dog"},
            "data.test_pictures": ["cat/3.png"],
            "data.train_pictures": ["cat/4.png"],
            "data.kept_labels": ["cat/5.png"],
            "data.target": ["price"],
            "data.columns": {"zip": "category"},
            "data.level": "top",
            "data.labels": "tags.csv",
            "data.groups": "none",
            "training.class_weights": {"cat": 4.0},
        },
    )
    usual = DataSettings()
    assert all(getattr(named.data, name) != getattr(usual, name) for name in OF_ONE_DATA_SET)
    assert with_settings(named, named.without_names()) == Experiment()
    balanced = with_setting(Experiment(), "training.class_weights", "balanced")
    assert with_settings(balanced, balanced.without_names()) == balanced


def test_that_a_setting_which_is_a_dict_is_taken_whole_and_a_group_in_part() -> None:
    one = with_setting(Experiment(), "data.relabel", {"cat/1.png": "dog"})
    other = with_setting(one, "data.relabel", {"cat/2.png": "dog"})
    assert other.data.relabel == {"cat/2.png": "dog"}
    assert with_setting(other, "data", {"size": 8}).data.relabel == {"cat/2.png": "dog"}
    assert with_setting(other, "data", {"relabel": {}}).data.relabel == {}

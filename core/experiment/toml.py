"""The file form of an experiment (TOML), and the change of one setting by its key."""

import codecs
import os
import re
import reprlib
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import msgspec
import tomli_w
from msgspec.structs import replace

from core.errors import ExperimentError, LayerbenchError
from core.experiment.limits import describe_type, value_types
from core.experiment.settings import Experiment, Settings
from core.files import shown
from core.messages import Message, listed
from core.open_file import open_regular_file, problem_of

# A file of more bytes is no experiment: 20,000 marked pictures take a few million.
LONGEST = 64_000_000
# Those that decide the numbers of a run.
GROUPS_OF_RUN = ("data", "network", "training")
# No key of an experiment has as many parts; the reader's time grows with their square.
_PARTS = 8
_DIGITS = 400
# What may hold any characters: texts of four kinds, and comments.
_TEXTS = re.compile(
    r'"""(?:\\.|[^\\])*?(?:"""|\Z)'
    r"|'''.*?(?:'''|\Z)"
    r'|"(?:\\[^\n]|[^"\\\n])*+"?'
    r"|'[^'\n]*+'?"
    r"|#[^\n]*+",
    re.DOTALL,
)
_NAME = r"[^\s.=,{}\[\]]"
_LONG_KEY = re.compile(rf"(?<!{_NAME})(?:{_NAME}++[ \t]*+\.[ \t]*+){{{_PARTS}}}")
_TYPOGRAPHIC = re.compile("[“”„‘’«»]")
_LONG_NUMBER = re.compile(rf"[0-9][0-9A-Fa-f_xob]{{{_DIGITS}}}")
_WINDOWS = re.compile(r"[A-Za-z]:|\\")
_BACKSLASH = re.compile(r'"[^"\n]*\\')
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.I)


def from_toml(text: str) -> Experiment:
    """Read an experiment from TOML.

    Raises ExperimentError naming the key, what is wrong with it, and what it takes.
    """
    return to_experiment(toml_values(text))


def toml_values(text: str) -> dict[str, Any]:
    """Read the values of a TOML text, as dicts of dicts.

    Raises ExperimentError naming the line and what is wrong with it.
    """
    _check_plain(text)
    try:
        values: dict[str, Any] = msgspec.toml.decode(text.encode())
    except (msgspec.DecodeError, RecursionError, ValueError) as problem:
        raise _not_toml(text, str(problem)) from None
    return values


def to_experiment(values: Any) -> Experiment:
    """Make an experiment of the values of its settings, as dicts of dicts.

    Raises ExperimentError naming the key, what is wrong with it, and what it takes.
    """
    if isinstance(values, dict):
        _check_folders(values)
    return _validated(values)


def _check_plain(text: str) -> None:
    """Refuse what the reader of TOML would take very long for, or cannot hold."""
    bare = _TEXTS.sub("s", text)
    if _LONG_KEY.search(bare):
        raise ExperimentError(
            "A key or a table has more than {parts} parts: no setting is called so.", parts=_PARTS
        )
    if _LONG_NUMBER.search(bare):
        raise ExperimentError(
            "A number has more than {digits} digits: no setting takes it.", digits=_DIGITS
        )


def _not_toml(text: str, problem: str) -> ExperimentError:
    """Say what is wrong with a text that is no TOML: backslashes of a path by their cause."""
    number = re.search(r"line (\d+)", problem)
    lines = text.split("\n")
    line = int(number[1]) if number else 0
    if 0 < line <= len(lines) and _BACKSLASH.search(lines[line - 1]):
        return ExperimentError(
            "Line {line}: in double quotes a backslash does not stand for itself. Put the path "
            "in 'single quotes', or write / in place of each backslash.",
            line=line,
        )
    if 0 < line <= len(lines) and (marks := _TYPOGRAPHIC.findall(lines[line - 1])):
        return ExperimentError(
            "Line {line}: {mark} is no quotation mark of TOML. Write straight ones, as in "
            'kind = "moons".',
            line=line,
            mark=marks[0],
        )
    if text.lstrip().startswith("{"):
        return ExperimentError(
            "This is JSON, not TOML: write [data] on a line, and below it kind = ... and so on."
        )
    if re.search(r"Cannot (?:declare|overwrite)", problem) and line:
        return ExperimentError(
            "Line {line}: this is there already, further above: leave one of them out.", line=line
        )
    return ExperimentError("This is not TOML: {problem}.", problem=problem)


def _check_folders(values: dict[str, Any]) -> None:
    """Refuse a folder whose backslashes were read as line ends, tabs and the like."""
    data = values.get("data")
    for name in ("folder", "test_folder"):
        folder = data.get(name) if isinstance(data, dict) else None
        if not isinstance(folder, str) or not _WINDOWS.match(folder):
            continue
        if any(mark in folder for mark in "\a\b\t\n\f\r\x1b"):
            raise ExperimentError(
                "data.{name}: in double quotes a backslash does not stand for itself. Put the path "
                "in 'single quotes', or write / in place of each backslash.",
                name=name,
            )


def to_toml(experiment: Experiment) -> str:
    """Return an experiment as TOML; settings that have no value are left out.

    Raises ExperimentError where it is too long to be read again.
    """
    text = tomli_w.dumps(experiment_values(experiment))
    check_length(text)
    return text


def check_length(text: str) -> None:
    """Raise ExperimentError where a text is too long to be read again by `read_text`."""
    if len(text.encode()) > LONGEST:
        raise ExperimentError(
            "This experiment would be a file of more than {most:,} bytes, which is not read again. "
            "Mark or leave out fewer files.",
            most=LONGEST,
        )


def experiment_values(experiment: Experiment) -> dict[str, Any]:
    """Return the values of the settings of an experiment, as dicts of dicts without None."""
    values: dict[str, Any] = _without_none(msgspec.to_builtins(experiment))
    return values


def read_experiment(path: str | Path) -> Experiment:
    """Read an experiment file; a relative folder is looked for beside the file first.

    Raises ExperimentError naming the file and the key.
    """
    try:
        text = read_text(path)
    except LayerbenchError as problem:
        raise _unreadable(path, problem) from None
    try:
        return with_folders_beside(path, from_toml(text))
    except ExperimentError as problem:
        raise ExperimentError("{file}: {problem}", file=shown(path), problem=problem) from None


def read_text(path: str | Path) -> str:
    """Return the text of a file: UTF-8, or UTF-16 with the mark that it begins with.

    Raises ExperimentError or DataError, which do not name the file, where it cannot be read.
    """
    try:
        with open_regular_file(str(path)) as file:
            data = file.read(LONGEST + 1)
    except OSError as problem:
        raise problem_of(problem) from None
    return _decoded(data)


def _unreadable(path: str | Path, problem: LayerbenchError) -> ExperimentError:
    return ExperimentError(
        "{file} cannot be read as an experiment: {problem}.", file=shown(path), problem=problem
    )


def _decoded(data: bytes) -> str:
    if len(data) > LONGEST:
        raise ExperimentError("it has more than {most:,} bytes", most=LONGEST)
    wide = len(data) > 2 and data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        # utf-8-sig: some editors write a mark before the first letter.
        text = data.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        raise ExperimentError("it is no text in UTF-8: save it as UTF-8") from None
    if "\0" in text:  # every other byte, in UTF-16 without its mark
        raise ExperimentError("it is no text in UTF-8: save it as UTF-8")
    return text.replace("\r\n", "\n")


def with_setting(experiment: Experiment, key: str, value: object) -> Experiment:
    """Return the experiment with one setting changed; `key` is as in "training.learning_rate".

    A key that names a group ("network") takes a dict of some of its settings; a setting that is a
    dict ("data.relabel") takes the whole of it.
    Raises ExperimentError when there is no such setting or it cannot take the value.
    """
    return with_settings(experiment, {key: value})


def with_settings(experiment: Experiment, values: dict[str, object]) -> Experiment:
    """Return the experiment with several settings changed at once, checked together.

    Raises ExperimentError when there is no such setting or it cannot take the value.
    """
    tree = msgspec.to_builtins(experiment)
    if "training.iterations" in values and tree["training"]["epochs"] is not None:
        raise ExperimentError(
            "training.iterations has no effect: this experiment counts epochs. "
            "Change training.epochs, which is {epochs}.",
            epochs=tree["training"]["epochs"],
        )
    for key, value in values.items():
        _set(tree, key, value)
    return _validated(tree)


def value_of(experiment: Experiment, key: str) -> object:
    """Return the value of one setting; `key` is as in "training.learning_rate".

    Raises KeyError where there is no such setting.
    """
    place: Any = settings_of(experiment)
    for name in key.split("."):
        place = place[name]
    return place


def settings_of(group: Settings) -> dict[str, object]:
    """Return the settings of a group by their names, as an experiment file holds them."""
    settings: dict[str, object] = msgspec.to_builtins(group)
    return settings


def differing_settings(
    one: Experiment, other: Experiment, groups: Sequence[str] = GROUPS_OF_RUN
) -> list[str]:
    """Return the keys of the settings of these groups that are not equal: all that make a run."""
    keys = []
    for group in groups:
        others = settings_of(getattr(other, group))
        settings = settings_of(getattr(one, group)).items()
        keys += [f"{group}.{name}" for name, value in settings if value != others[name]]
    return keys


def parse_value(text: str, key: str = "") -> object:
    """Read a value as it stands behind "=" on a command line, as the setting `key` takes it.

    A setting that is text takes it as it stands, with or without quotation marks; a number may
    be written as .01 or 1e3; everything else is TOML.
    """
    value = _toml_value(text)
    takes = value_types(key.split("."))
    if isinstance(value, dict) and dict in takes:
        return value
    is_number = {int, float} & takes and _NUMBER.fullmatch(text.strip())
    if str in takes and not is_number and not isinstance(value, str | list):
        return text
    if is_number:
        number = float(text)
        whole = int in takes and number.is_integer() and not isinstance(value, int)
        return int(number) if whole else value if isinstance(value, int) else number
    return value


def _toml_value(text: str) -> object:
    if _LONG_NUMBER.search(text):
        return text
    try:
        return msgspec.toml.decode(f"value = {text}".encode())["value"]
    except (ValueError, RecursionError):
        return text


def with_folders_beside(file: str | Path, experiment: Experiment) -> Experiment:
    """Return an experiment whose relative folders are those beside its file, where there are."""
    data, beside = experiment.data, Path(file).parent
    found = {
        name: str(beside / folder)
        for name, folder in (("folder", data.folder), ("test_folder", data.test_folder))
        if folder and os.path.exists(beside / folder)
    }
    return replace(experiment, data=replace(data, **found))


def _set(tree: dict[str, Any], key: str, value: object) -> None:
    *groups, name = key.split(".")
    place: Any = tree
    for group in groups:
        place = place.get(group) if isinstance(place, dict) else None
    if not isinstance(place, dict) or name not in place:
        raise _no_setting(key)
    if not groups and isinstance(place[name], dict) and isinstance(value, dict):
        value = {**place[name], **value}
    place[name] = value


def _keys() -> list[str]:
    tree = msgspec.to_builtins(Experiment())
    return [
        f"{group}.{name}" if isinstance(settings, dict) else group
        for group, settings in tree.items()
        for name in (settings if isinstance(settings, dict) else [""])
    ]


def _validated(values: object) -> Experiment:
    try:
        return msgspec.convert(values, Experiment)
    except msgspec.ValidationError as problem:
        if isinstance(problem.__cause__, ExperimentError):
            raise problem.__cause__ from None
        raise _explained(values, str(problem)) from None


def _no_setting(key: str, others: Sequence[str] = ()) -> ExperimentError:
    """Say that there is no such setting, and which are meant: those near it, or else others."""
    near = get_close_matches(key, _keys(), n=3) or others or _keys()
    return ExperimentError(
        "{key} is not a setting; did you mean {keys}?", key=key, keys=listed(near)
    )


def _explained(values: object, problem: str) -> ExperimentError:
    sentence, _, place = problem.partition(" - at `$")
    keys = re.findall(r"\w+", place)[:2]
    where: object = ".".join(keys) or Message("the experiment")
    if unknown := re.search(r"unknown field `(\w+)`", sentence):
        key = ".".join([*keys, unknown[1]])
        group = [name for name in _keys() if keys and name.startswith(f"{keys[0]}.")]
        return _no_setting(key, group or Experiment.__struct_fields__)
    takes = describe_type(keys)
    if not takes and keys and "Expected `object`" in sentence:
        return ExperimentError(
            "{where} is a group of settings: write [{where}] on a line, and its settings below.",
            where=where,
        )
    if not takes:
        return ExperimentError(
            "{where}: {problem}.", where=where, problem=sentence.replace("`", "")
        )
    value: Any = values
    for key in keys:
        value = value[key]
    return ExperimentError(
        "{key} = {value} cannot be used: give {takes}.",
        key=where,
        value=reprlib.repr(value),
        takes=takes,
    )


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_none(part) for key, part in value.items() if part is not None}
    return value

"""A student's file of arrays, .npz or .json, under the names that the course gives them."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from core.data.arrays import npz
from core.errors import DataError
from core.files import shown
from core.messages import to_translate
from core.network.activations import ACTIVATIONS
from core.open_file import open_regular_file, problem_of
from core.own_numbers.values import GIVEN, Place

MOST_LAYERS = 99
MOST_BYTES = 500_000_000
"""Of a text file; numbers in words take some 20 bytes each."""

_GROUP = re.compile(
    r"(parameters|params|grads?|gradients|caches?|arrays|results?)[./_](?=.)", re.IGNORECASE
)
_AFTER_GROUP = re.compile(
    r"(new|updated|after|parameters_(?:after|new|updated)|(?:new|updated)_(?:parameters|params))"
    r"(?:[./_]|$)",
    re.IGNORECASE,
)
_AFTER = re.compile(r"[ ._](new|updated|after|next)$", re.IGNORECASE)
_ARRAY = re.compile(r"(dW|db|dA|dZ|W|b|Z|A|D|dw|da|dz|w|z|a)_?(\d{1,2}|L)")
_ONE_LAYER = {name: name for name in ("W", "b", "Z", "A", "dW", "db", "dA", "dZ")} | {
    "w": "W",
    "z": "Z",
    "a": "A",
    "dw": "dW",
    "dz": "dZ",
    "da": "dA",
}
"""Names without a number, as logistic regression has them."""
_WHOLE = {
    "x": Place("X"),
    "train_x": Place("X"),
    "x_train": Place("X"),
    "a0": Place("X"),
    "y": Place("Y"),
    "train_y": Place("Y"),
    "y_train": Place("Y"),
    "labels": Place("Y"),
    "cost": Place("cost"),
    "j": Place("cost"),
    "loss": Place("cost"),
    "x_orig": Place("pictures"),
    "train_x_orig": Place("pictures"),
    "train_set_x_orig": Place("pictures"),
    "train_set_x": Place("X"),
    "train_set_y": Place("Y"),
    "pictures": Place("pictures"),
    "images": Place("pictures"),
}
_NUMBERS = {
    "learning_rate": "learning_rate",
    "lr": "learning_rate",
    "alpha": "learning_rate",
    "lambd": "l2",
    "lambda": "l2",
    "lambda_": "l2",
    "l2": "l2",
    "leak": "leak",
    "negative_slope": "leak",
    "keep_prob": "keep_prob",
    "keep_probability": "keep_prob",
}
_WORDS = {"activation", "activations", "hidden_activation"}
_NO_NUMBERS = "cmMVSU"
"""Kinds of arrays, complex numbers, times, records and text, of which NumPy would make floats."""
_CALCULATED = ("Z", "A", "dA", "dZ", "dW", "db")
_LAST = 0


@dataclass(slots=True)
class OwnNumbers:
    """What a file holds: arrays as they are, by their place, and numbers by their setting.

    `activations` name those of the hidden layers, where the file says. `left_out` are the names
    that the course does not have.
    """

    file: str
    arrays: dict[Place, np.ndarray] = field(default_factory=dict)
    numbers: dict[str, float] = field(default_factory=dict)
    activations: tuple[str, ...] = ()
    left_out: list[str] = field(default_factory=list)

    @property
    def layers(self) -> int:
        """Count the layers that the arrays' names tell of."""
        return max((place.layer for place in self.arrays), default=0)


def read_own_numbers(path: str | Path) -> OwnNumbers:
    """Read a student's arrays from an .npz or a .json file.

    Raises DataError where there is no such file, where it is damaged or holds pickles, and where
    no array in it has a name of the course's.
    """
    file = Path(path)
    if file.suffix.lower() == ".json":
        named = dict(_flat(_json(file)))
    else:
        headers = npz.describe(file)
        wanted = tuple(name for name in headers if _is_known(name))
        named = dict(npz.read(file, wanted)[0])
        named |= {name: None for name in headers if name not in wanted}
    return _own_numbers(file, named)


def has_own_numbers(path: str | Path) -> bool:
    """Tell whether a file holds arrays of a calculation, and not only data or weights."""
    file = Path(path)
    if file.suffix.lower() == ".json":
        return True
    try:
        places = [_place(_bare(name)[0]) for name in npz.describe(file)]
    except DataError:
        return False
    return any(place is not None and place.kind in _CALCULATED for place in places)


def _is_known(name: str) -> bool:
    bare, _ = _bare(name)
    return _place(bare) is not None or bare.lower() in _NUMBERS or bare.lower() in _WORDS


def _own_numbers(file: Path, named: Mapping[str, Any]) -> OwnNumbers:
    own = OwnNumbers(shown(file))
    last: list[tuple[str, np.ndarray]] = []
    for name, value in named.items():
        bare, after = _bare(name)
        place = _place(bare)
        if value is None or not _is_known(name):
            own.left_out.append(name)
        elif bare.lower() in _WORDS:
            own.activations = _activations(value)
        elif bare.lower() in _NUMBERS:
            own.numbers[_NUMBERS[bare.lower()]] = _number(own.file, name, value)
        elif place is not None:
            array = _array(own.file, name, value)
            if place.kind in ("W", "b") and after:
                place = Place(f"{place.kind}_after", place.layer)
            if bare in ("w", "dw") and array.ndim == 2 and array.shape[1] == 1:
                array = array.T  # logistic regression has its weights in a column
            if place.layer == _LAST and bare.endswith("L"):
                last.append((place.kind, array))
            else:
                if str(place) in named and name != str(place) and place.kind != "pictures":
                    _check_same(own.file, name, array, str(place), named[str(place)])
                own.arrays.setdefault(place, array)
    for kind, array in last:
        own.arrays.setdefault(Place(kind, max(own.layers, 1)), array)
    if not own.arrays:
        raise DataError(
            "{file}: no array in it has a name of the course's: save them as X, Y, W1, b1, Z1, A1, "
            "cost, dZ1, dW1, db1 and so on.",
            file=own.file,
        )
    _check_inputs(own)
    return own


def _check_same(file: str, name: str, array: np.ndarray, other: str, value: Any) -> None:
    """Raise DataError where two names that differ in case alone hold different arrays."""
    if name.lower() == other.lower() and not np.array_equal(array, np.asarray(value)):
        raise DataError(
            "{file}: {name} and {other} are two arrays for one name of the course's: save one.",
            file=file,
            name=shown(name),
            other=other,
        )


def _check_inputs(own: OwnNumbers) -> None:
    """Raise DataError where what all else follows from is not finite, or a share is none."""
    for place, array in own.arrays.items():
        if place.kind in GIVEN and not np.isfinite(array).all():
            raise DataError(
                "{file}: {name} holds NaN or infinity: what all else is worked out from has to be "
                "finite.",
                file=own.file,
                name=place,
            )
    if not 0 < own.numbers.get("keep_prob", 1) <= 1:
        raise DataError(
            "{file}: keep_prob is to be above 0 and at most 1: the share that dropout keeps.",
            file=own.file,
        )
    if own.numbers.get("l2", 0) < 0:
        raise DataError("{file}: lambd is to be 0 or more.", file=own.file)


def _bare(name: str) -> tuple[str, bool]:
    """Return a name without the groups around it, and whether it is of after the update."""
    after = False
    while True:
        if found := _AFTER_GROUP.match(name):
            after, name = True, name[found.end() :]
        elif found := _GROUP.match(name):
            name = name[found.end() :]
        else:
            break
    short = _AFTER.sub("", name)
    return short, after or short != name


def _place(name: str) -> Place | None:
    if found := _ARRAY.fullmatch(name):
        kind = _ONE_LAYER.get(found[1], found[1])
        if found[2] == "L":
            return Place(kind, _LAST)
        number = int(found[2])
        if number == 0:
            return Place("X") if kind == "A" else None
        return Place(kind, number)
    if name in _ONE_LAYER:
        return Place(_ONE_LAYER[name], 1)
    return _WHOLE.get(name.lower())


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the arrays of nested dictionaries, and of the course's list of caches."""
    for key, inner in value.items():
        if isinstance(inner, dict):
            yield from _flat(inner, f"{name}{key}.")
        elif key in ("caches", "cache") and _is_list_of_caches(inner):
            yield from _of_caches(inner)
        else:
            yield f"{name}{key}", inner


def _is_list_of_caches(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(cache, dict) or _is_cache(cache) for cache in value
    )


def _is_cache(value: Any) -> bool:
    """Tell whether a value is ((A_prev, W, b), Z), as a list."""
    match value:
        case [[_, _, _], _]:
            return True
    return False


def _of_caches(caches: list[Any]) -> Iterator[tuple[str, Any]]:
    """Yield the arrays of ((A_prev, W, b), Z) a layer."""
    for l, cache in enumerate(caches, 1):
        if isinstance(cache, dict):
            for key, inner in cache.items():
                yield (f"A{l - 1}" if key == "A_prev" else f"{key}{l}"), inner
        else:
            (before, W, b), Z = cache
            yield from ((f"A{l - 1}", before), (f"W{l}", W), (f"b{l}", b), (f"Z{l}", Z))


def _json(file: Path) -> dict[str, Any]:
    try:
        with open_regular_file(str(file)) as opened:
            text = opened.read(MOST_BYTES + 1)
    except DataError as problem:
        said = to_translate("{file}: {problem}: give a file that you may open.")
        raise DataError(said, file=shown(file), problem=problem) from problem
    except OSError as error:
        said = to_translate("{file}: {problem}: give a file that you may open.")
        raise DataError(said, file=shown(file), problem=problem_of(error)) from error
    if len(text) > MOST_BYTES:
        raise DataError(
            "{file}: too large for a text: save the arrays with numpy.savez.", file=shown(file)
        )
    try:
        value = json.loads(text, object_pairs_hook=partial(_once, shown(file)))
    except DataError:
        raise
    except (ValueError, RecursionError) as error:
        raise DataError(
            "{file}: this is no JSON: write it with json.dump, arrays as array.tolist().",
            file=shown(file),
        ) from error
    if not isinstance(value, dict):
        raise DataError(
            "{file}: it holds no names: write a dictionary, as in {example}.",
            file=shown(file),
            example='{"W1": W1.tolist()}',
        )
    return value


def _once(file: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    named = dict(pairs)
    if len(named) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise DataError(
            "{file}: {name} is in the file twice: save it again with one of each.",
            file=file,
            name=shown(twice),
        )
    return named


def _array(file: str, name: str, value: Any) -> np.ndarray:
    try:
        array = np.asarray(value)
        if array.dtype.kind in _NO_NUMBERS:
            raise TypeError
        if array.dtype.kind not in "biuf":
            array = array.astype(np.float64)
    except (ValueError, TypeError, OverflowError) as error:
        raise DataError(
            "{file}: {name} is no array of numbers: its rows need equal lengths, and every entry "
            "to be a real number.",
            file=file,
            name=shown(name),
        ) from error
    if array.size == 0:
        raise DataError("{file}: {name} is empty.", file=file, name=shown(name))
    return array


def _number(file: str, name: str, value: Any) -> float:
    array = _array(file, name, value)
    if array.size != 1 or not np.isfinite(array).all():
        raise DataError("{file}: {name} is to be one finite number.", file=file, name=shown(name))
    return float(array.reshape(()))


def _activations(value: Any) -> tuple[str, ...]:
    """Name the activations that a file speaks of, nothing where one is not known here."""
    words = value if isinstance(value, list) else np.atleast_1d(np.asarray(value)).tolist()
    names = [str(name).lower().replace(" ", "_") for name in words]
    return tuple(names) if all(name in ACTIVATIONS for name in names) else ()

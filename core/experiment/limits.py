"""What values a setting takes, read off the experiment's own types."""

from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from msgspec import inspect

from core.experiment.settings import Experiment
from core.messages import listed, tr


class Limits(NamedTuple):
    """The lowest and highest value of a number's setting, and whether it may take them."""

    low: float
    high: float
    includes_low: bool
    includes_high: bool


def limits(key: str) -> Limits:
    """Return the limits of a number's setting ("training.learning_rate").

    Raises KeyError where there is no such setting, or it is not a number with limits.
    """
    kind: Any = _number(_type_at(key.split(".")))
    low = _first(getattr(kind, "ge", None), getattr(kind, "gt", None))
    high = _first(getattr(kind, "le", None), getattr(kind, "lt", None))
    if low is None or high is None:
        raise KeyError(key)
    return Limits(low, high, kind.ge is not None, kind.le is not None)


def describe_type(keys: Sequence[str], of: type = Experiment) -> str:
    """Say in words what a setting takes; nothing where its type has no plain words."""
    return _in_words(_type_at(keys, of))


def value_types(keys: Sequence[str]) -> set[type]:
    """Return which of str, int, float and dict a setting takes; none where there is none such."""
    try:
        kind: Any = _type_at(keys)
    except (KeyError, AttributeError):
        return set()
    kinds = kind.types if isinstance(kind, inspect.UnionType) else (kind,)
    return {_PLAIN_TYPES[type(part)] for part in kinds if type(part) in _PLAIN_TYPES}


_PAIR = 2
_PLAIN_TYPES: dict[type, type] = {
    inspect.StrType: str,
    inspect.LiteralType: str,
    inspect.IntType: int,
    inspect.FloatType: float,
    inspect.DictType: dict,
}


def _type_at(keys: Sequence[str], of: type = Experiment) -> inspect.Type:
    kind: Any = _type_of(of)
    for key in keys:
        kinds = {field.encode_name: field.type for field in kind.fields}
        kind = kinds[key]
    return kind


@cache
def _type_of(settings: type) -> inspect.Type:
    return inspect.type_info(settings)


def _first(one: float | None, other: float | None) -> float | None:
    return other if one is None else one


def _number(kind: Any) -> Any:
    if isinstance(kind, inspect.UnionType):
        kind = next(part for part in kind.types if not isinstance(part, inspect.NoneType))
    return kind


def _in_words(kind: Any) -> str:
    if isinstance(kind, inspect.UnionType):
        words = [word for part in kind.types if (word := _in_words(part))]
        return (
            tr("{one}, or {other}").format(one=words[0], other=words[1]) if words[1:] else words[0]
        )
    if isinstance(kind, inspect.VarTupleType):
        if kind.max_length is None:
            return tr("a list, each of it {items}").format(items=_in_words(kind.item_type))
        return tr("a list, at most {most} long, of {items}").format(
            most=kind.max_length, items=_in_words(kind.item_type)
        )
    if isinstance(kind, inspect.DictType) and isinstance(kind.value_type, inspect.LiteralType):
        return tr("pairs in braces, as in {example}; each value is {items}").format(
            example='{"age" = "number"}', items=_in_words(kind.value_type)
        )
    if isinstance(kind, inspect.DictType):
        return tr("pairs in braces, as in {example}").format(example='{"cats/1.png" = "dogs"}')
    if isinstance(kind, inspect.TupleType) and len(kind.item_types) == _PAIR:
        return tr("two numbers in brackets, the smaller first, as in [0, 4095]")
    if isinstance(kind, inspect.LiteralType):
        return tr("one of {names}").format(names=listed(kind.values))
    if isinstance(kind, inspect.BoolType):
        return tr("true or false")
    if isinstance(kind, inspect.StrType) and kind.pattern:
        return tr('a colour such as "#ffffff" (red, green and blue in hexadecimal)')
    if isinstance(kind, inspect.StrType):
        return tr("a text in quotation marks")
    return _number_in_words(kind) if isinstance(kind, inspect.IntType | inspect.FloatType) else ""


def _number_in_words(kind: inspect.IntType | inspect.FloatType) -> str:
    noun = tr("a whole number") if isinstance(kind, inspect.IntType) else tr("a number")
    if kind.gt is not None:
        return tr("{noun} above {low} and up to {high}").format(
            noun=noun, low=kind.gt, high=kind.le
        )
    if kind.lt is not None:
        return tr("{noun} from {low} to below {high}").format(noun=noun, low=kind.ge, high=kind.lt)
    return tr("{noun} from {low} to {high}").format(noun=noun, low=kind.ge, high=kind.le)

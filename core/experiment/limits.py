"""What values a setting takes, read off the experiment's own types."""

from collections.abc import Sequence
from typing import Any

from msgspec import inspect

from core.experiment.settings import Experiment
from core.messages import tr


def limits(key: str) -> tuple[float | None, float | None]:
    """Return the lowest and highest value of a number's setting ("training.learning_rate").

    Raises KeyError when there is no such setting.
    """
    kind = _number(_type_at(key.split(".")))
    low = kind.ge if kind.ge is not None else kind.gt
    return low, kind.le if kind.le is not None else kind.lt


def describe_type(keys: Sequence[str]) -> str:
    """Say in words what a setting takes; nothing where its type has no plain words."""
    return _in_words(_type_at(keys))


def _type_at(keys: Sequence[str]) -> inspect.Type:
    kind: Any = inspect.type_info(Experiment)
    for key in keys:
        kind = next(field.type for field in kind.fields if field.encode_name == key)
    return kind


def _number(kind: Any) -> Any:
    if isinstance(kind, inspect.UnionType):
        kind = next(part for part in kind.types if not isinstance(part, inspect.NoneType))
    return kind


def _in_words(kind: Any) -> str:
    kind = _number(kind)
    if isinstance(kind, inspect.VarTupleType):
        return tr("a list, at most {most} long, of {items}").format(
            most=kind.max_length, items=_in_words(kind.item_type)
        )
    if isinstance(kind, inspect.LiteralType):
        return tr("one of {names}").format(names=", ".join(map(str, kind.values)))
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

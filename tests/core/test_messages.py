"""Texts with {fields}: how their counts read."""

import math

import pytest

from core.errors import DataError, ModelError
from core.messages import (
    Message,
    alternatives,
    clauses,
    fill,
    labelled,
    listed,
    number_spaces,
    paragraph,
    percentage,
    set_number_spaces,
    set_translator,
    typed_list,
)
from core.training.health.units import ALL_DEAD, DEAD


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 files are"), (1, "1 file is"), (2, "2 files are"), (1200, "1,200 files are")],
)
def test_that_a_count_chooses_singular_or_plural(count: int, words: str) -> None:
    text = "{count:,} {count:file is|files are}"
    assert str(Message(text, count=count)) == words
    assert str(DataError(text, count=count)) == words
    assert fill("{count} {count:file is|files are}", count=f"{count:,}") == words


def test_that_a_choice_may_hold_further_fields() -> None:
    text = "{units:its only unit is|all its {units} units are} dead"
    assert fill(text, units=1) == "its only unit is dead"
    assert fill(text, units=3) == "all its 3 units are dead"


def test_that_digits_are_grouped_in_one_way() -> None:
    set_number_spaces("\u202f", "\u00a0")
    try:
        assert fill("{count:,} of {size:,.1f} GB, {name}", count=1200, size=1.5, name="a, b") == (
            "1\u202f200 of 1.5 GB, a, b"
        )
    finally:
        set_number_spaces(",", " ")


def test_that_a_figure_has_no_digits_that_say_nothing() -> None:
    text = "{value:.3f}"
    assert [fill(text, value=value) for value in (0.12345, -2.5, 999999.0)] == [
        "0.123",
        "-2.500",
        "999999.000",
    ]
    assert [fill(text, value=value) for value in (1e6, -4.4e302)] == ["1e+06", "-4.4e+302"]
    words = [fill("{value:.1%}", value=value) for value in (math.inf, -math.inf, math.nan)]
    assert words == ["infinite", "infinitely negative", "not a number"]


def test_that_other_spaces_hold_for_a_while_alone() -> None:
    with number_spaces("\u202f", "\u00a0"):
        assert fill("{count:,}", count=1200) == "1\u202f200"
    assert fill("{count:,}", count=1200) == "1,200"


def test_that_what_is_found_of_one_unit_is_said_in_the_singular() -> None:
    values = {"layer": 1, "units": 1, "dead": 1, "samples": 10, "rate": 0.1, "names": "4"}
    assert "its only unit is dead" in fill(ALL_DEAD, **values)
    assert fill(DEAD, **values | {"units": 5}).startswith("Layer 1: 1 of 5 units is dead (no. 4)")


def test_that_a_sentence_within_another_brings_the_one_full_stop() -> None:
    damaged = "{file} is damaged: {problem}."
    for problem in (DataError("It has {count} bytes.", count=3), ValueError("It has 3 bytes.")):
        assert str(ModelError(damaged, file="a.npz", problem=problem)) == (
            "a.npz is damaged: It has 3 bytes."
        )
    advised = Message("{problem}. Save it again.", problem=Message("it is empty."))
    assert str(advised) == "it is empty. Save it again."
    assert fill(damaged, file="a.npz", problem=DataError("cut off")) == "a.npz is damaged: cut off."
    assert fill("Saved {file}.", file="notes.") == "Saved notes.."


def test_that_parts_are_joined_in_the_language_they_are_shown_in() -> None:
    found = Message("{names} and {what}.", names=listed([1, "b"]), what=clauses("cd"))
    either = alternatives(["X + Y", "x"])
    assert str(found) == "1, b and c; d."
    assert str(either) == "X + Y or x"
    chinese = {
        "{before}, {after}": "{before}、{after}",
        "{before}; {after}": "{before}；{after}",
        "{before} or {after}": "{before} 或 {after}",
        "{before} {after}": "{before}{after}",
        "{name}: {value}": "{name}：{value}",
        "{share} %": "{share}%",
    }
    set_translator(lambda text: chinese.get(text, text))
    try:
        assert str(found) == "1、b and c；d."
        assert str(either) == "X + Y 或 x"
        assert paragraph("一。", "", None, Message("二。")) == "一。二。"
        assert labelled("甲", 1) == "甲：1"
        assert fill("{share:.1%}", share=0.25) == percentage("25.0") == "25.0%"
    finally:
        set_translator(str)


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("文本文件", "这是文本文件，不是图片"),
        ("ZIP 文件", "这是 ZIP 文件，不是图片"),
        ("我的 图 a", "这是我的 图 a，不是图片"),
        (3, "这是 3，不是图片"),
        ("", "这是 ，不是图片"),
    ],
)
def test_that_chinese_words_stand_beside_each_other_without_a_space(value, said) -> None:
    assert fill("这是 {kind}，不是图片", kind=value) == said


def test_that_no_part_is_nothing_to_say() -> None:
    assert str(listed([]) or "-") == "-"
    assert paragraph("", None) == ""
    assert listed(["a"]) == listed(iter("a"))


@pytest.mark.parametrize("typed", ["a, b c", "a，b c、", " a ,b c,"])
def test_that_a_list_is_read_with_the_commas_of_any_script(typed: str) -> None:
    assert typed_list(typed) == ["a", "b c"]

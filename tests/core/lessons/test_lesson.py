"""Facts about lessons: what their files may say, and that every claim has one or a reason."""

import pytest

from core.errors import LayerbenchError
from core.experiment.presets import preset, preset_names
from core.lessons.claims import CLAIMS, WITHOUT_LESSON
from core.lessons.lesson import lessons, read_lesson, sentences

TEXT = """
title = "A title"
week = "Course 1, week 3"
claims = [44]
[[steps]]
preset = "flower"
do = "Press Train."
actions = [{ press = "train" }]
explanation = "So it is."
[steps.question]
text = "What comes?"
answers = ["This", "That"]
right = 2
[[steps.until]]
measure = "state"
equal = "finished"
"""


def read(tmp_path, text: str):
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    return read_lesson(file)


def test_that_a_lesson_is_called_as_its_file_and_begins_with_its_experiment(tmp_path) -> None:
    lesson = read(tmp_path, TEXT.replace('preset = "flower"', 'settings = {"data.kind" = "moons"}'))
    assert lesson.name == "mine"
    assert lesson.steps[0].experiment().data.kind == "moons"


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("[44]", "[62]", "numbers from 1 to 61"),
        ("[44]", "[]", "numbers from 1 to 61"),
        ('preset = "flower"', "", "begins with nothing"),
        ('preset = "flower"', 'preset = "roses"', "neither a preset"),
        ("right = 2", "right = 3", "counted from 1"),
        ('measure = "state"', 'measure = "stat"', "no measure stat"),
        ('equal = "finished"', "", "one of above, below and equal"),
        ('equal = "finished"', 'equal = "finished"\nabove = 1', "one of above, below and equal"),
        ('measure = "state"', 'measure = "dead_units"', "layer"),
        ('measure = "state"', 'measure = "visible"\nkey = "train"', "say"),
        ('press = "train"', 'press = "train", view = "weights"', "just one thing"),
        ('press = "train"', 'pres = "train"', "pres"),
        ('do = "Press Train."', "", "do"),
        ("[44]", "44", "claims"),
        ("[[steps]]", "[[steps", "TOML|line|array"),
    ],
)
def test_that_a_mistake_in_a_lesson_is_told_with_its_file(
    tmp_path, right: str, wrong: str, told: str
) -> None:
    with pytest.raises(LayerbenchError, match=told) as raised:
        read(tmp_path, TEXT.replace(right, wrong))
    assert "mine.toml" in str(raised.value)


def test_that_every_text_of_a_lesson_is_yielded_for_translation(tmp_path) -> None:
    lesson = read(tmp_path, TEXT)
    assert [*sentences(lesson)] == [
        "A title", "Course 1, week 3", "Press Train.", "So it is.", "What comes?", "This", "That",
    ]  # fmt: skip


def test_that_every_claim_has_a_lesson_or_a_reason_why_not() -> None:
    shown = {claim for lesson in lessons() for claim in lesson.claims}
    assert sorted(CLAIMS) == [*range(1, 62)]
    assert CLAIMS.keys() - shown == WITHOUT_LESSON.keys()
    assert all(WITHOUT_LESSON.values())


def test_that_the_weeks_of_lessons_are_those_of_the_presets() -> None:
    weeks = {preset(name).course for name in preset_names()}
    assert {lesson.week for lesson in lessons()} <= weeks


def test_that_what_users_read_in_lessons_are_whole_sentences() -> None:
    for lesson in lessons():
        for step in lesson.steps:
            texts = [step.do, step.explanation, *filter(None, [step.hint])]
            texts += [step.question.text] if step.question else []
            texts += [condition.say for condition in step.until if condition.say]
            assert all(text.endswith((".", "?")) for text in texts), (lesson.name, texts)

"""What a lesson is, and how its file is read; this is the format of resources/lessons/NAME.toml.

```toml
title = "All weights zero"
week = "Course 1, week 3"       # a section of the course, as the presets' `course`
claims = [44]                   # what it shows, by the numbers of core/lessons/claims.py
kind = "lesson"                 # or "challenge": a goal without steps, with a hint on request

[[steps]]                       # at most three actions and a minute each
preset = "flower"               # what the bench begins with; the first step needs this, `settings`
settings = { "network.initialisation" = "zeros", "training.iterations" = 200 }      # or both
view = "activations"             # what is on top as the step begins; optional
do = "Press Train and watch the four units."       # what the hand is to do; a challenge: its goal
control = "train"               # what is lit: an object name, view_NAME (a tab), command_NAME
actions = [{ press = "train" }]  # the same for a machine, at most three, see Action
explanation = "Units that begin alike get the same gradient, and stay alike."
hint = ""                       # of a challenge

[steps.question]                # asked before anything is shown; optional
text = "How many of the four units will differ after 200 iterations?"
answers = ["All four", "Two", "None: they are one unit"]
right = 3                       # counted from 1

[steps.sketch]                  # or a curve to draw: the cost from `low` to `high` against
iterations = 200                # so many iterations; optional
low = 0.0
high = 1.0

[[steps.until]]                 # what the bench must measure; all of them at once, see Condition
measure = "different_units"     # a row of MEASURES in core/lessons/measures.py
layer = 1
equal = 1
after = 200                     # not before so many iterations
```

Dotted keys and lists of TOML serve as well: `question.right = 3`, `until = [{...}, {...}]`.
A step without `preset` and `settings` goes on with what the bench has. No condition list may hold
before the actions are made. Users read `title`, `week`, `do`, `explanation`, `hint`, `text`,
`answers` and the `say` of a condition: whole sentences in English, which `sentences` yields.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

import resources
from core.errors import LayerbenchError
from core.experiment.presets import preset, without_words
from core.experiment.settings import Experiment
from core.experiment.toml import with_settings
from core.files import shown
from core.lessons.claims import CLAIMS
from core.lessons.measures import Condition, check_condition

MOST_ACTIONS = 3
LESSON, CHALLENGE = "lesson", "challenge"
Text = Annotated[str, Meta(min_length=1)]


class Action(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One movement of the hand, in one of these forms.

    { control = "learning_rate", value = 3.0 }   types, chooses, ticks, or slides there by keys;
    { press = "train" }                          clicks a button by its object name;
    { view = "functions" }                       clicks the tab of a view;
    { command = "check" }                        chooses an entry of the menus;
    { click = "unit_tiles", x = 0.2, y = 0.5 }   clicks any part, at shares of its size;
    { key = "Right", control = "units_1", times = 3 }   presses a key of Qt so often.
    """

    control: str = ""
    value: str | bool | float | int | None = None
    press: str = ""
    view: str = ""
    command: str = ""
    click: str = ""
    x: float = 0.5
    y: float = 0.5
    key: str = ""
    times: int = 1

    @property
    def part(self) -> str:
        """Name what it touches, as `Step.parts` does."""
        if self.view or self.command:
            return f"view_{self.view}" if self.view else f"command_{self.command}"
        return self.control or self.press or self.click

    @property
    def is_one(self) -> bool:
        """Tell whether it says just one thing to do."""
        sets = bool(self.control) and self.value is not None
        others = (self.press, self.view, self.command, self.click, self.key)
        return sets + sum(map(bool, others)) == 1


class Question(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one expects, asked before it is shown; `right` counts the answers from 1."""

    text: Text
    answers: Annotated[tuple[Text, ...], Meta(min_length=2, max_length=4)]
    right: int


class Sketch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A curve of the cost to draw before the real one: its range in iterations and costs."""

    iterations: Annotated[int, Meta(ge=1)]
    low: float = 0.0
    high: float = 1.0


class Step(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step, see the head of this module."""

    do: Text
    until: Annotated[tuple[Condition, ...], Meta(min_length=1)]
    actions: Annotated[tuple[Action, ...], Meta(min_length=1, max_length=MOST_ACTIONS)]
    control: str = ""
    view: str = ""
    preset: str = ""
    settings: dict[str, Any] = {}
    question: Question | None = None
    sketch: Sketch | None = None
    explanation: Text
    hint: str = ""

    @property
    def parts(self) -> frozenset[str]:
        """Return what the hand needs: object names, view_NAME for tabs, command_NAME for menus."""
        return frozenset({self.control, *(action.part for action in self.actions)} - {""})

    @property
    def has_experiment(self) -> bool:
        """Tell whether it begins with an experiment of its own."""
        return bool(self.preset or self.settings)

    def experiment(self) -> Experiment:
        """Return what it begins with; the words of a preset are not those of the lesson.

        Raises ExperimentError where there is no such preset or setting.
        """
        begin = preset(self.preset) if self.preset else Experiment()
        return without_words(with_settings(begin, dict(self.settings)))


class Lesson(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A lesson; `name` is that of its file without ending, which the file does not say."""

    title: Text
    week: Text
    claims: tuple[int, ...]
    steps: Annotated[tuple[Step, ...], Meta(min_length=1)]
    kind: str = LESSON
    name: str = ""

    @property
    def is_challenge(self) -> bool:
        """Tell whether it is a goal without steps."""
        return self.kind == CHALLENGE

    @property
    def views(self) -> frozenset[str]:
        """Return the names of the views that it shows."""
        opened = (action.view for step in self.steps for action in step.actions)
        return frozenset((*(step.view for step in self.steps), *opened)) - {""}

    @property
    def minutes(self) -> int:
        """Return how many minutes it takes, one a step."""
        return len(self.steps)


def sentences(lesson: Lesson) -> Iterator[str]:
    """Yield every text of a lesson that a user reads."""
    yield lesson.title
    yield lesson.week
    for step in lesson.steps:
        yield from (step.do, step.explanation)
        if step.hint:
            yield step.hint
        if step.question:
            yield from (step.question.text, *step.question.answers)
        yield from (condition.say for condition in step.until if condition.say)


@cache
def lessons() -> tuple[Lesson, ...]:
    """Return all lessons that come with the bench, by week and then by what they show.

    Raises LayerbenchError where a file is none.
    """
    found = map(read_lesson, resources.path("lessons").glob("*.toml"))
    return tuple(sorted(found, key=lambda lesson: (lesson.week, lesson.claims, lesson.name)))


def lesson_of(name: str) -> Lesson:
    """Return the lesson of this name; raises StopIteration where there is none."""
    return next(lesson for lesson in lessons() if lesson.name == name)


def read_lesson(path: str | Path) -> Lesson:
    """Read the file of a lesson.

    Raises LayerbenchError naming the file, what is wrong in it, and where.
    """
    try:
        lesson = msgspec.toml.decode(Path(path).read_bytes(), type=Lesson)
        lesson = msgspec.structs.replace(lesson, name=Path(path).stem)
        _check(lesson)
    except OSError as problem:
        raise LayerbenchError(
            "{file}: {problem}.", file=shown(path), problem=problem.strerror or problem
        ) from None
    except (msgspec.DecodeError, UnicodeDecodeError, LayerbenchError) as problem:
        raise LayerbenchError(
            "{file} is no lesson: {problem}.", file=shown(path), problem=problem
        ) from None
    return lesson


def _check(lesson: Lesson) -> None:
    """Raise LayerbenchError where what a lesson says is nothing that can be done."""
    if lesson.kind not in (LESSON, CHALLENGE):
        raise LayerbenchError('kind is "{kind}": give "lesson" or "challenge".', kind=lesson.kind)
    if unknown := [claim for claim in lesson.claims if claim not in CLAIMS] or not lesson.claims:
        raise LayerbenchError(
            "claims: {claims} are none. Give numbers from 1 to {last}.",
            claims=unknown if isinstance(unknown, list) else "[]",
            last=len(CLAIMS),
        )
    if not lesson.steps[0].has_experiment:
        raise LayerbenchError("step 1 begins with nothing: give a preset, settings, or both.")
    for number, step in enumerate(lesson.steps, 1):
        try:
            _check_step(step)
        except LayerbenchError as problem:
            raise LayerbenchError(
                "step {number}: {problem}", number=number, problem=problem
            ) from None


def _check_step(step: Step) -> None:
    if step.has_experiment:
        step.experiment()
    if any(not action.is_one for action in step.actions):
        raise LayerbenchError(
            "an action says not just one thing: give control with value, press, view, command, "
            "click, or key with control."
        )
    if step.question and not 1 <= step.question.right <= len(step.question.answers):
        raise LayerbenchError(
            "right = {right} is no answer: they are counted from 1.", right=step.question.right
        )
    for condition in step.until:
        check_condition(condition)

"""The table QUESTIONS: what the view Map answers, each on a page of its own or as a sweep."""

from collections.abc import Callable
from dataclasses import dataclass

from core.messages import to_translate
from core.sweeps.questions import QUESTIONS as SWEEPS
from gui.views.map.page import QuestionPage
from gui.views.map.rate_page import RatePage
from gui.views.map.taught_page import TaughtPage


@dataclass(frozen=True, slots=True)
class Question:
    """One question as a row: its button says `label`, with a sentence `about` how it is answered.

    `make` makes its page; without it the question is a sweep's.
    """

    name: str
    label: str
    about: str
    make: Callable[[], QuestionPage] | None = None


OWN = "own"
_ROWS = (
    Question(
        "rate",
        to_translate("Which rate?"),
        to_translate(
            "A short run whose learning rate grows shows where the cost falls and where it rises."
        ),
        RatePage,
    ),
    *(Question(row.name, row.label, row.about) for row in SWEEPS.values()),
    Question(
        "taught",
        to_translate("Which pictures taught it this?"),
        to_translate(
            "Train once more without each sample: how much surer is the answer to the picked one "
            "because of it?"
        ),
        TaughtPage,
    ),
    Question(
        OWN,
        to_translate("A map of my own"),
        to_translate("Vary any settings, as ranges or lists, and see which choice does best."),
    ),
)
QUESTIONS = {row.name: row for row in _ROWS}

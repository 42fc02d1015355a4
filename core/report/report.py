"""A run written up: its sections in their order."""

from collections.abc import Callable
from datetime import datetime

from core.files import shown
from core.languages import language_in_use
from core.live_page.page import LiveRun
from core.messages import tr, translate
from core.models.model import Model
from core.report.analysis import analysis
from core.report.contents import Pulse, Report, Section, no_pulse
from core.report.data import data
from core.report.environment import environment
from core.report.principle import principle
from core.report.reported_run import ReportedRun
from core.report.results import results
from core.runs.record import usual_name

SECTIONS: tuple[Callable[[ReportedRun], Section], ...] = (
    principle,
    environment,
    data,
    results,
    analysis,
)


def report_of(run: ReportedRun, made: datetime | None = None, pulse: Pulse = no_pulse) -> Report:
    """Write a run up, in the language of the user; `made` is when, else now."""
    title = run.words.title or translate(run.experiment.title) or usual_name(run.experiment)
    made = made or datetime.now().astimezone()
    language = language_in_use()
    sections = []
    for section in SECTIONS:
        pulse()
        sections.append(section(run))
    title, author = shown(title), shown(run.words.author)
    return Report(title, author, made, tuple(sections), _live(run), language)


def _live(run: ReportedRun) -> LiveRun | None:
    """Return the run itself, if any moment of it was recorded."""
    if not run.frames:
        return None
    snapshot, state = run.snapshot, run.state
    model = Model.of(run.experiment, run.dataset, run.parameters, state.calibration)
    curves = {tr("train"): snapshot.train_cost, tr("test"): snapshot.test_cost}
    return LiveRun(model, run.dataset, run.frames, curves, snapshot.place_of)

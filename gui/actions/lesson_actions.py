"""What the user asks of lessons: begin one, answer, go on, leave."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QCheckBox, QComboBox, QMenu, QScrollArea, QWidget
from shiboken6 import isValid

from core.lessons.lesson import Lesson, Step, lessons
from core.lessons.lesson_run import LessonRun, Phase
from core.messages import fill, tr, translate
from core.training.snapshots.snapshot import Snapshot, State
from core.training.worker.events import Event, TakenBack
from gui.actions.project_actions import ProjectActions
from gui.bridge import Bridge
from gui.dialogs.lessons import ask_lesson
from gui.experiment_store import ExperimentStore
from gui.lessons.lit_frame import LitFrame, put_out
from gui.main_window import MainWindow
from gui.views.registry import VIEWS
from gui.views.view import SnapshotView
from gui.widgets.log_slider import LogSlider
from gui.widgets.section import Section

if TYPE_CHECKING:
    from gui.views.curves.earlier_runs import EarlierRun


class LessonActions(QObject):
    """Play lessons on the bench, with the user's own work put aside meanwhile.

    `run` is the lesson that is played, None where there is none. `listed` names the lessons that
    can be chosen, none where all can. `parts_needed` carries the names
    of what its step needs, as `Step.parts` has them; none once it is over.
    """

    parts_needed = Signal(frozenset)

    def __init__(
        self,
        window: MainWindow,
        store: ExperimentStore,
        bridge: Bridge,
        projects: ProjectActions,
    ) -> None:
        super().__init__(window)
        self.window, self.store, self.bridge, self.projects = window, store, bridge, projects
        self.run: LessonRun | None = None
        self.listed: Collection[str] = ()
        self._newest: Snapshot | None = None
        self._frame: LitFrame | None = None
        self._lit = ""
        self._live, self._view = False, 0
        self._folded: dict[str, bool] = {}
        self._earlier: list[EarlierRun] = []
        self._own_run = 0
        self._then: Callable[[], object] = lambda: None
        projects.leave = self.leave

    def show(self) -> None:
        """Show the lesson where it stands, in parts of the window that are new."""
        self._allow()
        if self.run:
            self.window.lesson.show_step(self.run)
            self._show_phase(self.run)

    def ask(self) -> None:
        """Show the list of lessons."""
        listed = [lesson for lesson in lessons() if lesson.name in self.listed] or lessons()
        ask_lesson(self.window, listed, self.window.preferences.lessons_done, self.begin)

    def begin(self, lesson: Lesson) -> None:
        """Begin a lesson; what is on the bench is put aside, once it is back from another one."""
        if self._comes_back:
            self.leave(lambda: self.begin(lesson))
            return
        if self.store.aside is None:
            self._put_aside()
        self.run = LessonRun(lesson)
        for name in lesson.views:
            # One that was made later would be as it was left in another language.
            self.window.place(name).view  # noqa: B018
        for view in self.window.findChildren(SnapshotView):
            view.show_first_page()
            for action in (action for step in lesson.steps for action in step.actions):
                # What the hand is to tick another lesson may have left ticked.
                for box in view.findChildren(QCheckBox, action.control or " "):
                    box.setChecked(not action.value)
        self.window.statusBar().clearMessage()
        self._begin_step(1)

    def again(self) -> None:
        """Begin the lesson again."""
        if self.run:
            self.begin(self.run.lesson)

    def leave(self, then: Callable[[], object] = lambda: None) -> None:
        """Put one's own work back on the bench; `then` is done once it is there.

        Where it is on its way back the newest `then` counts.
        """
        experiment = self.store.aside
        if self._comes_back:
            self._then = then
            return
        if experiment is None:
            then()
            return
        self.run, self._then = None, then
        self.window.health.be_quiet(False)
        self.parts_needed.emit(frozenset())
        self._put_out()
        self.window.lesson.hide()
        self._allow()
        self.bridge.take_back(experiment, self._live)
        live = self.window.run_bar.live
        for part in (live, self.window.menus.actions["live"]):
            with QSignalBlocker(part):
                part.setChecked(self._live)
        self.store.take_back()

    @property
    def _comes_back(self) -> bool:
        """Tell whether one's own work was asked for, and is not on the bench yet."""
        return self.store.aside is None and self.projects.is_aside

    def show_taken_back(self, event: TakenBack) -> None:
        """Show the views and the file that were there before."""
        self.projects.take_back(event.run)
        self.store.run = self._own_run = event.run
        self.window.inside.setCurrentIndex(self._view)
        for section in self.window.settings.folds:
            section.set_folded(self._folded[section.name])
        then, self._then = self._then, lambda: None
        then()

    def hear(self, event: Event) -> None:
        """Keep what a condition may ask for."""
        if self.run:
            self.run.hear(event)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take note of what is on the bench."""
        self._newest = snapshot

    def poll(self) -> None:
        """See whether the bench measures what the step wants."""
        run, newest = self.run, self._newest
        if newest is not None and newest.run == self._own_run:
            self._own_run = 0
            self.window.cost.show_earlier_runs(self._earlier)
        if run is None or newest is None:
            return
        begins = run.number == 1 and run.snapshot is None
        before, view = run.phase, list(VIEWS)[self.window.inside.currentIndex()]
        framed = self._frame
        run.follow(newest, view, self._is_visible, self._is_pressed)
        if begins and run.snapshot is not None:
            # Runs from before would show what is asked, and are none of the lesson.
            self.window.cost.show_earlier_runs([])
        if run.phase is not before:
            self._show_phase(run)
        elif run.phase is Phase.DO:
            self.window.lesson.show_news(run)
            self._light(run)
        elif run.sketched:
            self.window.lesson.show_news(run)
        if run.phase is not before or self._frame is not framed:
            self._take_focus_from_tabs()

    def _put_aside(self) -> None:
        window = self.window
        kept = window.cost.earlier_runs
        self._earlier, self._own_run = kept.kept, 0
        self._live, self._view = self.bridge.live, window.inside.currentIndex()
        self._folded = {section.name: section.is_folded for section in window.settings.folds}
        self.projects.put_aside()
        self.store.put_aside()
        window.run_bar.live.setChecked(False)
        self.bridge.put_aside()

    def _begin_step(self, number: int) -> None:
        run = self.run
        assert run is not None
        run.begin_step(number, self.store.run)
        self.parts_needed.emit(run.step.parts)
        if run.step.has_experiment:
            self.store.open(run.step.experiment())
            # Undoing ends at what the step began with.
            self.store.history.clear()
            # From its first weights, also where another step has trained the same.
            self.bridge.runner.reset()
        self._open_view(run)
        self.window.lesson.show_step(run)
        self._show_phase(run)
        self._focus()

    def _open_view(self, run: LessonRun) -> None:
        """Bring the view of a step to the top, not before one has said what to expect there."""
        if run.phase is not Phase.EXPECT and run.step.view:
            self.window.choose_view(run.step.view)

    def answer(self, number: int) -> None:
        """Take an answer, by its number from 1."""
        self._change(lambda run: run.take_answer(number))

    def keep_sketch(self, costs: tuple[float, ...]) -> None:
        """Take a curve that was drawn."""
        self._change(lambda run: run.take_sketch(costs))

    def show_hint(self) -> None:
        """Show the hint of a challenge."""
        self._change(lambda run: setattr(run, "hint_shown", True))

    def _change(self, change: Callable[[LessonRun], object]) -> None:
        if self.run:
            before = self.run.phase
            change(self.run)
            if before is Phase.EXPECT:
                self._open_view(self.run)
            self._show_phase(self.run)
            # From the answer on the keys are for what is to be touched.
            self._focus()

    def go_on(self) -> None:
        """Begin the next step, or put one's own work back after the last.

        Before the step is done the keys go to what it waits for.
        """
        run = self.run
        if run is None:
            return
        if run.phase is not Phase.DONE:
            self._focus()
        elif run.is_last:
            self.leave(lambda: self._tell_done(run.lesson))
        else:
            self._begin_step(run.number + 1)

    def _tell_done(self, lesson: Lesson) -> None:
        """Say that a lesson is done, and how many are."""
        done = sum(one.name in self.window.preferences.lessons_done for one in lessons())
        text = tr("Done: {title}. {done} of {total} lessons are done, your own work is back.")
        title = translate(lesson.title)
        self.window.statusBar().showMessage(
            fill(text, title=title, done=done, total=len(lessons()))
        )

    def _show_phase(self, run: LessonRun) -> None:
        self.window.lesson.show_phase(run)
        self.window.health.be_quiet(run.phase is Phase.EXPECT)
        self._allow()
        self._put_out()
        if run.phase is Phase.DO:
            self._light(run)
        elif run.phase is Phase.DONE and run.is_last:
            self.window.preferences.keep_lesson_done(run.lesson.name)

    def _focus(self) -> None:
        """Give the keys to the answers, the sketch, or what is framed."""
        panel = self.window.lesson
        wanted: QWidget = panel.fold
        if self._frame and isValid(self._frame):
            wanted = self._frame.lit
        for part in (panel.sketch, panel.answers[0]):
            if self.run and self.run.phase is Phase.EXPECT and part.isVisible():
                wanted = part
        # As by Tab, so that a number is marked, and typing replaces it.
        wanted.setFocus(Qt.FocusReason.TabFocusReason)

    def _take_focus_from_tabs(self) -> None:
        """Give the keys to what is next where the tabs have them, or what is seen no more."""
        part = self.window.focusWidget()
        if part is None or not part.isVisible() or part is self.window.inside.tabBar():
            self._focus()

    def _allow(self) -> None:
        actions, run = self.window.menus.actions, self.run
        for name in ("lesson_next", "lesson_again", "lesson_leave"):
            actions[name].setEnabled(run is not None)

    def _is_visible(self, name: str) -> bool:
        return any(part.isVisible() for part in self.window.findChildren(QWidget, name))

    def _is_pressed(self, name: str) -> bool:
        return any(part.isChecked() for part in self.window.findChildren(QAbstractButton, name))

    def _put_out(self) -> None:
        put_out(self._frame)
        self._frame = None

    def _light(self, run: LessonRun) -> None:
        """Frame what the step asks to touch next, as soon as it is there."""
        name = self._next_control(run.step) or self._train_control(run)
        if name and self._lit == name and self._frame and isValid(self._frame):
            return
        self._put_out()
        self._lit = name
        if name.removeprefix("view_") in VIEWS and name.startswith("view_"):
            bar = self.window.inside.tabBar()
            self._frame = LitFrame(bar, list(VIEWS).index(name.removeprefix("view_")))
        elif name.startswith("command_"):
            self._frame = self._light_menu(name)
        elif parts := self.window.findChildren(QWidget, name):
            self._bring_into_sight(parts[0])
            self._frame = LitFrame(parts[0])

    def _next_control(self, step: Step) -> str:
        """Name the control of a step, or the first after it where that is done already."""
        names = [name for action in step.actions if (name := action.part)]
        if step.control in names:
            names = names[names.index(step.control) :]
        values = {action.control: action.value for action in step.actions}
        wanted = [step.control, *names] if step.control else []
        missing = (name for name in wanted if not self._is_done(name, values.get(name)))
        return next(missing, "")

    def _train_control(self, run: LessonRun) -> str:
        """Name the button that trains, where all is set and nobody has trained with it."""
        newest = self._newest
        waits = newest is not None and (newest.is_changed or newest.state is State.READY)
        return "train" if run.step.control and waits and not self.bridge.live else ""

    def _is_done(self, name: str, value: object) -> bool:
        """Tell whether a tab is open, a page chosen, a number set, or the network trained."""
        if name == "train":
            return self.run is not None and self.run.has_trained
        if name.startswith("view_"):
            return list(VIEWS)[self.window.inside.currentIndex()] == name.removeprefix("view_")
        if value is None:
            return self._is_pressed(name)
        return any(_value_of(part) == value for part in self.window.findChildren(QWidget, name))

    def _light_menu(self, name: str) -> LitFrame:
        """Frame the menu that holds a command."""
        bar = self.window.menuBar()
        places = [
            index
            for index, action in enumerate(bar.actions())
            if isinstance(menu := action.menu(), QMenu)
            and name in (entry.objectName() for entry in menu.actions())
        ]
        return LitFrame(bar, places[0])

    def _bring_into_sight(self, part: QWidget) -> None:
        """Unfold what holds a part, and scroll to it."""
        holders = []
        holder = part.parentWidget()
        while holder is not None:
            holders.append(holder)
            holder = holder.parentWidget()
        for holder in holders:
            if isinstance(holder, Section) and holder.is_folded:
                holder.set_folded(False)
        # Where what was unfolded lies is known once its layouts have been told.
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        for holder in holders:
            if isinstance(holder, QScrollArea):
                holder.ensureWidgetVisible(part)


def _value_of(part: QWidget) -> object:
    """Return what a control is set to."""
    if isinstance(part, QComboBox):
        return part.currentData()
    if isinstance(part, QAbstractButton):
        return part.isChecked()
    return part.value() if isinstance(part, LogSlider) else part.property("value")

"""The bar that starts and stops a run and shows its progress."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.errors import SuggestedFix
from core.messages import fill, to_translate, tr, translate
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.commands import with_keys
from gui.widgets.button import ButtonKind, push_button
from gui.widgets.check_box import CheckBox
from gui.widgets.number_format import duration, grouped
from gui.widgets.plain_text import plain_tip
from gui.widgets.progress_bar import ProgressBar
from gui.widgets.readout import Readout

# The buttons that are enabled in a state; a finished run can be trained again.
ENABLED_BUTTONS = {
    State.READY: frozenset({"train", "step"}),
    State.RUNNING: frozenset({"pause", "reset", "export"}),
    State.PAUSED: frozenset({"train", "step", "reset", "export"}),
    State.FINISHED: frozenset({"train", "go_on", "reset", "export"}),
    State.DIVERGED: frozenset({"train", "reset"}),
}
UNTIMED = {
    State.READY: to_translate("ready"),
    State.PAUSED: to_translate("paused"),
    State.FINISHED: to_translate("finished"),
    State.DIVERGED: to_translate("diverged"),
}
PROGRESS_STEPS = 1000
# The first moments of a run are no measure of how long it takes.
SETTLED_S = 1.0
TRAIN = to_translate("Train the network")


class RunBar(QWidget):
    """Buttons to train, pause, step, reset and export, and the progress of the run.

    `more_requested` carries the SuggestedFix that lets a run that is over go on;
    `allowed` carries the names of the buttons that are enabled from now on.
    """

    train_requested = Signal()
    pause_requested = Signal()
    step_requested = Signal()
    reset_requested = Signal()
    live_toggled = Signal(bool)
    export_requested = Signal()
    more_requested = Signal(object)
    allowed = Signal(frozenset)

    def __init__(self) -> None:
        super().__init__()
        self.train = push_button(
            "train", tr("&Train"), with_keys(translate(TRAIN), "train"), ButtonKind.PRIMARY
        )
        self.pause = push_button(
            "pause", tr("Pa&use"), with_keys(tr("Pause the training after this update"), "pause")
        )
        self.go_on = push_button("go_on", tr("Trai&n on"))
        self.step = push_button(
            "step", tr("Ste&p"), with_keys(tr("Make one update of the weights"), "step")
        )
        self.reset = push_button(
            "reset", tr("Re&set"), with_keys(tr("Go back to the first weights"), "reset")
        )
        self.export = push_button(
            "export", tr("E&xport..."), with_keys(tr("Save the trained network"), "export")
        )
        self.train.keep_room_for(tr("&Train again"))
        self.pause.keep_room_for(self.go_on.text())
        self.go_on.keep_room_for(self.pause.text())
        self.live = CheckBox(tr("&Live"))
        self.iteration, self.pace = Readout(), Readout()
        self.progress = ProgressBar()
        self._name_parts()
        self._build()
        self._connect()
        self._enabled: frozenset[str] | None = None
        self._more: SuggestedFix | None = None
        self._stands: tuple[object, ...] = ()
        self.go_on.hide()
        self._fitted_iterations: int | None = None
        self._enable(frozenset())

    def _name_parts(self) -> None:
        self.live.setObjectName("live")
        self.live.setAccessibleName(tr("Live"))
        self.live.setToolTip(tr("Train again from the same seed after every change of a setting."))
        self.iteration.setObjectName("iteration")
        self.iteration.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.pace.setObjectName("pace")
        self.progress.setObjectName("progress")
        self.progress.setAccessibleName(tr("Progress of the training"))
        self.progress.setRange(0, PROGRESS_STEPS)
        self.progress.setMinimumWidth(60)

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        row.setSpacing(theme.SPACE)
        for button in (self.train, self.pause, self.go_on, self.step, self.reset):
            row.addWidget(button)
        row.addWidget(self.live)
        row.addSpacing(theme.SPACE)
        row.addWidget(self.iteration)
        row.addWidget(self.progress, 2)
        row.addWidget(self.pace, 3)
        row.addWidget(self.export)

    def _connect(self) -> None:
        self.train.clicked.connect(lambda: self.train_requested.emit())
        self.go_on.clicked.connect(lambda: self.more_requested.emit(self._more))
        self.pause.clicked.connect(lambda: self.pause_requested.emit())
        self.step.clicked.connect(lambda: self.step_requested.emit())
        self.reset.clicked.connect(lambda: self.reset_requested.emit())
        self.export.clicked.connect(lambda: self.export_requested.emit())
        self.live.toggled.connect(self.live_toggled)

    @property
    def has_network(self) -> bool:
        """Return whether there is a network that was trained or given, so that it can be used."""
        return self.export.isEnabled()

    def set_compact(self, on: bool) -> None:
        """Save width, for a low window is a narrow one too: the counter tells the progress."""
        self.progress.setHidden(on)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the progress of a run and enable the buttons of its state."""
        # A network from a file can be exported before anything is trained.
        given = {"export"} if snapshot.first_weights else set()
        self._more = as_many_again(snapshot)
        idle = {"train", "step"} if snapshot.dataset.blank else set()
        idle |= set() if self._more else {"go_on"}
        self._enable((ENABLED_BUTTONS[snapshot.state] | given) - idle)
        self._say_what_train_does(snapshot)
        self.iteration.show_text(iteration_text(snapshot), "text")
        self._fix_width(snapshot.iterations)
        tip = plain_tip(relation_text(snapshot))
        if tip != self.iteration.toolTip():
            self.iteration.setToolTip(tip)
        diverged = snapshot.state is State.DIVERGED
        done = PROGRESS_STEPS * snapshot.iteration // max(1, snapshot.iterations)
        self.progress.setValue(min(PROGRESS_STEPS, done))
        pace = pace_text(snapshot)
        if pace != self.pace.text():
            self.pace.show_text(pace, "error" if diverged else "quiet")
            words = tr("{pace}; it/s: iterations a second, each an update of the weights")
            running = snapshot.state is State.RUNNING
            self.pace.setToolTip(words.format(pace=pace) if running else pace)

    def _say_what_train_does(self, snapshot: Snapshot) -> None:
        """Name what Train does where the run stands; a run that is over offers to go on."""
        begun, given = snapshot.iteration > 0, bool(snapshot.first_weights)
        stands = snapshot.state, snapshot.dataset.blank, begun, given, self._more
        if stands == self._stands:
            return
        self._stands = stands
        over = snapshot.state in (State.FINISHED, State.DIVERGED)
        self.train.setText(tr("&Train again") if over else tr("&Train"))
        self.train.setToolTip(train_tip(snapshot))
        self.pause.setVisible(self._more is None)
        self.go_on.setVisible(self._more is not None)
        self.go_on.setToolTip(with_keys(self._more.label(), "go_on") if self._more else "")

    def _enable(self, names: frozenset[str]) -> None:
        if names == self._enabled:
            return
        self._enabled = names
        buttons = (self.train, self.pause, self.go_on, self.step, self.reset, self.export)
        focused = next((button for button in buttons if button.hasFocus()), None)
        # Those that go come last: the focus is where it belongs by then.
        for button in sorted(buttons, key=lambda button: button.objectName() not in names):
            if focused and button is focused and button.objectName() not in names:
                self._pass_focus(names)
            button.setEnabled(button.objectName() in names)
        self.allowed.emit(names)

    def _pass_focus(self, names: frozenset[str]) -> None:
        """Have Space pause what it has started, and never reset it."""
        following = (self.pause, self.train)
        button = next((button for button in following if button.objectName() in names), None)
        if button:
            button.show()
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fix_width(self, iterations: int) -> None:
        """Make the counter as wide as its last number, so that nothing moves beside it."""
        if iterations != self._fitted_iterations:
            self._fitted_iterations, text = iterations, progress_text(iterations, iterations)
            self.iteration.setFixedWidth(self.iteration.fontMetrics().horizontalAdvance(text) + 2)


def train_tip(snapshot: Snapshot) -> str:
    """Say what Train does now."""
    if snapshot.dataset.blank:
        return tr("There is no data to train on: open some that this network takes.")
    text = translate(TRAIN)
    if snapshot.state in (State.FINISHED, State.DIVERGED):
        text = tr("Train again from the first weights, with the settings as they are")
    elif snapshot.iteration:
        text = tr("Go on with this run")
    elif snapshot.first_weights:
        text = tr("Train the network from the weights that it was given")
    return with_keys(text, "train")


def as_many_again(snapshot: Snapshot) -> SuggestedFix | None:
    """Return the change with which a run that has had all its updates goes on for as many."""
    if snapshot.state is not State.FINISHED or snapshot.iteration < snapshot.iterations:
        return None
    training = snapshot.experiment.training
    if training.epochs is not None:
        epochs = 2 * training.epochs
        text = to_translate("Go on from here for as many epochs again, to {epochs:,}")
        changes: dict[str, object] = {"training.epochs": epochs}
        return SuggestedFix(text, changes, {"epochs": epochs}, snapshot.iteration)
    iterations = 2 * training.iterations
    return SuggestedFix(
        to_translate("Go on from here for as many iterations again, to {iterations:,}"),
        {"training.iterations": iterations},
        {"iterations": iterations},
        snapshot.iteration,
    )


def iteration_text(snapshot: Snapshot) -> str:
    """Return "iteration 1 240 / 2 500"."""
    return progress_text(snapshot.iteration, snapshot.iterations)


def progress_text(iteration: int, iterations: int) -> str:
    """Return how many of the updates are done."""
    text = tr("iteration {iteration} / {iterations}")
    return text.format(iteration=grouped(iteration), iterations=grouped(iterations))


def relation_text(snapshot: Snapshot) -> str:
    """Say how iterations, updates and epochs of this run belong together."""
    if snapshot.dataset.blank:
        return ""
    samples, size = snapshot.train_count, snapshot.experiment.training.batch_size
    batches = -(-samples // size) if size else 1
    text = to_translate(
        "An iteration is one update of the weights. Each looks at all {samples:,} training "
        "samples here, so it is an epoch, too."
    )
    if batches > 1:
        text = to_translate(
            "An iteration is one update of the weights. Here {batches:,} of them are an epoch, a "
            "pass over all {samples:,} training samples in batches of {size:,}: {iterations:,} "
            "iterations are {epochs} epochs."
        )
    training = snapshot.experiment.training
    if training.has_tiny_last_batch(samples):
        text = to_translate(
            "An iteration is one update of the weights. Here {batches:,} of them are an epoch, a "
            "pass over all {samples:,} training samples in batches of {size:,} and a last one of "
            "only {last:,}: {iterations:,} iterations are {epochs} epochs."
        )
    epochs = f"{snapshot.iterations / batches:.4g}"
    values = {"samples": samples, "batches": batches, "size": size}
    values["last"] = training.last_batch(samples)
    return fill(translate(text), **values, iterations=snapshot.iterations, epochs=epochs)


def pace_text(snapshot: Snapshot) -> str:
    """Return "5 310 it/s, 0.2 s left" during a run, else how long it took.

    The time that is left is not said before the rate has settled.
    """
    if snapshot.state is State.RUNNING:
        return _running_text(snapshot)
    text = {
        State.READY: tr("ready"),
        State.PAUSED: tr("paused after {time}"),
        State.FINISHED: tr("finished in {time}"),
        State.DIVERGED: tr("diverged after {time}"),
    }[snapshot.state]
    if not snapshot.seconds:
        # A run that comes from a file does not say how long it took.
        text = translate(UNTIMED[snapshot.state])
    return text.format(time=duration(snapshot.seconds))


def _running_text(snapshot: Snapshot) -> str:
    if snapshot.rate <= 0:
        return tr("starting")
    left = max(0, snapshot.iterations - snapshot.iteration) / snapshot.rate
    text = tr("{rate} it/s, {time} left")
    if snapshot.seconds < SETTLED_S:
        text = tr("{rate} it/s")
    rate = grouped(round(snapshot.rate)) if snapshot.rate >= 10 else f"{snapshot.rate:.1f}"
    return text.format(rate=rate, time=duration(left))

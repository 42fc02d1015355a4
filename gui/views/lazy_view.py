"""A place in the window for a view that is made when somebody first sees it."""

from collections.abc import Callable, Mapping
from typing import Generic, NamedTuple, TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent, QPalette
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from core.messages import to_translate, translate
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.views.view import SnapshotView
from gui.widgets.plain_text import plain_label
from gui.widgets.widget_states import Path, put_back, states_of

NO_SAMPLES = to_translate("There is no data to measure this on: open some that the network takes.")

# The least size of a place, in pixels, so that a screen of 683 x 384 holds the window.
LEAST_ROOM = QSize(180, 76)

V = TypeVar("V", bound=SnapshotView)


class Left(NamedTuple):
    """How a view is left whose place another of its kind takes: what it knows, what was chosen."""

    memory: object
    states: dict[Path, object]


class LazyView(QWidget, Generic[V]):
    """Keep the newest snapshot for a view that is not there yet, and hand on all later ones.

    `seen` comes when the empty place has been painted: it is time to make the view. Whoever
    asks for `view` has it made at once; `when_made` waits for it. While a snapshot `is_empty` for
    the view, a sentence stands in its place: nothing is measured on what stands in for data.
    """

    seen = Signal()

    def __init__(
        self,
        make: Callable[[], V],
        name: str,
        label: str,
        least: QSize = LEAST_ROOM,
        is_empty: Callable[[Snapshot], bool] = lambda snapshot: False,
    ) -> None:
        super().__init__()
        self._is_empty = is_empty
        self._least = least
        self._make = make
        self._view: V | None = None
        self._newest: Snapshot | None = None
        self._waiting: list[Callable[[V], object]] = []
        self._told: dict[str, Callable[[V], object]] = {}
        self._left: Left | None = None
        self.setObjectName(name)
        self.setAccessibleName(label)
        self.setBackgroundRole(QPalette.ColorRole.Base)
        self.setAutoFillBackground(True)
        self._room = QScrollArea()
        self._room.setWidgetResizable(True)
        self._room.setFrameShape(QFrame.Shape.NoFrame)
        self._room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._room.hide()
        self.no_samples = theme.make_muted(plain_label(translate(NO_SAMPLES)))
        self.no_samples.setWordWrap(True)
        self.no_samples.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.no_samples.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._room)
        column.addWidget(self.no_samples)

    @property
    def view(self) -> V:
        """Return the view; it is made now if it is not there."""
        if self._view is None:
            theme.apply_plot_colours()
            self._view = self._make()
            # From now on the view is what has this name.
            self.setObjectName("")
            self._room.setWidget(self._view)
            self._room.setVisible(self.no_samples.isHidden())
            self._begin(self._view)
        return self._view

    @property
    def extra_probes(self) -> frozenset[str]:
        """Return the extra probes of the view: none before it is made."""
        return self._view.extra_probes if self._view else frozenset()

    def when_made(self, then: Callable[[V], object], about: str = "") -> None:
        """Call with the view, now or as soon as there is one.

        Of several calls about the same only the last is made then, after those about nothing, and
        once more with a view that takes the place of this one.
        """
        if about:
            self._told.pop(about, None)
            self._told[about] = then
        if self._view is not None:
            then(self._view)
        elif not about:
            self._waiting.append(then)

    @property
    def left(self) -> "Left | None":
        """Return what the view knows and how it is left; None where it was never made."""
        return Left(self._view.memory(), states_of(self._view)) if self._view else self._left

    @property
    def told(self) -> dict[str, Callable[[V], object]]:
        """Return the newest call about each thing."""
        return self._told

    def go_on(self, left: "Left | None", told: Mapping[str, Callable[[V], object]]) -> None:
        """Be as another place of this view was, which had been `left` so and `told` this."""
        self._left = left
        for about, then in told.items():
            self.when_made(then, about)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show this snapshot in the view, or keep it until the view is made."""
        empty = self._is_empty(snapshot)
        if empty == self.no_samples.isHidden():
            self.no_samples.setVisible(empty)
            self._room.setVisible(self._view is not None and not empty)
        if self._view is not None:
            self._view.show_snapshot(snapshot)
        elif self._newest is None or snapshot.run >= self._newest.run:
            self._newest = snapshot

    def minimumSizeHint(self) -> QSize:
        """Return the same size whether the view is made or not: a view that is larger scrolls."""
        return self._least

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._view is None:
            self.seen.emit()

    def _begin(self, view: V) -> None:
        newest, waiting = self._newest, self._waiting
        left, self._left = self._left, None
        self._newest, self._waiting = None, []
        if left:
            view.remember(left.memory)
        # A view asks for more as it is told: whoever answers is connected before.
        for then in (*waiting, *self._told.values()):
            then(view)
        if newest is not None:
            view.show_snapshot(newest)
        if left:
            put_back(view, left.states)

"""Which controls, views and commands of a window are shown, by its depth and by what needs them."""

from collections.abc import Collection, Iterable
from operator import attrgetter

from PySide6.QtCore import QObject, Signal

from core.classroom.desk import Desk
from core.experiment.settings import Experiment
from core.messages import listed, tr, translate
from gui.commands import Command
from gui.controls.registry import CONTROLS
from gui.depths import DEPTHS, Depth, depth_of
from gui.main_window import MainWindow
from gui.views.registry import VIEWS
from gui.widgets.plain_text import without_mnemonic


class DepthActions(QObject):
    """Show the parts of a window that its depth has, and those that something leads to.

    A setting that is not as usual has its control shown as long as it is not; what a finding, an
    error or a link leads to stays until a depth is chosen, or `hide_again`; what a lesson needs as
    long as it does. A teacher's desk says by itself what is shown, until it is left or a depth is
    chosen. What is hidden keeps its value. `said` carries a sentence that tells what was brought
    back; `desk` is that which is open, None where none is, and `desk_name` what it is called.
    """

    said = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.depth = window.preferences.depth
        self.desk: Desk | None = None
        self.desk_name, self._by_desk = "", False
        self._usual, self._unusual = Experiment(), frozenset[str]()
        self._controls: set[str] = set()
        self._views: set[str] = set()
        self._needed = frozenset[str]()

    def choose(self, depth: Depth) -> None:
        """Show what this depth has from now on, and nothing else that was brought back.

        It is remembered, unless a desk is open: leaving that gives the own depth back.
        """
        self.depth, self._by_desk = depth, False
        if self.desk is None:
            self.window.preferences.depth = depth
        self.hide_again()

    def open_desk(self, desk: Desk, name: str) -> None:
        """Show what a desk has; a setting is unusual where it is not as in its experiment."""
        self.desk, self.desk_name, self._usual = desk, name, desk.experiment
        self.show_desk()

    def show_desk(self) -> None:
        """Show what the open desk has again, and nothing else."""
        assert self.desk is not None
        self.depth, self._by_desk = depth_of(self.desk.depth) or Depth.EVERYTHING, True
        self.hide_again()

    def leave_desk(self) -> None:
        """Show again what the user's own depth has."""
        self.desk, self._usual = None, Experiment()
        self.choose(self.window.preferences.depth)

    def hide_again(self) -> None:
        """Hide what something led to that the depth has not."""
        self._controls, self._views = set(), set()
        self.show()

    def shows_control(self, name: str) -> bool:
        """Tell whether the control of this name in CONTROLS is shown."""
        brought = {*self._controls, *self._unusual, *self._needed}
        return name in brought or self._has_control(name)

    def shows_view(self, name: str) -> bool:
        """Tell whether the view of this name in VIEWS is shown."""
        brought = name in self._views or f"view_{name}" in self._needed
        return brought or self._has_view(name)

    def shows_command(self, row: Command) -> bool:
        """Tell whether a command is in its menu: with the control or view of its name, if any."""
        if f"command_{row.name}" in self._needed:
            return True
        view = row.name.removeprefix("view_")
        if view in VIEWS and row.name != view:
            return self.shows_view(view)
        if row.name in CONTROLS:
            return self.shows_control(row.name)
        return row.depth <= self.depth

    def _has_control(self, name: str) -> bool:
        if self.desk and self._by_desk:
            return name in self.desk.controls
        return CONTROLS[name].depth <= self.depth

    def _has_view(self, name: str) -> bool:
        if self.desk and self._by_desk:
            # Without any there would be nothing to look at.
            return name in ({*self.desk.views} & {*VIEWS} or {*list(VIEWS)[:1]})
        return VIEWS[name].depth <= self.depth

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the controls of settings that are not as usual."""
        names = self.window.settings.control_names
        unusual = frozenset(
            name
            for key, name in names.items()
            if attrgetter(key)(experiment) != attrgetter(key)(self._usual)
        )
        if unusual != self._unusual:
            self._unusual = unusual
            self.show()

    def show_needed(self, parts: frozenset[str]) -> None:
        """Show what a lesson's step needs while it does, named as in `Step.parts`."""
        holders = {
            control
            for control, holder in self.window.controls.items()
            for part in map(self.window.find_part, parts)
            if part and holder.isAncestorOf(part)
        }
        self._needed = parts | holders
        self.show()

    def bring_view(self, name: str) -> None:
        """Show the view of this name in VIEWS, which something leads to."""
        if not self.shows_view(name):
            self._views.add(name)
            self.show()
            self._say([translate(VIEWS[name].label)])

    def bring_controls(self, names: Iterable[str]) -> None:
        """Show the controls of these names in CONTROLS, which something leads to."""
        hidden = [name for name in names if name in CONTROLS and not self.shows_control(name)]
        if hidden:
            self._controls.update(hidden)
            self.show()
            self._say(map(self.window.control_label, hidden))

    def bring_settings(self, keys: Collection[str]) -> None:
        """Show the controls of settings, which something leads to."""
        names = self.window.settings.control_names
        self.bring_controls(name for key, name in names.items() if key in keys)

    def _say(self, labels: Iterable[str]) -> None:
        text = tr("Shown for now, since something led there: {names}.")
        self.said.emit(text.format(names=listed(labels)))

    def show(self) -> None:
        """Show all that is to be shown, and nothing else."""
        window = self.window
        for name, part in window.controls.items():
            part.withhold(not self.shows_control(name))
        window.settings.close_gaps()
        for place, name in enumerate(VIEWS):
            window.inside.setTabVisible(place, self.shows_view(name))
        for name, action in window.menus.actions.items():
            action.setVisible(self.shows_command(window.menus.commands[name]))
        window.menus.tick_depth(None if self._by_desk else self.depth)
        for name in ("desk_note", "desk_leave"):
            window.menus.actions[name].setEnabled(self.desk is not None)
        window.depth_line.show_depth(self._depth_text(), self._more_text())
        window.depth_line.show_desk(self.desk is not None, self._by_desk)

    def _depth_text(self) -> str:
        if self.desk:
            return tr("Teacher's desk: {desk}").format(desk=self.desk_name)
        if self.depth is Depth.EVERYTHING:
            return ""
        label = without_mnemonic(translate(DEPTHS[self.depth].label))
        return tr("Depth: {depth}").format(depth=label)

    def _more_text(self) -> str:
        more = [
            *(self.window.control_label(name) for name in CONTROLS if name in self._controls),
            *(translate(VIEWS[name].label) for name in VIEWS if name in self._views),
        ]
        return tr("Also: {names}").format(names=listed(more)) if more else ""

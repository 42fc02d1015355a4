"""The question whether runs that maps have kept are to go, with what they are of."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from core.messages import fill, listed, tr
from core.runs.comparison import setting_label
from core.runs.record import data_name
from core.sweeps.kept_sweeps import KeptSweep
from gui.dialogs.message import message_box
from gui.widgets.number_format import memory_size

LISTED = 8
"""So many maps are named."""


def show_kept_sweeps(
    parent: QWidget, kept: Sequence[KeptSweep], clear: Callable[[tuple[Path, ...]], None]
) -> None:
    """Ask whether the runs of maps are to go; `clear` is called with their folders if so."""
    gone = [each for each in kept if not each.in_use]
    text = tr(
        "Take away {runs:,} {runs:run|runs} of {maps:,} {maps:map|maps} ({size})? That cannot be "
        "undone; a map that is asked for again makes its runs anew."
    )
    if not gone:
        text = tr("There is nothing to take away: a map that goes on stays.")
    runs, size = sum(each.runs for each in gone), memory_size(sum(each.size for each in gone))
    box = message_box(
        parent,
        QMessageBox.Icon.Question if gone else QMessageBox.Icon.Information,
        fill(text, runs=runs, maps=len(gone), size=size),
        "clear_maps_box",
    )
    box.setInformativeText(_list(kept))
    if gone:
        button = box.addButton(tr("Take away"), QMessageBox.ButtonRole.DestructiveRole)
        button.setObjectName("clear_maps_now")
        button.clicked.connect(lambda: clear(tuple(each.folder for each in gone)))
        box.addButton(QMessageBox.StandardButton.Cancel)
    box.open()


def _list(kept: Sequence[KeptSweep]) -> str:
    lines = [_line(each) for each in kept[:LISTED]]
    if more := len(kept) - LISTED:
        more_text = tr("And {more:,} {more:other|others}, used longer ago.")
        lines += [fill(more_text, more=more)] if more > 0 else []
    return "\n".join(lines)


def _line(kept: KeptSweep) -> str:
    text = tr("{data}, by {settings}: {runs:,} {runs:run|runs}, {size}")
    if kept.in_use:
        text = tr("{data}, by {settings}: {runs:,} {runs:run|runs}, {size}; it goes on, and stays")
    if kept.sweep is None:
        text = tr("A map whose settings cannot be read: {runs:,} {runs:run|runs}, {size}")
    settings = [setting_label(key) for key in kept.sweep.keys] if kept.sweep else []
    return fill(
        text,
        data=data_name(kept.sweep.experiment) if kept.sweep else "",
        settings=listed(settings),
        runs=kept.runs,
        size=memory_size(kept.size),
    )

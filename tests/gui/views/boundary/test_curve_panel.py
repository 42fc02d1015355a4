"""The answer along a single input, drawn over its samples."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from gui.views.boundary.view import BoundaryView
from tests.gui.views.conftest import shot, small_run


def test_that_a_wave_is_drawn_with_its_hinges_and_a_click_picks_a_sample(qtbot: QtBot) -> None:
    trainer = small_run(
        20,
        **{
            "data.kind": "wave",
            "network.hidden": (6,),
            "network.activation": "relu",
            "training.loss": "half_squared_error",
        },
    )
    view = BoundaryView()
    qtbot.addWidget(view)
    view.resize(600, 400)
    view.show()
    snapshot = shot(trainer, "boundary", "answer_curve")
    view.show_snapshot(snapshot)
    panel, seen = view.curve, snapshot.probes["answer_curve"]
    assert panel.isVisible()
    assert len(panel.plot.train.data) == trainer.dataset.train.m
    assert len(panel.hinges.data) == len(seen.hinges) > 0
    assert f"{len(seen.hinges)} mark" in panel.caption.toolTip()
    assert view.table(snapshot).columns == ("x", "y answered")
    number = 5
    x = trainer.dataset.train.X[0, number]
    y = trainer.dataset.in_own_unit(trainer.dataset.train.Y)[0, number]
    place = panel.plot.getPlotItem().vb.mapViewToScene(QPointF(x, y))
    with qtbot.waitSignal(view.sample_picked) as picked:
        QTest.mouseClick(
            panel.plot.viewport(),
            Qt.MouseButton.LeftButton,
            pos=QPoint(round(place.x()), round(place.y())),
        )
    assert picked.args[0].number == number

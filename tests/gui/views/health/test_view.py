"""Facts about health: findings in words, causes first, with buttons that do what they say."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from core.errors import SuggestedFix
from core.training.health.findings import Finding, Level
from core.training.snapshots.snapshot import State
from gui.views.health.view import HealthView
from tests.gui.layouts import layouts
from tests.gui.views.conftest import Make

FASTER = Finding(
    "rate_too_low",
    Level.WARNING,
    "The cost is <still>.",
    offer=SuggestedFix("Try {rate:g}", {"training.learning_rate": 0.5}, {"rate": 0.5}),
)
BROKEN = Finding("diverged", Level.ERROR, "It broke at {at}.", {"at": 7})


def shown(view: HealthView) -> list[str]:
    return [row.sentence.text() for row in view.rows if row.isVisibleTo(view)]


def test_that_findings_stand_in_the_order_of_cause_and_effect(qtbot: QtBot, make: Make) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.show()
    view.show_snapshot(make(findings=(FASTER, BROKEN)))
    assert shown(view) == ["The cost is <still>.", "It broke at 7."]
    assert not view.well.isVisibleTo(view)


def test_that_the_heading_says_of_which_iteration_or_settings_is_told(
    qtbot: QtBot, make: Make
) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.show()
    heading = view.heading
    view.show_snapshot(make(findings=(FASTER,), state=State.RUNNING, iteration=1300, checked=1230))
    assert heading.text() == "Health at iteration 1,230"
    view.show_snapshot(make(findings=(), state=State.RUNNING, iteration=1300, inside=1270))
    assert heading.text() == "Health at iteration 1,270"
    view.show_snapshot(make(findings=(FASTER,), state=State.FINISHED, iteration=1400, checked=1400))
    assert heading.text() == "Health"
    view.show_snapshot(make(findings=(FASTER,), checked=500, looking_back=True))
    assert heading.text() == "Health at iteration 500"
    changed = make(findings=(FASTER,), state=State.FINISHED, is_changed=True)
    view.show_snapshot(changed)
    assert heading.text() == "Health before these changes"
    view.set_compact(True)
    view.show_snapshot(make(findings=(FASTER,), state=State.RUNNING, iteration=1300, checked=1230))
    assert heading.isVisibleTo(view)


def test_that_another_iteration_in_the_heading_lays_nothing_out_again(
    qtbot: QtBot, make: Make
) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.show()

    def show(iteration: int) -> None:
        view.show_snapshot(make(findings=(), state=State.RUNNING, inside=iteration))

    show(8888)
    with layouts(view) as seen:
        show(1111)
    assert not seen
    assert view.heading.text() == "Health at iteration 1,111"
    question = view.findChild(QPushButton, "health_help")
    assert question.x() >= view.heading.geometry().right()


def test_that_information_stands_below_how_good_the_network_is(qtbot: QtBot, make: Make) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.show()
    calm = Finding("dead_units", Level.INFORMATION, "The others do the work.", layer=1)
    view.show_snapshot(make(findings=(calm,)))
    assert shown(view) == ["The others do the work."]
    assert view.well.isVisibleTo(view)
    assert view.rows[0].dot.accessibleName() == "information"
    view.show_snapshot(make(findings=(FASTER, calm)))
    assert not view.well.isVisibleTo(view)


def test_that_findings_keep_their_places_while_a_run_goes_on(qtbot: QtBot, make: Make) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.show()
    sure = Finding("overfitting", Level.NOTE, "Overfitting.")
    view.show_snapshot(make(findings=(FASTER, sure), state=State.RUNNING))
    view.show_snapshot(make(findings=(BROKEN, sure, FASTER), state=State.RUNNING))
    assert shown(view) == ["The cost is <still>.", "Overfitting.", "It broke at 7."]
    view.show_snapshot(make(findings=(BROKEN, sure), state=State.RUNNING))
    assert shown(view) == ["Overfitting.", "It broke at 7."]
    view.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    view.show_snapshot(make(findings=(BROKEN, sure), state=State.FINISHED))
    assert shown(view) == ["Overfitting.", "It broke at 7."]
    view.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert shown(view) == ["It broke at 7.", "Overfitting."]


def test_that_a_button_stands_beside_the_first_finding_that_suggests_it(
    qtbot: QtBot, make: Make
) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.show()
    slow = Finding("dead_units", Level.ERROR, "All is dead.", offer=FASTER.offer)
    view.show_snapshot(make(findings=(FASTER, slow)))
    assert [row.button.isVisibleTo(view) for row in view.rows] == [True, False]
    view.show_snapshot(make(findings=(slow,)))
    assert view.rows[0].button.isVisibleTo(view)


def test_that_a_finding_goes_when_it_is_no_longer_true(qtbot: QtBot, make: Make) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.show()
    view.show_snapshot(make(findings=(FASTER, BROKEN)))
    view.show_snapshot(make(findings=()))
    assert shown(view) == []
    assert view.well.isVisibleTo(view)


def test_that_the_button_offers_what_the_finding_suggests(qtbot: QtBot, make: Make) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.show()
    view.show_snapshot(make(findings=(BROKEN, FASTER)))
    buttons = [row.button for row in view.rows if row.button.isVisibleTo(view)]
    assert [button.text() for button in buttons] == ["Try 0.5"]
    with qtbot.waitSignal(view.accepted) as heard:
        QTest.mouseClick(
            view.findChildren(QPushButton, "accept_offer")[1], Qt.MouseButton.LeftButton
        )
    assert heard.args == [FASTER.offer]


def test_that_in_a_low_window_the_sentence_has_most_of_the_width(qtbot: QtBot, make: Make) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.show()
    view.set_compact(True)
    view.resize(363, 60)
    offer = SuggestedFix("Train {best} iterations only", {"training.iterations": 6}, {"best": 696})
    finding = Finding("overfitting", Level.NOTE, "Overfitting. " * 20, offer=offer)
    view.show_snapshot(make(findings=(finding,)))
    (row,) = view.rows
    qtbot.waitUntil(lambda: row.sentence.width() > row.button.width())
    # Its words are in two lines, which leaves the sentence more still.
    assert row.button.text() == "Train 696\niterations only"
    view.set_compact(False)
    assert row.button.sizeHint().height() > row.button.fontMetrics().height() + 4


def test_that_many_findings_take_a_few_lines_until_all_are_wanted(qtbot: QtBot, make: Make) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.resize(400, 400)
    view.show()
    view.show_snapshot(make(findings=(BROKEN,)))
    assert not view.more.isVisible()
    view.show_snapshot(make(findings=(Finding("overfitting", Level.NOTE, "Fitting. " * 60),)))
    qtbot.waitUntil(view.more.isVisible)
    assert view.more.text() == "More"
    long = Finding("overfitting", Level.NOTE, "Overfitting. " * 20)
    view.show_snapshot(make(findings=(long, BROKEN, long)))
    qtbot.waitUntil(view.more.isVisible)
    assert view.more.text() == "All 3"
    few = view.sizeHint().height()
    view.more.click()
    assert view.sizeHint().height() > 2 * few
    assert view.more.text() == "Less"
    # The rest of the window has other parts too: the view above keeps half of its own.
    assert view.sizeHint().height() < view.window().height() / 5


def test_that_information_stands_last_wherever_the_mouse_is(qtbot: QtBot, make: Make) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.show()
    calm = Finding("dead_units", Level.INFORMATION, "Others do the work.")
    view.show_snapshot(make(findings=(calm,), state=State.RUNNING))
    view.show_snapshot(make(findings=(FASTER, calm), state=State.RUNNING))
    assert shown(view) == ["The cost is <still>.", "Others do the work."]


def test_that_a_long_name_of_a_class_does_not_widen_the_findings(qtbot: QtBot, make: Make) -> None:
    view = HealthView()
    qtbot.addWidget(view)
    view.resize(600, 120)
    view.show()
    named = Finding("never", Level.WARNING, "Never answered: {name}.", {"name": "x" * 250})
    view.show_snapshot(make(findings=(named,)))
    row = view.rows[0]
    assert row.minimumSizeHint().width() < 400
    assert row.visibleRegion().boundingRect().width() == row.width()

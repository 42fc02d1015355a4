"""The lines above the data: what they offer."""

from pytestqt.qtbot import QtBot

from core.experiment.settings import DataSettings
from gui.views.data.header import DataHeader


def test_that_one_click_does_without_groups_where_there_are_some(qtbot: QtBot) -> None:
    header = DataHeader()
    qtbot.addWidget(header)
    header.say("nothing belongs together")
    assert header.ungroup.isHidden()
    header.say("12 series of 30 pictures", grouped=True)
    assert not header.ungroup.isHidden()
    with qtbot.waitSignal(header.asked) as asked:
        header.ungroup.click()
    assert asked.args[0](DataSettings()) == DataSettings(groups="none")


def test_that_one_click_has_the_groups_again_where_there_are_none(qtbot: QtBot) -> None:
    header = DataHeader()
    qtbot.addWidget(header)
    header.say("shared out one by one", ungrouped=True)
    assert not header.regroup.isHidden()
    with qtbot.waitSignal(header.asked) as asked:
        header.regroup.click()
    assert asked.args[0](DataSettings(groups="none")) == DataSettings()
    header.say("12 series of 30 pictures", grouped=True)
    assert header.regroup.isHidden()


def test_that_one_kept_label_is_one_label(qtbot: QtBot) -> None:
    header = DataHeader()
    qtbot.addWidget(header)
    link = header.back[("kept_labels",)]
    header.show_corrections(DataSettings(kept_labels=("a.png",)))
    assert link.text() == "1 label kept by you: take back"
    header.show_corrections(DataSettings(kept_labels=("a.png", "b.png")))
    assert link.text() == "2 labels kept by you: take back"


def test_that_a_long_word_of_what_was_refused_does_not_widen_the_window(qtbot: QtBot) -> None:
    header = DataHeader()
    qtbot.addWidget(header)
    header.show_offer("No column is named " + "x" * 250 + ".", lambda: None)
    assert header.minimumSizeHint().width() < 600

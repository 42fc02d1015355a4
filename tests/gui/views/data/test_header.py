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

"""The page of Calculation that explains one update."""

from dataclasses import replace

from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.training.snapshots.snapshot import State
from gui.views.calculation.step_page import StepPage
from gui.views.calculation.weight_page import WeightPage
from tests.gui.views.conftest import shot, small_run


def test_that_a_step_is_explained_in_four_stages_with_its_weights(
    qtbot: QtBot,
) -> None:
    page, trainer = StepPage(), small_run(2)
    qtbot.addWidget(page)
    page.show()
    page.draw(shot(trainer, "standing"))
    assert "weights of iteration 2" in page.stages[0].text()
    assert "press Step above the curves" in page.stages[3].text()
    assert "root mean square of a layer's slopes" in page.stages[2].text()
    assert page.table.isHidden()
    trainer.step()
    page.draw(shot(trainer, "standing"))
    assert "weights of iteration 2" in page.stages[0].text()
    assert "at iteration 3" in page.stages[3].text()
    assert "foretold" in page.stages[3].text()
    before, slope, after = (float(page.table.item(0, column).text()) for column in (1, 2, 3))
    rate = trainer.experiment.training.learning_rate
    assert abs(after - (before - rate * slope)) < 1e-4 * abs(after)
    for _ in range(4):
        trainer.step()
    page.draw(shot(trainer, "standing"))
    assert page.stages[3].text().startswith("4. 4 updates")
    over = replace(shot(trainer, "standing"), state=State.FINISHED)
    page.draw(over)
    assert "press Reset above the curves, then Step" in page.stages[3].text()
    page.draw(shot(small_run(1), "standing", run=2))
    assert page.table.isHidden()


def test_that_in_batches_the_cost_of_a_step_says_that_its_penalty_is_that_of_a_batch(
    qtbot: QtBot,
) -> None:
    page = StepPage()
    trainer = small_run(2, **{"training.l2": 0.3, "training.batch_size": 2})
    qtbot.addWidget(page)
    page.draw(shot(trainer, "standing"))
    m = trainer.dataset.train.m
    assert f"J = 1/{m} Σ L + λ/(2·2) Σ w² = " in page.stages[1].text()
    assert page.stages[1].text().endswith("training adds to a batch of 2.")


def test_that_pages_whose_numbers_are_still_to_come_do_not_say_that_there_is_no_data(
    qtbot: QtBot,
) -> None:
    trainer = small_run(1)
    for page in (StepPage(), WeightPage()):
        qtbot.addWidget(page)
        page.draw(shot(trainer))
        assert "no data" not in " ".join(label.text() for label in page.findChildren(QLabel))
        blank = replace(shot(trainer), dataset=replace(trainer.dataset, blank=True))
        page.draw(blank)
        assert "There is no data yet" in " ".join(
            label.text() for label in page.findChildren(QLabel)
        )

"""Write the weights of a run, or predictions, to a file."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.files import shown
from core.models.answers import Answers
from core.models.prediction import Prediction
from core.training.calibration import calibrated_model
from core.training.trainer import Trainer

if TYPE_CHECKING:
    from core.models.exporters import Exported

# A written file is compared with the network on this many training samples.
VERIFIED_SAMPLES = 256


def export(trainer: Trainer, file: str | Path) -> "Exported":
    """Write the network as it is now, with everything needed to use it.

    Raises OutputError where it cannot be written.
    """
    from core.models.exporters import save  # its formats wait until they are needed

    return save(calibrated_model(trainer), file, trainer.dataset.train.X[:, :VERIFIED_SAMPLES])


def export_answers(file: str | Path, answers: Answers, predictions: Sequence[Prediction]) -> str:
    """Write predictions as a table, and return the file's name as it can be shown.

    Raises OutputError where it cannot be written.
    """
    from core.models.predictions_csv import write_csv

    write_csv(file, answers, predictions)
    return shown(file)

"""The weights of a run, as they are now, into a file."""

from pathlib import Path

from core.models.exporters import Exported, save
from core.models.model import Model
from core.training.trainer import Trainer

# Weights that are written are tried on this many training samples.
TRIED = 256


def export(trainer: Trainer, file: str | Path) -> Exported:
    """Write the network as it is now, with everything needed to use it.

    Raises OutputError where it cannot be written.
    """
    model = Model.of(trainer.experiment, trainer.dataset, trainer.parameters)
    return save(model, file, trainer.dataset.train.X[:, :TRIED])

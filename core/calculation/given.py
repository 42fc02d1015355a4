"""What the program of a derivation reads: the samples, the parameters and what else is given."""

from pathlib import Path

import numpy as np

from core.files import write_whole
from core.network.schedules import SCHEDULES
from core.training.trainer import Trainer
from core.training.update_step import dropout_of


def given(trainer: Trainer) -> dict[str, np.ndarray]:
    """Return copies of all inputs of a trainer's next update, by the names of the derivation.

    X is (n[0], m) and Y (n[L], m) of the samples of that update; D holds 1 where dropout keeps a
    unit, else 0. A schedule adds the number of the epoch, and that of all epochs where it reads it.
    """
    parameters = trainer.parameters
    X, Y = _samples(trainer)
    weighted = trainer.network.loss.class_weights
    found = {"X": X, "Y": Y, **({"c": trainer.network.loss.sample_weights(Y)} if weighted else {})}
    found |= _by_layer("", "", parameters.W, parameters.b)
    dtype = parameters.flat.dtype.name
    training = trainer.experiment.training
    keep = training.keep_probabilities(len(parameters.W) - 1)
    dropout = dropout_of(trainer.network, training, dtype)
    masks = dropout.masks(X.shape[1], trainer.iteration) if dropout else ()
    found |= {f"D{l}": np.sign(mask) for l, mask in enumerate(masks, 1) if keep[l - 1] < 1}
    rule = trainer.update_step.rule
    for name, vector in rule.state.items():
        state = parameters.alike(trainer.parametrisation.state_to_full(vector))
        found |= _by_layer(name, "d", state.W, state.b)
    if rule.state:
        found["t"] = np.array(rule.count + 1)
    epoch, _ = trainer.batches.position(trainer.iteration)
    counted = {"epoch": epoch, "epochs": trainer.epochs}
    found |= {name: np.array(counted[name]) for name in SCHEDULES[training.schedule].counts}
    return {name: np.array(array) for name, array in found.items()}


def save_given(trainer: Trainer, path: Path) -> None:
    """Write what `given` returns to an .npz file.

    Raises OutputError where that cannot be written.
    """
    numbers = given(trainer)
    write_whole(path, lambda file: np.savez(file, allow_pickle=False, **numbers))


def _samples(trainer: Trainer) -> tuple[np.ndarray, np.ndarray]:
    X, Y = trainer.train
    changed, _ = trainer.batches.batch(trainer.iteration)
    chosen = trainer.batches.sample_indices
    every = slice(None) if chosen is None else chosen
    return changed if trainer.batches.augmenter else np.asarray(X[:, every]), Y[:, every]


def _by_layer(
    state: str, slope: str, W: tuple[np.ndarray, ...], b: tuple[np.ndarray, ...]
) -> dict[str, np.ndarray]:
    """Name the arrays of all layers as the course does: W1, b1, W2, ..., or vdW1, vdb1, ..."""
    return {
        f"{state}{slope}{letter}{l}": array
        for l, pair in enumerate(zip(W, b, strict=True), 1)
        for letter, array in zip("Wb", pair, strict=True)
    }

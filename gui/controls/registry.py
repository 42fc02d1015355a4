"""The table CONTROLS: from which depth of the window on each control is shown.

A name is the object name of the control, or of its slider or box. What has no row is always shown:
buttons that start and stop a run, and what tells of the data.
"""

from dataclasses import dataclass

from gui.depths import Depth

LEARN, EXPERIMENT, EVERYTHING = Depth


@dataclass(frozen=True, slots=True)
class Control:
    """One control as a row of a table; `part` is the Section that it is in, or `run`."""

    name: str
    part: str
    depth: Depth


_DEPTHS = {
    "run": {
        "step": LEARN,
        "live": LEARN,
        "export": EXPERIMENT,
        "timeline": LEARN,
        "health": LEARN,
    },
    "data": {
        "data_kind": LEARN,
        "open_folder": LEARN,
        "suggest": LEARN,
        "picture_size": EXPERIMENT,
        "colour": EXPERIMENT,
        "fit": EXPERIMENT,
        "background": EVERYTHING,
        "grey_range": EVERYTHING,
        "category_code": EVERYTHING,
        "missing": EVERYTHING,
        "scaling": EXPERIMENT,
        "flatten": EVERYTHING,
        "samples": LEARN,
        "noise": LEARN,
        "test_share": LEARN,
        "split_seed": EXPERIMENT,
        "train_share": EVERYTHING,
        "groups": EVERYTHING,
        "labels_from": EVERYTHING,
        "columns": EXPERIMENT,
        "test_folder": EXPERIMENT,
    },
    "network": {
        "hidden_layers": LEARN,
        "activation_all": LEARN,
        "leak": EXPERIMENT,
    },
    "learning": {
        "learning_rate": LEARN,
        "iterations": LEARN,
        "epochs": LEARN,
    },
    "start": {
        "init_scale": LEARN,
        "initialisation": LEARN,
        "seed": LEARN,
    },
    "updates": {
        "batch_size": EXPERIMENT,
        "optimiser": EXPERIMENT,
        "loss": EXPERIMENT,
        "class_weights": EVERYTHING,
        "output": EVERYTHING,
        "precision": EVERYTHING,
    },
    "tuning": {
        "momentum": EXPERIMENT,
        "beta2": EVERYTHING,
        "epsilon": EVERYTHING,
        "weight_decay": EXPERIMENT,
        "schedule": EXPERIMENT,
        "decay_rate": EXPERIMENT,
        "decay_factor": EXPERIMENT,
        "decay_interval": EXPERIMENT,
        "l2": EXPERIMENT,
        "l1": EVERYTHING,
        "keep_probability": EXPERIMENT,
        "dropout_masks": EVERYTHING,
        "patience": EXPERIMENT,
    },
    "augmentation": {
        "flip": EXPERIMENT,
        "rotation": EXPERIMENT,
        "shift": EXPERIMENT,
        "brightness": EXPERIMENT,
        "augmentation_seed": EVERYTHING,
    },
}
CONTROLS = {
    name: Control(name, part, depth)
    for part, depths in _DEPTHS.items()
    for name, depth in depths.items()
}

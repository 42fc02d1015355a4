"""Settings of the training: rate, length, batches, optimiser, loss and precision."""

from core.data.dataset import Dataset
from core.experiment.settings import Experiment, TrainingSettings
from core.messages import fill, to_translate, tr
from core.network.losses import LOSSES, OUTPUTS
from core.network.optimisers import OPTIMISERS
from gui.controls.rows.choice_row import ChoiceRow
from gui.controls.rows.number_row import NumberRow
from gui.controls.rows.setting_row import SettingRow, SettingRows
from gui.controls.rows.slider_row import SliderRow
from gui.controls.training.class_weights_row import ClassWeightsRow
from gui.widgets.number_format import grouped
from gui.widgets.wheel_safe_boxes import Option

PRECISIONS = (
    Option(
        "float64",
        to_translate("double (float64)"),
        to_translate("15 to 16 digits, 8 bytes a weight"),
    ),
    Option(
        "float32",
        to_translate("single (float32)"),
        to_translate("7 digits, 4 bytes a weight, faster"),
    ),
)


class TrainingSettingRows(SettingRows):
    """Show the learning rate and the length of the training."""

    def __init__(self) -> None:
        rate = SliderRow(
            "training.learning_rate",
            to_translate("Learnin&g rate α"),
            to_translate(
                "The length of a step: gradient descent takes W = W - α dW, and every other "
                "optimiser something of its own in place of dW. Type numbers up to 1000."
            ),
            0.0001,
            10.0,
        )
        self.iterations = NumberRow(
            "training.iterations",
            to_translate("&Iterations"),
            to_translate("Updates of the weights; one of all samples is an epoch, too."),
        )
        self.epochs = NumberRow(
            "training.epochs",
            to_translate("Epochs"),
            to_translate("Passes over all training samples, each an iteration (update) a batch."),
        )
        self.iterations.step_by_size()
        super().__init__((rate, self.iterations, self.epochs))

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings without a signal: iterations, or epochs in their place."""
        super().show_experiment(experiment)
        by_epochs = experiment.training.epochs is not None
        self.epochs.setVisible(by_epochs)
        self.iterations.setVisible(not by_epochs)


class UpdateSettingRows(SettingRows):
    """Show of what and how an update is made, and what the batch size means for the data."""

    def __init__(self) -> None:
        self.batch = NumberRow(
            "training.batch_size",
            to_translate("&Batch size"),
            to_translate("Samples of one update; 0 takes all of them."),
            zero=to_translate("all"),
        )
        self.class_weights = ClassWeightsRow()
        self._samples: int | None = None
        optimiser, loss, *others = _choices()
        super().__init__((self.batch, optimiser, loss, self.class_weights, *others))

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings without a signal."""
        super().show_experiment(experiment)
        self._describe_batches(experiment.training.batch_size)

    def show_dataset(self, dataset: Dataset) -> None:
        """Show what the batch size and the class weights mean for a data set."""
        self._samples = None if dataset.blank else dataset.train.m
        self.class_weights.show_dataset(dataset)
        self._describe_batches(self.batch.box.value())

    def _describe_batches(self, size: int) -> None:
        text, training, m = "", TrainingSettings(batch_size=size), self._samples or 0
        if self._samples is not None and size >= self._samples:
            text = tr(
                "{samples:There is one sample: one batch of it.|There are {samples} samples: one "
                "batch of all of them.}"
            )
        elif self._samples is not None and size > 0:
            text = tr(
                "An epoch, a pass over {samples} samples, is {batches} "
                "{batches:iteration|iterations}."
            )
            if training.has_tiny_last_batch(m):
                text = tr(
                    "An epoch, a pass over {samples} samples, is {batches} iterations, the last of "
                    "them on {last:one sample|{last} samples} only, which can make the cost jump. "
                    "With {alike} at a time there is no such rest."
                )
        counts = {"samples": m, "batches": -(-m // max(1, size)), "last": training.last_batch(m)}
        counts["alike"] = training.even_batch_size(m)
        words = {name: grouped(count) for name, count in counts.items()}
        self.batch.show_note(fill(text, **words))


def _choices() -> tuple[SettingRow, ...]:
    optimiser = ChoiceRow(
        "training.optimiser",
        to_translate("Optimiser"),
        to_translate("How a gradient becomes a step."),
        OPTIMISERS.values(),
    )
    loss = ChoiceRow(
        "training.loss",
        to_translate("Loss"),
        to_translate("What the training makes small."),
        LOSSES.values(),
    )
    output = ChoiceRow(
        "network.output",
        to_translate("Output"),
        to_translate("The activation of the last layer, of those that the loss can have."),
        OUTPUTS.values(),
    )
    precision = ChoiceRow(
        "network.precision",
        to_translate("Precision"),
        to_translate("The digits of every number."),
        PRECISIONS,
    )
    return optimiser, loss, output, precision

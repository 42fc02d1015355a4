"""The details of one hidden unit: its strongest and weakest samples, and its weights."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget

from core.data.dataset import Dataset
from core.data.true_words import number_text, true_words
from core.experiment.inputs import FeatureInputs, Inputs, PictureInputs
from core.files import shown
from core.messages import fill, tr
from core.network.targets import NUMBERS
from core.training.snapshots.probes.preactivations import PreActivations
from core.training.snapshots.probes.weights import Weights
from core.training.snapshots.snapshot import Snapshot
from gui.plots import signed_colours
from gui.views.activations.details import DetailPage, absence, picked_place, titled
from gui.widgets.image_grid import ImageGrid
from gui.widgets.line_list import LineList
from gui.widgets.number_format import grouped, percent, round_up, significant
from gui.widgets.pickers import Picker
from gui.widgets.plain_text import plain_label

# So many of the strongest and of the weakest samples are shown, and so many weights as text.
SHOWN, WRITTEN = 8, 8


class UnitDetail(DetailPage):
    """Show the strongest and weakest samples of a unit, its weights, its mean and spread.

    Layers are the hidden ones and, once its activations have come, the output layer.
    `sample_chosen` carries the place of a sample among those shown, from 0.
    """

    sample_chosen = Signal(int)
    probes = frozenset({"weights", "preactivations"})

    def __init__(self) -> None:
        self.layer = Picker("detail_layer", tr("layer"), tr("The hidden layer of the unit"))
        self.unit = Picker("detail_unit", tr("unit"), tr("The unit that is shown"))
        super().__init__("unit_detail", self.layer, self.unit)
        self.strongest = RankedSamples(tr("strongest"))
        self.weakest = RankedSamples(tr("weakest"), or_all=True)
        self.weights = ImageGrid("detail_weights", tr("Weights"), 40, False)
        self.listed = plain_label()
        self.listed.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._weights = QStackedWidget()
        for part in (self.weights, self.listed):
            self._weights.addWidget(part)
        self.title = plain_label()
        for samples in (self.strongest, self.weakest):
            self.body.addLayout(titled(samples.title, samples), 3)
            samples.chosen.connect(self.sample_chosen)
        self.body.addLayout(titled(self.title, self._weights), 2)
        for picker in (self.layer, self.unit):
            picker.picked.connect(self.picked)

    def show_unit(self, layer: int, unit: int) -> None:
        """Choose a unit, both counted from 1."""
        for picker, number in ((self.layer, layer), (self.unit, unit)):
            picker.offer(max(number, picker.box.maximum()))
            picker.pick(number)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Draw the chosen unit."""
        layers = [layer.A for layer in snapshot.layers]
        sums: PreActivations | None = snapshot.probes.get("preactivations")
        if sums is not None:
            layers.append(sums.A[-1])
        self.layer.offer(len(layers))
        A = layers[self.layer.number - 1]
        self.unit.offer(len(A))
        a = A[self.unit.number - 1]
        self.sentence.setText("\n".join(filter(None, [distribution_text(a), absence(snapshot)])))
        # NaN sorts last: what is broken is strongest.
        order = np.argsort(a, kind="stable")
        self.strongest.show_samples(snapshot, order[::-1], a)
        self.weakest.show_samples(snapshot, order, a)
        weights: Weights | None = snapshot.probes.get("weights")
        if weights is not None and self.layer.number <= len(weights.W):
            self._show_weights(snapshot.dataset.inputs, weights)

    def _show_weights(self, inputs: Inputs, weights: Weights) -> None:
        number, unit = self.layer.number, self.unit.number
        w, reach = weights.W[number - 1][unit - 1], round_up(weights.reach[number - 1])
        if number == 1 and isinstance(inputs, PictureInputs):
            self.title.setText(
                tr("its weights, grey is 0") if inputs.colour else tr("its weights, white is 0")
            )
            self._weights.setCurrentWidget(self.weights)
            tile = signed_colours.tiles(w[np.newaxis], inputs, "colour", reach)
            self.weights.show_tiles(
                tile, (tr("up to ±{reach}").format(reach=significant(reach, 2)),)
            )
            return
        names = inputs.names if number == 1 and isinstance(inputs, FeatureInputs) else ()
        self.title.setText(
            tr("its largest weights, bias {b}").format(
                b=significant(float(weights.b[number - 1][unit - 1, 0]))
            )
        )
        self._weights.setCurrentWidget(self.listed)
        self.listed.setText("\n".join(largest(w, names)))


class RankedSamples(QStackedWidget):
    """The first samples of an order: pictures with the unit's activation, or lines of text.

    Where a unit answers the same to all samples there are none, or `or_all` of them.
    `chosen` carries the place of one that is clicked among those shown, from 0.
    """

    chosen = Signal(int)

    def __init__(self, word: str, or_all: bool = False) -> None:
        super().__init__()
        self._word, self._or_all, self.title = word, or_all, plain_label()
        self._order: np.ndarray = np.empty(0, np.intp)
        self.grid = ImageGrid(f"detail_{word}", word, 34)
        self.grid.setToolTip(tr("Click a picture to see what every layer answers to it"))
        self.listed = LineList(f"detail_{word}_lines", word)
        for part in (self.grid, self.listed):
            part.chosen.connect(lambda place: self.chosen.emit(int(self._order[place])))
            self.addWidget(part)

    def show_samples(self, snapshot: Snapshot, order: np.ndarray, a: np.ndarray) -> None:
        """Show the first of `order`, indices into the samples shown, with their activations `a`.

        None is among the strongest, or weakest, that answers no more, or less, than all others do:
        of a unit of ReLU these are the samples above 0.
        """
        other_end, total = a[order[-1]], len(order)
        if not (self._or_all and other_end == a[order[0]]):
            order = order[a[order] != other_end]
        self._order = order
        inputs, X = snapshot.dataset.inputs, snapshot.dataset.train.X
        numbers = snapshot.shown[order[:SHOWN]]
        names = [true_words(snapshot.dataset, int(number)) for number in numbers]
        answers = [significant(float(a[i])) for i in order[:SHOWN]]
        samples = X[:, snapshot.shown[order[:SHOWN]]]
        if snapshot.targets is NUMBERS and names:
            names_of_title = [_span(snapshot.dataset, numbers)] * len(names)
        else:
            names_of_title = names
        self.title.setText(self._title(a[order], names_of_title, float(other_end), total))
        places = np.flatnonzero(order[:SHOWN] == picked_place(snapshot))
        choice = int(places[0]) if len(places) else -1
        if isinstance(inputs, PictureInputs):
            self.setCurrentWidget(self.grid)
            text = tr("a = {activation}\n{name}")
            captions = [
                text.format(activation=answer, name=name)
                for answer, name in zip(answers, names, strict=True)
            ]
            tiles = signed_colours.pictures(samples, inputs) if names else ()
            self.grid.show_tiles(tiles, captions, choice)
        else:
            self.setCurrentWidget(self.listed)
            text = tr("a = {activation}   {x}   {name}")
            lines = [
                text.format(activation=answer, x=point(x), name=name)
                for answer, x, name in zip(answers, inputs.unscale(samples).T, names, strict=True)
            ]
            self.listed.show_lines(lines, choice)

    def _title(self, answers: np.ndarray, names: list[str], other_end: float, total: int) -> str:
        """Say of which class most are, and how many answer the same."""
        if not names:
            return tr("{word}: none, it answers {value} to all").format(
                word=self._word, value=significant(other_end)
            )
        alike = int(np.count_nonzero(answers == answers[0]))
        if alike > len(names):
            return tr("{word}: {value} on {count} of {all} samples, some of them here").format(
                word=self._word,
                value=significant(float(answers[0])),
                count=grouped(alike),
                all=grouped(total),
            )
        best = max(names, key=names.count)
        text = tr("{word}: {some} of {all} are {name}")
        if len(names) < SHOWN:
            text = tr(
                "{word}: {all:only this one is|only these {all} are} not {value}, {some} {name}"
            )
        return fill(
            text,
            word=self._word,
            some=names.count(best),
            all=len(names),
            name=best,
            value=significant(other_end),
        )


def _span(dataset: Dataset, numbers: np.ndarray) -> str:
    """Say from where to where the first number goes in some training samples."""
    values = dataset.in_own_unit(dataset.train.Y[:, numbers])[0]
    return tr("{name} {low} to {high}").format(
        name=shown(dataset.classes[0]),
        low=number_text(float(values.min())),
        high=number_text(float(values.max())),
    )


def distribution_text(a: np.ndarray) -> str:
    """Describe activations: mean, standard deviation, range, and how many are 0 or not finite."""
    finite = a[np.isfinite(a)]
    if len(finite) < len(a):
        return tr("{some} of {all} answers are not finite").format(
            some=len(a) - len(finite), all=len(a)
        )
    # Of a run that diverges squares are beyond all numbers before the answers are.
    with np.errstate(over="ignore"):
        mean, spread = float(a.mean()), float(a.std())
    text = tr("mean {mean}, standard deviation {spread}, from {low} to {high}; 0 on {zero}")
    return text.format(
        mean=significant(mean),
        spread=significant(spread),
        low=significant(float(a.min())),
        high=significant(float(a.max())),
        zero=percent(float(np.mean(a == 0))),
    )


def largest(w: np.ndarray, names: tuple[str, ...]) -> list[str]:
    """Write the largest weights, with the names of what they read where it has names."""
    order = np.argsort(-np.abs(w), kind="stable")[:WRITTEN]
    sources = [names[i] if names else tr("unit {number}").format(number=i + 1) for i in order]
    text = tr("from {name}: {value}")
    return [
        text.format(name=name, value=significant(float(w[i])))
        for name, i in zip(sources, order, strict=True)
    ]


def point(x: np.ndarray) -> str:
    """Write a sample of features, of many the first few."""
    few = ", ".join(significant(value, 3) for value in x[:3])
    return f"({few}, …)" if len(x) > 3 else f"({few})"

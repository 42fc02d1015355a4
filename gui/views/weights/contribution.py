"""The contribution of each input to z of one unit on one sample."""

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.data.true_words import true_words_of
from core.experiment.inputs import FeatureInputs, PictureInputs
from core.messages import tr
from core.training.snapshots.probes.weights import Weights
from core.training.snapshots.snapshot import Snapshot
from gui import theme
from gui.plots import signed_colours
from gui.views.sample_picker import SamplePicker
from gui.widgets.button import link_button
from gui.widgets.flow_layout import FlowLayout
from gui.widgets.image_grid import ImageGrid
from gui.widgets.number_format import NO_BREAK_SPACE, grouped, significant
from gui.widgets.pickers import Picker
from gui.widgets.plain_text import plain_label

WIDTH = 300
# Of many features only so many are written out, the largest.
NAMED = 6


class Contribution(QWidget):
    """Show x, w and w x of a unit of the first layer and a sample, and the sum z.

    `picked` says that another unit was chosen and `unit_opened` wants to see its samples,
    `sample_picked` carries another Sample, and `sample_opened` that its picture was clicked.
    """

    picked = Signal()
    unit_opened = Signal()
    sample_picked = Signal(object)
    sample_opened = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.unit = Picker("weights_unit", tr("unit"), tr("The unit whose sum is shown"))
        self.sample = SamplePicker("weights_sample")
        self.grid = ImageGrid("weights_product", tr("Picture, weights, and product"))
        self.samples = link_button(
            "weights_unit_samples",
            tr("Its strongest and weakest samples"),
            tr("Show the samples that this unit answers most and least"),
        )
        self.terms, self.sum = plain_label(), plain_label()
        for label in (self.terms, self.sum):
            label.setWordWrap(True)
            label.setFont(theme.figure_font())
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sum.setObjectName("weights_sum")
        self._lay_out()
        self.unit.picked.connect(self.picked)
        self.sample.picked.connect(self.sample_picked)
        self.grid.clicked.connect(self._open)
        self.samples.clicked.connect(self.unit_opened)

    def show_sum(self, snapshot: Snapshot, weights: Weights, name: str, reach: float) -> None:
        """Show the chosen unit on the chosen sample; `name` is that of a row of SIGNED_COLOURS."""
        self.unit.offer(len(weights.W[0]))
        sample = snapshot.sample
        self.sample.show_sample(snapshot.dataset, sample)
        unit, x = self.unit.number - 1, sample.x(snapshot.dataset)
        w, b = weights.W[0][unit], float(weights.b[0][unit, 0])
        with np.errstate(all="ignore"):
            product = w * x
            self._say(float(product.sum()), b)
        inputs = snapshot.dataset.inputs
        self.grid.setVisible(isinstance(inputs, PictureInputs))
        self.terms.setVisible(isinstance(inputs, FeatureInputs))
        kind = true_words_of(snapshot.dataset, sample) or tr("your picture")
        if isinstance(inputs, PictureInputs):
            picture = signed_colours.pictures(x[:, np.newaxis], inputs)
            weights_tile = signed_colours.tiles(w[np.newaxis], inputs, name, reach)
            # As in Sample: red adds to z, blue takes away.
            product_reach = signed_colours.reach_of(product)
            product_tile = signed_colours.tiles(product[np.newaxis], inputs, "mean", product_reach)
            tiles = np.concatenate([picture, weights_tile, product_tile])
            captions = (tr("x: {name}").format(name=kind), tr("w"), tr("w · x: red adds"))
            self.grid.show_tiles(tiles, captions)
        else:
            self.terms.setText(_terms(inputs, w, x, kind))

    def _open(self, place: int) -> None:
        if place == 0:
            self.sample_opened.emit()

    def _say(self, total: float, b: float) -> None:
        text = tr("sum of w · x = {total}, + b = {b}, z = {z}").format(
            total=significant(total), b=significant(b), z=significant(total + b)
        )
        # A line ends only after a comma.
        self.sum.setText(text.replace(" ", NO_BREAK_SPACE).replace("," + NO_BREAK_SPACE, ", "))

    def _lay_out(self) -> None:
        top = FlowLayout(theme.SPACE)
        for picker in (self.unit, self.sample):
            top.addWidget(picker)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, theme.SPACE, theme.TIGHT)
        whole.setSpacing(theme.TIGHT)
        whole.addLayout(top)
        whole.addWidget(self.samples, 0, Qt.AlignmentFlag.AlignLeft)
        whole.addWidget(self.sum)
        whole.addWidget(self.grid, 1)
        whole.addWidget(self.terms)
        whole.addStretch(0)


def _terms(inputs: FeatureInputs, w: np.ndarray, x: np.ndarray, kind: str) -> str:
    with np.errstate(all="ignore"):
        product = w * x
    largest = np.argsort(-np.abs(product), kind="stable")[:NAMED]
    lines = [
        tr("{name}: w {w} · x {x} = {product}").format(
            name=inputs.names[i],
            w=significant(w[i]),
            x=significant(x[i]),
            product=significant(product[i]),
        )
        for i in largest
    ]
    if len(x) > NAMED:
        lines.append(tr("and {count} smaller").format(count=grouped(len(x) - NAMED)))
    return "\n".join([kind, *lines])

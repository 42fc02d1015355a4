"""One sample: what the network saw of it, what pushed its answer, and which samples are like it."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.data.images.previews import Preview, PreviewRequest, PreviewUpdate
from core.data.sample import Sample
from core.data.true_words import true_words
from core.experiment.inputs import FeatureInputs, PictureInputs
from core.files import shown
from core.messages import to_translate, tr, translate
from core.network.targets import CLASSES
from core.training.snapshots.probes.boundary import Boundary
from core.training.snapshots.probes.neighbours import Neighbours
from core.training.snapshots.probes.occlusion import Occlusion
from core.training.snapshots.probes.sample import SamplePass
from core.training.snapshots.probes.weights import Weights
from core.training.snapshots.snapshot import Snapshot, State
from gui import theme
from gui.plots import signed_colours
from gui.views.probe_view import ProbeView
from gui.views.sample.sentences import (
    answer_text,
    nearest_text,
    occlusion_text,
    probabilities_text,
    strongest,
    unit_text,
)
from gui.views.sample_picker import SamplePicker
from gui.views.sample_plane import SamplePlane, answer_colours
from gui.widgets.elided_lines import ElidedLines
from gui.widgets.image_grid import ImageGrid
from gui.widgets.line_list import LineList
from gui.widgets.number_format import grouped, percent, significant
from gui.widgets.pickers import Picker
from gui.widgets.plain_text import plain_label
from gui.widgets.text_row import TextRow

LARGEST = 320
"""Pixels of the larger side of the file's own picture."""
# Of many features only so many terms are written out, the largest.
WRITTEN = 10
ROUNDING = 1e-6
# How much of its own colour a pixel of the heat map has where the change is greatest.
STRONGEST = 0.8

CLASSES_TIP = to_translate("Click a point to pick it; colour: the answer, strong where sure")
NUMBERS_TIP = to_translate("Click a point to pick it; colour: the number that is answered")


class SampleView(ProbeView):
    """Show the picked sample; `picture_wanted` carries a PreviewRequest for its file."""

    picture_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("sample_view", tr("Sample"), "sample", parent)
        self.sample = SamplePicker("sample_number")
        self.unit = Picker(
            "sample_unit",
            tr("unit"),
            tr(
                "The unit of layer 1 whose w · x is shown: at first the one that does most to this "
                "answer, whichever is shown in Weights"
            ),
        )
        self.answer, self.name = plain_label(), ElidedLines("sample_name", least=1)
        self.probabilities = theme.make_muted(plain_label())
        self.untrained = theme.make_muted(plain_label())
        self.pictures = ImageGrid(
            "sample_pictures", tr("The sample, its file, and what pushed the answer"), 40, False
        )
        self.terms, self.causes = plain_label(), plain_label()
        self.plane = SamplePlane()
        self.nearest = plain_label()
        self.neighbours = ImageGrid(
            "sample_neighbours", tr("The most similar training samples"), 34
        )
        self.listed = LineList("sample_nearest", tr("The most similar training samples"))
        self._unit_of: object = None
        self._unit_chosen = False
        self._order: PreviewRequest | None = None
        self._preview: Preview | None = None
        self._numbers = np.empty(0, np.intp)
        self._lay_out()
        self.plane.pressed.connect(self._pick_point)
        self.sample.picked.connect(self.sample_picked)
        self.unit.picked.connect(self._choose)
        for nearest in (self.neighbours, self.listed):
            nearest.chosen.connect(self._pick_neighbour)

    def draw_probe(self, snapshot: Snapshot, probe: Any) -> None:
        """Draw the sample that the snapshot looks at."""
        seen: SamplePass = probe
        sample, inputs = seen.sample, snapshot.dataset.inputs
        self.sample.show_sample(snapshot.dataset, sample)
        self.answer.setText(answer_text(snapshot, seen))
        probabilities = probabilities_text(snapshot, seen)
        self.probabilities.setText(probabilities)
        self.probabilities.setVisible(bool(probabilities))
        self.untrained.setText(str(snapshot.untrained or ""))
        self.untrained.setVisible(bool(snapshot.untrained))
        line = _line(snapshot.dataset, sample)
        self.name.show_text(shown(sample.name) or line)
        self.name.setVisible(bool(sample.name or line))
        self._choose_unit(snapshot, seen)
        pictured = isinstance(inputs, PictureInputs)
        for grid, text in ((self.pictures, self.terms), (self.neighbours, self.listed)):
            grid.setVisible(pictured)
            text.setVisible(not pictured)
        self._draw_plane(snapshot)
        weights: Weights | None = snapshot.probes.get("weights")
        occlusion: Occlusion | None = snapshot.probes.get("occlusion")
        if weights is not None:
            self._say_causes(snapshot, seen, weights, occlusion)
            if isinstance(inputs, PictureInputs):
                self._want_file(snapshot, sample, inputs)
                self._draw_pictures(snapshot, seen, weights, occlusion, inputs)
            else:
                self.terms.setText(self._terms(snapshot.dataset, seen, weights, inputs))
        neighbours: Neighbours | None = snapshot.probes.get("neighbours")
        if neighbours is not None:
            self._draw_neighbours(snapshot, neighbours)

    def show_news(self, news: PreviewUpdate) -> None:
        """Show what was read of the sample's file, if it is still the one that is looked at."""
        if news.order == self._order and isinstance(news.result, Preview):
            self._preview = news.result
            self._draw_again()

    def recolour(self) -> None:
        self._drawn_version = None
        self.plane.recolour()
        self.plane.forget()

    def forget_data(self) -> None:
        """Show other points at the next drawing."""
        self.plane.forget()

    def _draw_plane(self, snapshot: Snapshot) -> None:
        seen: Boundary | None = snapshot.probes.get("boundary")
        self.plane.setVisible(seen is not None)
        if seen is not None:
            self.plane.show_picture(answer_colours(seen, snapshot.dataset), seen.x1, seen.x2)
            of_numbers = seen.values is not None
            self.plane.setToolTip(translate(NUMBERS_TIP if of_numbers else CLASSES_TIP))
            self.plane.show_data(snapshot.dataset, snapshot.sample)

    def _choose_unit(self, snapshot: Snapshot, seen: SamplePass) -> None:
        """Begin with the unit that does most to the answer; then its user chooses."""
        self.unit.offer(len(seen.effects))
        key = seen.sample, snapshot.run, len(seen.effects)
        learns = snapshot.state is State.RUNNING
        if key != self._unit_of or not (self._unit_chosen or learns):
            self._unit_chosen = self._unit_chosen and key == self._unit_of
            self._unit_of = key
            with QSignalBlocker(self.unit.box):
                self.unit.pick(strongest(seen) + 1)

    def _say_causes(
        self, snapshot: Snapshot, seen: SamplePass, weights: Weights, occlusion: Occlusion | None
    ) -> None:
        unit = self.unit.number - 1
        texts = [unit_text(snapshot, seen, weights, unit)]
        if occlusion is not None:
            texts.append(occlusion_text(snapshot, occlusion))
        self.causes.setText("\n".join(texts))

    def _want_file(self, snapshot: Snapshot, sample: Sample, inputs: PictureInputs) -> None:
        settings = snapshot.experiment.data
        outside = sample.pixels is not None
        path = sample.path(settings) if outside or settings.kind == "pictures" else ""
        paper = theme.colour("base").name()
        order = PreviewRequest(path, inputs.unscaled, LARGEST, paper) if path else None
        if order != self._order:
            self._order, self._preview = order, None
            if order:
                self.picture_wanted.emit(order)

    def _draw_pictures(
        self,
        snapshot: Snapshot,
        seen: SamplePass,
        weights: Weights,
        occlusion: Occlusion | None,
        inputs: PictureInputs,
    ) -> None:
        unit = self.unit.number - 1
        picture = signed_colours.pictures(seen.x[:, np.newaxis], inputs)[0]
        tiles, captions = [picture], [tr("seen: {size} x {size}").format(size=inputs.size)]
        if self._preview is not None:
            width, height = self._preview.size
            tiles.append(self._preview.own)
            captions.append(tr("file: {width} x {height}").format(width=width, height=height))
        with np.errstate(all="ignore"):
            product = (weights.W[0][unit] * seen.x)[np.newaxis]
        reach = signed_colours.reach_of(product)
        tiles.append(signed_colours.tiles(product, inputs, "mean", reach)[0])
        captions.append(tr("w · x ± {reach}").format(reach=significant(reach, 2)))
        if occlusion is not None:
            tiles.append(heat_map(picture, occlusion))
            text = tr("grey patch ± {reach}")
            captions.append(text.format(reach=percent(occlusion.reach, 2)))
        self.pictures.show_tiles(tiles, captions)

    def _terms(
        self, dataset: Dataset, seen: SamplePass, weights: Weights, inputs: FeatureInputs
    ) -> str:
        w = weights.W[0][self.unit.number - 1]
        missing = [seen.sample.is_missing(dataset, i) for i in range(len(seen.x))]
        # The mean, scaled around itself, is 0 but for rounding.
        x = np.where(missing & (np.abs(seen.x) < ROUNDING), 0.0, seen.x)
        with np.errstate(all="ignore"):
            product = w * x + 0.0  # never -0
        largest = np.argsort(-np.abs(product), kind="stable")[:WRITTEN]
        raw = inputs.unscale(np.asarray(seen.x, np.float64)[:, np.newaxis])[:, 0]

        def text_of(i: int) -> str:
            if missing[i]:
                return tr("{name} missing, {raw} stands for it: w {w} · x {x} = {product}")
            if raw[i] == seen.x[i]:
                return tr("{name}: w {w} · x {x} = {product}")
            return tr("{name} {raw}: w {w} · x {x} = {product}")

        return "\n".join(
            text_of(i).format(
                name=inputs.names[i],
                raw=significant(float(raw[i])),
                w=significant(float(w[i])),
                x=significant(float(x[i])),
                product=significant(float(product[i])),
            )
            for i in largest
        )

    def _draw_neighbours(self, snapshot: Snapshot, neighbours: Neighbours) -> None:
        dataset, self._numbers = snapshot.dataset, neighbours.numbers
        names = [true_words(dataset, int(number)) for number in neighbours.numbers]
        distances = [significant(float(distance), 3) for distance in neighbours.distances]
        told = "" if dataset.blank else nearest_text(names, dataset.targets is CLASSES)
        self.nearest.setText(told)
        X = dataset.train.X[:, neighbours.numbers]
        if isinstance(dataset.inputs, PictureInputs):
            captions = [f"{d}\n{name}" for d, name in zip(distances, names, strict=True)]
            tiles = signed_colours.pictures(X, dataset.inputs) if len(names) else ()
            self.neighbours.show_tiles(tiles, captions)
            return
        text = tr("{distance} to sample {number}, {name}")
        lines = [
            text.format(distance=d, number=int(number) + 1, name=name)
            for d, number, name in zip(distances, neighbours.numbers, names, strict=True)
        ]
        self.listed.show_lines(lines)

    def _pick_neighbour(self, place: int) -> None:
        if self.newest is not None:
            self.sample_picked.emit(Sample.of(self.newest.dataset, int(self._numbers[place])))

    def _pick_point(self, place: QPointF) -> None:
        if self.newest is not None:
            picked = self.plane.nearest_sample(self.newest.dataset, place)
            if picked:
                self.sample_picked.emit(picked)

    def _choose(self) -> None:
        self._unit_chosen = True
        self._draw_again()

    def _draw_again(self) -> None:
        self._drawn_version = None
        self.redraw()

    def _lay_out(self) -> None:
        self.answer.setObjectName("sample_answer")
        self.probabilities.setObjectName("sample_probabilities")
        self.untrained.setObjectName("sample_untrained")
        self.causes.setObjectName("sample_causes")
        self.terms.setFont(theme.figure_font())
        self.terms.setAlignment(Qt.AlignmentFlag.AlignTop)
        said = (self.answer, self.probabilities, self.untrained)
        for label in (*said, self.causes, self.nearest, self.terms):
            label.setWordWrap(label is not self.terms)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        theme.make_muted(self.nearest)
        self.plane.setAccessibleName(tr("Every sample in the plane, a ring around this one"))
        words = QWidget()
        lines = _column(*((label, 0) for label in said))
        lines.setContentsMargins(0, 0, 0, 0)
        words.setLayout(lines)
        top = TextRow([self.sample], words, [self.unit])
        left = _column((self.name, 0), (self.pictures, 1), (self.terms, 0), (self.causes, 0))
        left.addStretch()
        right = _column((self.nearest, 0), (self.neighbours, 1), (self.listed, 1))
        middle = QHBoxLayout()
        middle.setSpacing(theme.SPACE)
        middle.addLayout(left, 3)
        middle.addWidget(self.plane, 3)
        middle.addLayout(right, 2)
        self.body.setContentsMargins(theme.SPACE, theme.TIGHT, theme.SPACE, theme.TIGHT)
        self.body.addWidget(top)
        self.body.addLayout(middle, 1)


def heat_map(picture: np.ndarray, occlusion: Occlusion) -> np.ndarray:
    """Return a picture in grey, uint8 (size, size, 3), with the changes of its pixels in colour."""
    change = np.nan_to_num(occlusion.by_pixel())
    size, reach = len(change), signed_colours.reach_of(change)
    inputs = PictureInputs(size=size, colour=False)
    colour = signed_colours.tiles(change.reshape(1, -1), inputs, "mean", reach)[0]
    solid = (STRONGEST * np.abs(change) / reach)[..., np.newaxis]
    grey = picture.mean(axis=2, keepdims=True)
    blended: np.ndarray = np.rint(grey * (1 - solid) + colour * solid).astype(np.uint8)
    return blended


def _column(*parts: tuple[QWidget, int]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(theme.TIGHT)
    for part, stretch in parts:
        column.addWidget(part, stretch)
    return column


def _line(dataset: Dataset, sample: Sample) -> str:
    """Say where the row of a table stands in its file."""
    side = dataset.test if sample.test else dataset.train
    if side is None or side.lines is None or sample.pixels is not None:
        return ""
    return tr("line {line} of the file").format(line=grouped(int(side.lines[sample.number])))

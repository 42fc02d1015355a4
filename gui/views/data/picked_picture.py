"""The picture that was picked: large, as the network sees it, beside its own file."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QPixmap

from core.data.dataset import Dataset
from core.data.folder.items import SampleItem, Side, with_pending_edits
from core.data.images.previews import Preview, PreviewRequest, PreviewUpdate
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings
from core.files import shown
from core.messages import tr
from gui import theme
from gui.views.data.picture_pair import PicturePair
from gui.views.data.thumbnails import Thumbnails, image

SIDES = {
    Side.TRAIN: "to train with",
    Side.TEST: "kept for the test",
    Side.EXCLUDED: "left out by you",
}
LARGEST = 320
"""Pixels of the larger side of a file's own picture."""


class PickedPicture(PicturePair):
    """Show one item; what has to be read from its file comes when it is there."""

    picture_wanted = Signal(object)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._order: PreviewRequest | None = None
        self._item: SampleItem | None = None
        self._words = ""

    def show_item(
        self, item: SampleItem, settings: DataSettings, dataset: Dataset, copies: list[SampleItem]
    ) -> None:
        """Show an item as the settings want it."""
        inputs = settings.picture_inputs if item.path else dataset.inputs
        if not isinstance(inputs, PictureInputs):
            return
        self.menu.setVisible(bool(item.name))
        self._words = _words(with_pending_edits(settings, item), copies)
        self.say(self._words)
        order = PreviewRequest(item.path, inputs, LARGEST, theme.colour("base").name())
        if not item.path:
            self.show_pictures([(self._thumbnails.whole(item), _as_seen(inputs))])
        elif order != self._order:
            if self._order is None or order.path != self._order.path:
                first = self._thumbnails.picture(item)
                self.show_pictures([(first, _as_seen(inputs)), (None, tr("file"))])
            self.picture_wanted.emit(order)
        self._item, self._order = item, order if item.path else None

    def show_news(self, news: PreviewUpdate) -> None:
        """Show what was read of a file, if it is still the one that was picked."""
        if news.order != self._order or self._order is None:
            return
        if isinstance(news.result, Preview):
            self._show_file(news.result, self._order.inputs)
        elif news.problem:
            self.say(f"{shown(self._order.path)}: {news.problem}")

    def _show_file(self, found: Preview, inputs: PictureInputs) -> None:
        width, height = found.size
        size = tr("file: {width} x {height}").format(width=width, height=height)
        seen, own = (QPixmap.fromImage(image(pixels)) for pixels in (found.seen, found.own))
        self.show_pictures([(seen, _as_seen(inputs)), (own, size)])
        if self._item and self._thumbnails.differs(self._item, inputs, found.seen):
            changed = tr("The file has changed since it was read: read the data again (Ctrl+R).")
            self.say(f"{self._words}\n{changed}")


def _as_seen(inputs: PictureInputs) -> str:
    return tr("network: {size} x {size}").format(size=inputs.size)


def _words(item: SampleItem, copies: list[SampleItem]) -> str:
    name = item.name or tr("sample {number}").format(number=item.column + 1)
    words = [name, f"{shown(item.class_name)}, {tr(SIDES[item.side])}"]
    if copies:
        words.append(tr("The same as {names}.").format(names=", ".join(one.name for one in copies)))
    return "\n".join(words)

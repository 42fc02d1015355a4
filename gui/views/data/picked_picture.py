"""The picture that was picked: large, as the network sees it, beside its own file."""

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.data.dataset import Dataset
from core.data.folder.items import SampleItem, Side, with_pending_edits
from core.data.images.previews import Preview, PreviewRequest, PreviewUpdate
from core.experiment.inputs import PictureInputs
from core.experiment.settings import DataSettings
from core.files import shown
from core.messages import labelled, listed, to_translate, tr, translate
from core.training.analyses.doubtful_labels import DoubtfulLabel
from gui import theme
from gui.commands import keys_of
from gui.views.data.sections import Copies
from gui.views.data.thumbnails import Thumbnails, image
from gui.views.sample_picker import why_button
from gui.widgets.button import Button
from gui.widgets.elided_lines import ElidedLines
from gui.widgets.number_format import percent

SIDES = {
    Side.TRAIN: to_translate("to train with"),
    Side.TEST: to_translate("kept for the test"),
    Side.EXCLUDED: to_translate("left out by you"),
}
LARGEST = 320
"""Pixels of the larger side of a file's own picture."""
CAPTION = 16
"""Pixels for the text below a picture."""


class PickedPicture(QWidget):
    """Show an item as the network sees it and, once it has been read, its own file.

    `menu` is the button for what can be done with it, `why` leads to the causes of the answer to
    it, by `opened`; `picture_wanted` carries a PreviewRequest.
    """

    picture_wanted = Signal(object)
    opened = Signal()

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        self._thumbnails = thumbnails
        self._order: PreviewRequest | None = None
        self._item: SampleItem | None = None
        self._words = ""
        self.setObjectName("data_picture")
        self.setAccessibleName(tr("The picture that was picked"))
        self.pair = _PicturePair()
        self.words = ElidedLines("data_picture_words")
        self.menu = Button(tr("Change"))
        self.menu.setObjectName("data_change")
        self.menu.setToolTip(
            tr(
                "Leave the picture out, give it another class, or keep it for the test.\n"
                "The file itself stays as it is."
            )
        )
        self.why = why_button("data_why")
        self.why.clicked.connect(self.opened)
        low = QHBoxLayout()
        low.addStretch(1)
        low.addWidget(self.why, 0, Qt.AlignmentFlag.AlignTop)
        low.addWidget(self.menu, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE, 0, theme.SPACE, theme.TIGHT)
        column.setSpacing(theme.TIGHT)
        column.addWidget(self.pair, 1)
        column.addWidget(self.words)
        column.addLayout(low)
        self.setMinimumWidth(170)

    def show_item(
        self,
        item: SampleItem,
        settings: DataSettings,
        dataset: Dataset,
        copies: Copies,
        doubt: DoubtfulLabel | None = None,
    ) -> None:
        """Show an item as the settings want it, with the doubt in its label if there is one."""
        inputs = dataset.inputs
        if item.path:
            inputs = settings.picture_inputs.with_range_of(inputs)
        if not isinstance(inputs, PictureInputs):
            return
        self.menu.setVisible(bool(item.name))
        self.why.setVisible(item.side is not Side.EXCLUDED)
        self._words = _words(with_pending_edits(settings, item), copies, doubt)
        self._say(self._words)
        order = PreviewRequest(item.path, inputs, LARGEST, theme.colour("base").name())
        if not item.path:
            self._show_pictures([(self._thumbnails.whole(item), _as_seen(inputs))])
        elif order != self._order:
            if self._order is None or order.path != self._order.path:
                first = self._thumbnails.picture(item)
                self._show_pictures([(first, _as_seen(inputs)), (None, tr("file"))])
            self.picture_wanted.emit(order)
        self._item, self._order = item, order if item.path else None

    def show_news(self, news: PreviewUpdate) -> None:
        """Show what was read of a file, if it is still the one that was picked."""
        if news.order != self._order or self._order is None:
            return
        if isinstance(news.result, Preview):
            self._show_file(news.result, self._order.inputs)
        elif news.problem:
            self._say(labelled(shown(self._order.path), news.problem))

    def _show_pictures(self, pictures: list[tuple[QPixmap | None, str]]) -> None:
        """Show one or two, each with its caption; a picture still to come leaves its place."""
        self.pair.pictures = pictures
        self.pair.setAccessibleName(str(listed(caption for _, caption in pictures)))
        self.pair.update()

    def _say(self, text: str) -> None:
        """Say what is known of the picture."""
        self.words.show_text(text)

    def _show_file(self, preview: Preview, inputs: PictureInputs) -> None:
        width, height = preview.size
        size = tr("file: {width} x {height}").format(width=width, height=height)
        seen, file = (QPixmap.fromImage(image(pixels)) for pixels in (preview.seen, preview.own))
        if self._item and self._thumbnails.mixes:
            seen = self._thumbnails.whole(self._item) or seen
        self._show_pictures([(seen, _as_seen(inputs)), (file, size)])
        if self._item and self._thumbnails.differs(self._item, inputs, preview.seen):
            changed = tr("The file has changed since it was read: read the data again ({keys}).")
            changed = changed.format(keys=keys_of("read_again"))
            self._say(f"{self._words}\n{changed}")


class _PicturePair(QWidget):
    """Paint both pictures as large as there is room, side by side or one above the other."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[tuple[QPixmap | None, str]] = []
        self.setObjectName("data_pair")
        self.setToolTip(tr("Left as the network sees it, right the file's own picture."))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def minimumSizeHint(self) -> QSize:
        return QSize(150, 80)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(theme.small_font())
        for number, (picture, caption) in enumerate(self.pictures):
            self._paint(painter, self._place(number), picture, caption, sharp=number == 0)

    def _place(self, number: int) -> QRect:
        """Return the square of the first or the second picture."""
        width, height = self.width(), self.height()
        if len(self.pictures) == 1:
            return QRect(0, 0, *(max(1, min(width, height - CAPTION)),) * 2)
        beside = min((width - theme.SPACE) // 2, height - CAPTION)
        below = min(width, (height - theme.SPACE) // 2 - CAPTION)
        side = max(1, beside, below)
        step = side + theme.SPACE
        if beside >= below:
            return QRect(number * step, 0, side, side)
        return QRect(0, number * (step + CAPTION), side, side)

    def _paint(
        self, painter: QPainter, place: QRect, picture: QPixmap | None, caption: str, sharp: bool
    ) -> None:
        if picture is None:
            painter.fillRect(place, theme.colour("groove", 0.5))
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, not sharp)
            painter.drawPixmap(place, picture)
        painter.setPen(theme.colour("quiet"))
        below = QRect(place.x(), place.bottom() + 1, place.width(), CAPTION)
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(caption, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)


def _as_seen(inputs: PictureInputs) -> str:
    return tr("network: {size} x {size}").format(size=inputs.size)


def _words(item: SampleItem, copies: Copies, doubt: DoubtfulLabel | None) -> str:
    name = shown(item.name) or tr("sample {number}").format(number=item.column + 1)
    # What a table says of a picture that is left out is not known.
    unknown = "" if item.side is Side.EXCLUDED else tr("none of the labels")
    about = filter(None, (shown(item.class_name) or unknown, translate(SIDES[item.side])))
    words = [name, str(listed(about))]
    if doubt and doubt.given == item.class_name:
        text = tr("{suggested} ({sure}) rather than {given} ({unsure})?")
        words.append(
            text.format(
                suggested=shown(doubt.suggested),
                sure=percent(doubt.suggested_probability),
                given=shown(doubt.given),
                unsure=percent(doubt.given_probability),
            )
        )
        words.append(tr("C corrects the label, K keeps it."))
    texts = tr("The same as {names}."), tr("Nearly the same as {names}: compare them.")
    for text, alike in zip(texts, copies, strict=True):
        if alike:
            words.append(text.format(names=listed(shown(copy.name) for copy in alike)))
    return "\n".join(words)

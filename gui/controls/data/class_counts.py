"""How many samples each class has, as text in the colours of the classes."""

from html import escape

from core.data.dataset import Dataset, Samples
from core.experiment.inputs import PictureInputs
from core.files import shown
from core.messages import fill, labelled, listed, tr
from core.network.targets import CLASSES
from gui import theme
from gui.widgets.number_format import NO_BREAK_SPACE, grouped

MAX_CLASSES = 12
LONGEST = 48
"""Letters of a name of which all are shown: Data and Predictions have it whole."""


def counts_html(dataset: Dataset, samples: Samples, dots: bool) -> str:
    """Return "72 cat, 137 non-cat" as HTML; `dots` puts a dot of its colour before each class.

    Samples with labels or numbers are counted together.
    """
    if dataset.targets is not CLASSES:
        names = escape(str(listed(map(_short, dataset.classes[:MAX_CLASSES]))))
        text = tr("{count} {count:row|rows} with {names}")
        if isinstance(dataset.inputs, PictureInputs):
            text = tr("{count} {count:picture|pictures} with {names}")
        return fill(text, count=samples.m, names=names)
    parts = []
    for number, (name, count) in enumerate(dataset.counts(samples).items()):
        if number == MAX_CLASSES:
            more = len(dataset.classes) - MAX_CLASSES
            parts.append(fill(tr("{count} {count:class|classes} more"), count=more))
            break
        # "142 3" would read as one number.
        text = f"{grouped(count)} {_short(name)}"
        if name.isdigit():
            text = labelled(name, grouped(count))
        text = text.replace(" ", NO_BREAK_SPACE)
        parts.append(_dot(number) + escape(text) if dots else escape(text))
    return "&nbsp; ".join(parts) if dots else str(listed(parts))


def _short(name: str) -> str:
    """Return a name without its middle, where it is so long that counts would be hard to find."""
    name, part = shown(name), LONGEST // 2
    return name if len(name) <= LONGEST else f"{name[:part]}…{name[-part:]}"


def _dot(number: int) -> str:
    return f'<span style="color:{theme.class_colour(number).name()}">\u25cf</span>{NO_BREAK_SPACE}'

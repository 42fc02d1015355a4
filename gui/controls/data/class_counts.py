"""How many samples each class has, in words and in the classes' colours."""

from html import escape

from core.data.dataset import Dataset, Samples
from core.messages import tr
from gui import theme
from gui.widgets.number_format import grouped

MOST_CLASSES = 12


def printable(name: str) -> str:
    """Write a name from a disk so that every character of it can be seen."""
    safe = name.encode("utf-8", "backslashreplace").decode()
    return "".join(c if c.isprintable() else ascii(c)[1:-1] for c in safe)


def counts_html(dataset: Dataset, samples: Samples, dots: bool) -> str:
    """Write "72 cat, 137 non-cat"; `dots` puts a dot of its colour before each class."""
    words = []
    for number, (name, count) in enumerate(dataset.counts(samples).items()):
        if number == MOST_CLASSES:
            more = len(dataset.classes) - MOST_CLASSES
            words.append(tr("{count} classes more").format(count=more))
            break
        # A space that does not break keeps a number beside its class.
        # Digits are no words for things to count: "3: 142" where "142 cat" would be read.
        shown = f"{printable(name)}:\u00a0{grouped(count)}"
        text = escape(shown if name.isdigit() else f"{grouped(count)}\u00a0{printable(name)}")
        words.append(_dot(number) + text if dots else text)
    return ("&nbsp; " if dots else ", ").join(words)


def _dot(number: int) -> str:
    return f'<span style="color:{theme.class_colour(number).name()}">\u25cf</span>\u00a0'

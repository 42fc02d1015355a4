"""A part of the settings panel under a muted heading."""

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from gui import theme


class Section(QWidget):
    """Stack controls below a heading with a hairline."""

    def __init__(self, heading: str, *parts: QWidget) -> None:
        super().__init__()
        self.setAccessibleName(heading)
        label = theme.make_muted(QLabel(heading.upper()), theme.heading_font())
        line = QFrame()
        line.setFixedHeight(1)
        theme.set_style_flag(line, "hairline")
        top = QHBoxLayout()
        top.setSpacing(theme.SPACE)
        top.addWidget(label)
        top.addWidget(line, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE)
        column.addLayout(top)
        for part in parts:
            column.addWidget(part)

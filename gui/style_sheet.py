"""The style sheet of the few widgets that Fusion draws too loudly; $names are theme colours."""

from string import Template

SHEET = Template(
    """
QToolTip { color: $text; background: $raised; border: 1px solid $border; padding: 4px; }
QPushButton {
    color: $text; background: $raised; border: 1px solid $border; border-radius: 5px;
    padding: 4px 10px;
}
QToolButton[button="true"]:checked, QPushButton:checked {
    color: $on_accent; background: $accent; border-color: $accent;
}
QPushButton:hover { border-color: $faint; background: $groove; }
QPushButton:checked:hover { background: $column_unit; border-color: $column_unit; }
QPushButton:pressed { background: $border; }
QPushButton:focus { border-color: $accent; }
QPushButton:disabled { color: $faint; background: transparent; border-color: $groove; }
QPushButton[primary="true"] { color: $on_accent; background: $accent; border-color: $accent; }
QPushButton[primary="true"]:hover { background: $column_unit; border-color: $column_unit; }
QPushButton[primary="true"]:focus { border: 1px solid $text; }
QPushButton[primary="true"]:disabled {
    color: $faint; background: $groove; border-color: $groove;
}
QPushButton[link="true"] {
    color: $accent; background: transparent; border: 1px solid transparent; padding: 0;
    text-align: left; text-decoration: underline;
}
QPushButton[heading="true"] {
    color: $quiet; background: transparent; border: 1px solid transparent; padding: 0;
    text-align: left;
}
QPushButton[heading="true"]:hover { color: $text; }
QPushButton[heading="true"]:focus { border-bottom-color: $accent; }
QPushButton[link="true"]:focus { border-bottom-color: $accent; }
QTableWidget { selection-color: $text; selection-background-color: $groove; border: none; }
QSpinBox[bare="true"] QLineEdit { background: transparent; }
QProgressBar { border: none; border-radius: 3px; background: $groove; max-height: 6px; }
QProgressBar::chunk { border-radius: 3px; background: $accent; }
QFrame[hairline="true"] { background: $border; border: none; max-height: 1px; }
QScrollArea { border: none; background: transparent; }
QAbstractScrollArea::corner { background: transparent; border: none; }
QScrollBar:vertical { width: 10px; background: transparent; margin: 0; }
QScrollBar:horizontal { height: 10px; background: transparent; margin: 0; }
QScrollBar::handle { background: $border; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 30px; }
QScrollBar::handle:horizontal { min-width: 30px; }
QScrollBar::handle:hover { background: $faint; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
)

"""The table COMMANDS: what the window can be asked for, with its words and its keys."""

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from core.messages import to_translate, tr

MENUS = {
    "file": to_translate("&File"),
    "edit": to_translate("&Edit"),
    "run": to_translate("&Run"),
    "course": to_translate("&Course"),
    "view": to_translate("&View"),
    "help": to_translate("&Help"),
}


@dataclass(frozen=True, slots=True)
class Command:
    """One command as a row of a table: its menu, its text there, its keys and its explanation.

    `keys` may be several, parted by "; ". `begins_group` draws a line above it, `checkable` is on
    or off, `of_run` is enabled where the run bar's button of this name is.
    """

    name: str
    menu: str
    text: str
    keys: str = ""
    tip: str = ""
    begins_group: bool = False
    checkable: bool = False
    of_run: bool = False


_ROWS = (
    Command("open_folder", "file", to_translate("&Open folder..."), "Ctrl+O"),
    Command("read_again", "file", to_translate("&Read the data again"), "Ctrl+R"),
    Command("open_file", "file", to_translate("Open &file..."), "Ctrl+Shift+O", begins_group=True),
    Command("recent", "file", to_translate("Open re&cent")),
    Command(
        "save",
        "file",
        to_translate("&Save"),
        "Ctrl+S",
        to_translate(
            "All that is on the bench, in one project: opening it goes on where the run stands."
        ),
        begins_group=True,
    ),
    Command("save_as", "file", to_translate("Save &as..."), "Ctrl+Shift+S"),
    Command(
        "save_data_inside",
        "file",
        to_translate("Save with the &pictures inside..."),
        tip=to_translate(
            "Put the files of the data into the project, too, so that it can be handed to somebody."
        ),
    ),
    Command(
        "save_experiment",
        "file",
        to_translate("Save the &experiment alone..."),
        tip=to_translate(
            "The settings alone, as text: opening the file brings them back, untrained."
        ),
    ),
    Command(
        "save_run",
        "file",
        to_translate("Save the r&un..."),
        tip=to_translate(
            "Settings, weights and curves: Continue a saved run goes on where the run stands."
        ),
    ),
    Command(
        "export",
        "file",
        to_translate("Export &weights..."),
        "Ctrl+E",
        to_translate(
            "The trained network alone, to predict with here or to use in other programs."
        ),
        begins_group=True,
        of_run=True,
    ),
    Command("quit", "file", to_translate("&Quit"), "Ctrl+Q", begins_group=True),
    Command("undo", "edit", to_translate("&Undo"), "Ctrl+Z"),
    Command("redo", "edit", to_translate("&Redo"), "Ctrl+Shift+Z; Ctrl+Y"),
    Command(
        "copy_picture",
        "edit",
        to_translate("&Copy the view as a picture"),
        "Ctrl+C",
        to_translate("Copy the view that has the focus, or else the one on top."),
        begins_group=True,
    ),
    Command(
        "copy_numbers",
        "edit",
        to_translate("Copy the &numbers of the view"),
        "Ctrl+Shift+C",
        to_translate("Copy the numbers that the view holds, as a table for other programs."),
    ),
    Command(
        "paste",
        "edit",
        to_translate("&Paste"),
        "Ctrl+V",
        to_translate("Have the network say what a copied picture shows, or open copied files."),
    ),
    Command("settings", "edit", to_translate("Se&ttings..."), "Ctrl+,", begins_group=True),
    Command("train", "run", to_translate("&Train"), "F5", of_run=True),
    Command("go_on", "run", to_translate("Trai&n on"), "Ctrl+F5", of_run=True),
    Command("pause", "run", to_translate("&Pause"), "F6", of_run=True),
    Command("step", "run", to_translate("&One step"), "F7", of_run=True),
    Command("reset", "run", to_translate("&Reset"), "F8", of_run=True),
    Command("continue_run", "run", to_translate("&Continue a saved run..."), begins_group=True),
    Command("start_from_here", "run", to_translate("Start from these &weights")),
    Command("live", "run", to_translate("&Live"), "Ctrl+L", begins_group=True, checkable=True),
    Command("suggest", "run", to_translate("S&uggest settings"), "Ctrl+Shift+G", begins_group=True),
    Command("check", "run", to_translate("Check the &gradient"), "Ctrl+G"),
    Command("seeds", "run", to_translate("Train from several &seeds..."), "Ctrl+D"),
    Command("test_rounding", "run", to_translate("&Does rounding matter here?"), "Ctrl+T"),
    Command(
        "open_reference",
        "course",
        to_translate("Compare with costs of your &own..."),
        begins_group=True,
    ),
    Command("forget_reference", "course", to_translate("&Forget these costs")),
    Command(
        "enlarge",
        "view",
        to_translate("&Enlarge the view"),
        "Shift+F11",
        begins_group=True,
        checkable=True,
    ),
    Command("full_screen", "view", to_translate("F&ull screen"), "F11", checkable=True),
    Command("back", "view", to_translate("&Back to the usual window"), "Esc"),
    Command("dark", "view", to_translate("&Dark theme"), begins_group=True, checkable=True),
    Command("keyboard", "help", to_translate("&Keys"), "F1"),
    Command("first_steps", "help", to_translate("&First steps"), "Ctrl+F1"),
    Command(
        "explain",
        "help",
        to_translate("&What am I looking at?"),
        "Shift+F1",
        to_translate("Explain the view or the control that has the focus, or the view on top."),
        begins_group=True,
    ),
    Command(
        "point",
        "help",
        to_translate("E&xplain what I click"),
        tip=to_translate("The next click on a view or a control says what it is for."),
    ),
    Command("about", "help", to_translate("&About Layerbench"), begins_group=True),
)
COMMANDS = {row.name: row for row in _ROWS}


def shown_keys(keys: str) -> str:
    """Return the first of some keys as this system writes it: ⌘E on macOS, Ctrl+E elsewhere."""
    native = QKeySequence.SequenceFormat.NativeText
    return QKeySequence(keys.partition(";")[0]).toString(native)


def keys_of(name: str) -> str:
    """Return the keys of a command as this system writes them; empty where it has none."""
    return shown_keys(COMMANDS[name].keys)


def with_keys(text: str, name: str) -> str:
    """Return a text with the keys of a command behind it."""
    return tr("{what} ({keys})").format(what=text, keys=keys_of(name))

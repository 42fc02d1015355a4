"""The table COMMANDS: what the window can be asked for, with its words and its keys."""

from dataclasses import dataclass

from PySide6.QtGui import QKeySequence

from core.messages import to_translate, tr
from gui.depths import Depth

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
    or off, `of_run` is enabled where the run bar's button of this name is. It is shown from `depth`
    on; one with the name of a control is shown where that is.
    """

    name: str
    menu: str
    text: str
    keys: str = ""
    tip: str = ""
    begins_group: bool = False
    checkable: bool = False
    of_run: bool = False
    depth: Depth = Depth.LEARN


_ROWS = (
    Command(
        "open_folder",
        "file",
        to_translate("&Open folder..."),
        "Ctrl+O",
        tip=to_translate(
            "Learn from pictures of your own: a folder that holds one folder for each class."
        ),
    ),
    Command(
        "read_again",
        "file",
        to_translate("&Read the data again"),
        "Ctrl+R",
        tip=to_translate("Read the files of the data again, as they are now."),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "open_file",
        "file",
        to_translate("Open &file..."),
        "Ctrl+Shift+O",
        begins_group=True,
        tip=to_translate("Open a project, an experiment, a trained network or a saved run."),
    ),
    Command(
        "recent",
        "file",
        to_translate("Open re&cent"),
        tip=to_translate("The projects that were open last."),
    ),
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
    Command(
        "save_as",
        "file",
        to_translate("Save &as..."),
        "Ctrl+Shift+S",
        tip=to_translate("Save the project under another name; the file of before stays as it is."),
    ),
    Command(
        "save_data_inside",
        "file",
        to_translate("Save with the &pictures inside..."),
        tip=to_translate(
            "Put the files of the data into the project, too, so that it can be handed to somebody."
        ),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "save_experiment",
        "file",
        to_translate("Save the &experiment alone..."),
        tip=to_translate(
            "The settings alone, as text: opening the file brings them back, untrained."
        ),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "save_run",
        "file",
        to_translate("Save the r&un..."),
        tip=to_translate(
            "Settings, weights and curves: Continue a saved run goes on where the run stands."
        ),
        depth=Depth.EVERYTHING,
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
    Command(
        "report",
        "file",
        to_translate("Repor&t..."),
        tip=to_translate(
            "Write the run up in one file: principle, environment, data, results, and your words."
        ),
    ),
    Command(
        "compare_numbers",
        "file",
        to_translate("Compare nu&mbers..."),
        tip=to_translate(
            "Put the arrays of your own program beside the right ones: X, W1, Z1, dW1 and so on."
        ),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "quit",
        "file",
        to_translate("&Quit"),
        "Ctrl+Q",
        begins_group=True,
        tip=to_translate("Close the window; what was not saved can be kept."),
    ),
    Command(
        "undo",
        "edit",
        to_translate("&Undo"),
        "Ctrl+Z",
        tip=to_translate(
            "Take back the last change of the settings; the run of before comes back with it."
        ),
    ),
    Command(
        "redo",
        "edit",
        to_translate("&Redo"),
        "Ctrl+Shift+Z; Ctrl+Y",
        tip=to_translate("Make the change again that was taken back."),
    ),
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
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "paste",
        "edit",
        to_translate("&Paste"),
        "Ctrl+V",
        to_translate("Have the network say what a copied picture shows, or open copied files."),
    ),
    Command(
        "settings",
        "edit",
        to_translate("Se&ttings..."),
        "Ctrl+,",
        begins_group=True,
        tip=to_translate(
            "Choose theme, saving, threads and the largest pictures, for all projects."
        ),
    ),
    Command(
        "train",
        "run",
        to_translate("&Train"),
        "F5",
        of_run=True,
        tip=to_translate("Train the network, or go on with a run that is paused."),
    ),
    Command(
        "go_on",
        "run",
        to_translate("Trai&n on"),
        "Ctrl+F5",
        of_run=True,
        tip=to_translate("Go on with a run that is over, for more updates."),
    ),
    Command(
        "pause",
        "run",
        to_translate("&Pause"),
        "F6",
        of_run=True,
        tip=to_translate("Stop after this update; Train goes on from there."),
    ),
    Command(
        "step",
        "run",
        to_translate("&One step"),
        "F7",
        of_run=True,
        tip=to_translate("Make one single update of the weights."),
    ),
    Command(
        "reset",
        "run",
        to_translate("&Reset"),
        "F8",
        of_run=True,
        tip=to_translate("Go back to the first weights; that can be undone."),
    ),
    Command(
        "continue_run",
        "run",
        to_translate("&Continue a saved run..."),
        begins_group=True,
        tip=to_translate("Open a run that Save the run has written, and go on where it stands."),
        depth=Depth.EVERYTHING,
    ),
    Command(
        "start_from_here",
        "run",
        to_translate("Start from these &weights"),
        tip=to_translate("Take the weights of now as the first ones of a new run."),
        depth=Depth.EVERYTHING,
    ),
    Command(
        "live",
        "run",
        to_translate("&Live"),
        "Ctrl+L",
        begins_group=True,
        checkable=True,
        tip=to_translate("Train anew with every change of a setting, at once."),
    ),
    Command(
        "suggest",
        "run",
        to_translate("S&uggest settings"),
        "Ctrl+Shift+G",
        begins_group=True,
        tip=to_translate("Choose settings that suit this data; one click takes them back."),
    ),
    Command(
        "check",
        "run",
        to_translate("Check the &gradient"),
        "Ctrl+G",
        tip=to_translate(
            "Compare the gradient with differences of the cost: are the formulas right?"
        ),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "seeds",
        "run",
        to_translate("Train from several &seeds..."),
        "Ctrl+D",
        tip=to_translate(
            "Train the same experiment from other first weights: how much of a result is luck?"
        ),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "folds",
        "run",
        to_translate("Cross-&validate..."),
        "Ctrl+Shift+D",
        tip=to_translate(
            "Test every sample once, by a network that has not learned from it: how good is it?"
        ),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "augmentation",
        "run",
        to_translate("Does aug&mentation help?..."),
        tip=to_translate(
            "Train from several seeds with the pictures changed and as they are, and compare."
        ),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "test_rounding",
        "run",
        to_translate("&Does rounding matter here?"),
        "Ctrl+T",
        tip=to_translate(
            "Train a twin whose first weights differ by a hair: does that change the result?"
        ),
        depth=Depth.EVERYTHING,
    ),
    Command(
        "ask_rate",
        "run",
        to_translate("Which r&ate?"),
        begins_group=True,
        tip=to_translate("Let the rate of a short run grow, and see where the cost falls."),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "ask_layers",
        "run",
        to_translate("How many la&yers and units?"),
        tip=to_translate("Train networks of several sizes beside the run: which one is enough?"),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "ask_start",
        "run",
        to_translate("W&hich start?"),
        tip=to_translate("Train from every kind of first weights at several scales."),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "ask_samples",
        "run",
        to_translate("Do I n&eed more pictures?"),
        tip=to_translate("Learn from fewer and fewer samples: does the test part still gain?"),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "ask_taught",
        "run",
        to_translate("Which p&ictures taught it this?"),
        tip=to_translate("Train once more without each sample, and compare the answers."),
        depth=Depth.EVERYTHING,
    ),
    Command(
        "lessons",
        "course",
        to_translate("&Lessons..."),
        "Ctrl+Shift+L",
        to_translate("Play what the course says on the bench, a few steps of a minute each."),
        begins_group=True,
    ),
    Command(
        "lesson_next",
        "course",
        to_translate("Ne&xt step of the lesson"),
        "F9",
        tip=to_translate("Go on with the lesson; before, put the keys where it wants them."),
    ),
    Command(
        "lesson_again",
        "course",
        to_translate("Begin the lesson &again"),
        tip=to_translate("Begin the lesson that is on the bench again, from its first step."),
    ),
    Command(
        "lesson_leave",
        "course",
        to_translate("Lea&ve the lesson"),
        tip=to_translate("Put your own work back on the bench, just as it was."),
    ),
    Command(
        "open_reference",
        "course",
        to_translate("Compare with costs of your &own..."),
        begins_group=True,
        tip=to_translate(
            "Mark costs of another program, lines of iteration,cost, on the plot of the cost."
        ),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "forget_reference",
        "course",
        to_translate("&Forget these costs"),
        tip=to_translate("Take the marks of these costs off the plot."),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "desk",
        "course",
        to_translate("&Teacher's desk..."),
        tip=to_translate("Choose what students see, with an experiment, lessons and a note."),
        begins_group=True,
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "desk_note",
        "course",
        to_translate("&Note of the desk"),
        tip=to_translate("Show the teacher's note again."),
    ),
    Command(
        "desk_leave",
        "course",
        to_translate("Leave the &desk"),
        tip=to_translate("Show what you had chosen before; what is on the bench stays."),
    ),
    Command(
        "class_results",
        "course",
        to_translate("&Results of a class..."),
        tip=to_translate("Put the projects of a class in a table: figures and what Health says."),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "enlarge",
        "view",
        to_translate("&Enlarge the view"),
        "Shift+F11",
        begins_group=True,
        checkable=True,
        tip=to_translate("Give the view on top the whole window."),
    ),
    Command(
        "full_screen",
        "view",
        to_translate("F&ull screen"),
        "F11",
        checkable=True,
        tip=to_translate("Give the window all of the screen."),
    ),
    Command(
        "back",
        "view",
        to_translate("&Back to the usual window"),
        "Esc",
        tip=to_translate("Leave the enlarged view, or else the full screen."),
    ),
    Command(
        "depth",
        "view",
        to_translate("De&pth"),
        begins_group=True,
        tip=to_translate("How much of the window is shown; what is hidden keeps its value."),
    ),
    Command(
        "dark",
        "view",
        to_translate("&Dark theme"),
        begins_group=True,
        checkable=True,
        tip=to_translate("Light letters on dark ground."),
    ),
    Command(
        "contrast",
        "view",
        to_translate("High &contrast"),
        checkable=True,
        tip=to_translate("Stronger colours for letters, frames and curves, in either theme."),
    ),
    Command(
        "language",
        "view",
        to_translate("&Language"),
        tip=to_translate("What the window speaks; everything on the bench stays as it is."),
    ),
    Command(
        "keyboard", "help", to_translate("&Keys"), "F1", tip=to_translate("All keys on one sheet.")
    ),
    Command(
        "first_steps",
        "help",
        to_translate("&First steps"),
        "Ctrl+F1",
        tip=to_translate("In which order to begin, in a few lines."),
    ),
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
    Command(
        "vectorise",
        "help",
        to_translate("&Loops against matrices"),
        begins_group=True,
        tip=to_translate(
            "Measure on this computer how much longer loops take than matrices, with this network."
        ),
        depth=Depth.EXPERIMENT,
    ),
    Command(
        "about",
        "help",
        to_translate("&About Layerbench"),
        begins_group=True,
        tip=to_translate("The version of this program and of what it stands on."),
    ),
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

"""Dialogs that ask for files and folders, and call back without blocking."""

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from core.classroom.desk import DESK_ENDING
from core.data.registry import Source
from core.messages import tr, translate
from core.models.endings import PROJECT_ENDING

Answer = Callable[[str], object]
FRAME = QSize(10, 40)
"""Room in pixels for what the desktop draws around a dialog."""
ProjectAnswer = Callable[[str, bool], None]
# The usual endings of the kinds of pictures that are read.
PICTURES = (
    "*.jpg *.jpeg *.png *.bmp *.gif *.webp *.avif *.heic *.heif *.tif *.tiff "
    "*.pbm *.pgm *.ppm *.pnm"
)


def ask_folder(parent: QWidget, start: str, answer: Answer, title: str = "") -> None:
    """Ask for a folder of pictures."""
    title = title or tr("A folder with one folder of pictures for each class")
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    _open(dialog, answer)


def ask_data_file(
    parent: QWidget, label: str, endings: Iterable[str], start: str, answer: Answer, title: str = ""
) -> None:
    """Ask for a file of data; `label` names its kind, and these are its usual endings."""
    usual = tr("{kind} ({endings})").format(
        kind=label, endings=" ".join(f"*{ending}" for ending in endings)
    )
    _ask_file(parent, title or tr("A file of data"), [usual, tr("All files (*)")], start, answer)


def ask_data(parent: QWidget, source: Source, start: str, answer: Answer, title: str = "") -> None:
    """Ask for what a source of data opens, a file or a folder."""
    if source.opens == "file":
        label = translate(source.label)
        ask_data_file(parent, label, source.endings, start, answer, title)
    else:
        ask_folder(parent, start, answer, title)


def ask_file(parent: QWidget, start: str, answer: Answer) -> None:
    """Ask for a project, an experiment, a trained network or a saved run to open."""
    kinds = [
        tr("Projects, experiments, networks and runs ({endings})").format(
            endings=f"*{PROJECT_ENDING} *.toml *{DESK_ENDING} {_networks()}"
        ),
        tr("Projects ({endings})").format(endings=f"*{PROJECT_ENDING}"),
        tr("Experiments (*.toml)"),
        tr("Trained networks ({endings})").format(endings=_networks()),
        tr("Saved runs (*.npz)"),
        tr("Teachers' desks ({endings})").format(endings=f"*{DESK_ENDING}"),
    ]
    _ask_file(parent, tr("Open a project, an experiment, a network or a run"), kinds, start, answer)


def ask_run(parent: QWidget, start: str, answer: Answer) -> None:
    """Ask for a saved run to go on with."""
    _ask_file(parent, tr("Continue a saved run"), [tr("Saved runs (*.npz)")], start, answer)


def ask_reference(parent: QWidget, start: str, answer: Answer) -> None:
    """Ask for a file of costs to compare with."""
    title = tr("Costs to compare with: lines of iteration,cost")
    _ask_file(parent, title, [tr("Comma-separated values (*.csv)")], start, answer)


def ask_numbers(parent: QWidget, start: str, answer: Answer) -> None:
    """Ask for a file of arrays that a student's program has saved."""
    title = tr("Numbers of your own program, by the course's names: X, Y, W1, b1, Z1, dW1, ...")
    _ask_file(parent, title, [tr("Arrays (*.npz *.json)")], start, answer)


def ask_pictures(parent: QWidget, start: str, answer: Callable[[list[str]], None]) -> None:
    """Ask for one or more picture files to classify."""
    dialog = _dialog(parent, tr("Pictures for the network to look at"), start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    # What a file is its first bytes say, so one without an ending can be chosen as well.
    pictures = tr("Pictures ({endings})").format(endings=PICTURES)
    dialog.setNameFilters([pictures, tr("All files (*)")])
    dialog.filesSelected.connect(answer)
    dialog.open()


def ask_folder_of_pictures(parent: QWidget, start: str, answer: Answer) -> None:
    """Ask for a folder with pictures to classify."""
    dialog = _dialog(parent, tr("A folder of pictures for the network to look at"), start)
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    _open(dialog, answer)


def ask_where_to_save_class(parent: QWidget, start: str, answer: Answer) -> None:
    """Ask for the name of a table of the results of a class."""
    kinds = {".csv": tr("Comma-separated values")}
    _ask_name(parent, tr("Save the results of the class"), kinds, start, "class", answer)


def ask_where_to_save_predictions(parent: QWidget, start: str, answer: Answer) -> None:
    """Ask for the name of a table of predictions."""
    kinds = {".csv": tr("Comma-separated values")}
    _ask_name(parent, tr("Save the answers"), kinds, start, "predictions", answer)


def ask_where_to_save_arrays(parent: QWidget, start: str, name: str, answer: Answer) -> None:
    """Ask for the name of a file of arrays that a program reads."""
    _ask_name(parent, tr("Save the numbers"), {".npz": tr("Arrays")}, start, name, answer)


def ask_where_to_save_project(
    parent: QWidget, start: str, name: str, kinds: dict[str, bool], answer: ProjectAnswer
) -> None:
    """Ask for the name of a project file to write, and which of some kinds it is to be.

    `kinds` says of each, the usual one first, whether the data are to be inside.
    """
    filters = {f"{label} (*{PROJECT_ENDING})": inside for label, inside in kinds.items()}
    # With its ending: a name that is a folder's, as that of the pictures, opens the folder instead.
    dialog = _name_dialog(parent, tr("Save the project"), start, name + PROJECT_ENDING)
    dialog.setNameFilters(list(filters))
    dialog.setDefaultSuffix(PROJECT_ENDING[1:])
    _open(dialog, lambda path: answer(path, filters[dialog.selectedNameFilter()]))


def ask_where_to_save_desk(parent: QWidget, start: str, answer: Answer) -> None:
    """Ask for the name of a file to write a teacher's desk to."""
    kinds = {DESK_ENDING: tr("Teachers' desks")}
    _ask_name(parent, tr("Save the teacher's desk"), kinds, start, "", answer)


def ask_where_to_save(parent: QWidget, start: str, answer: Answer) -> None:
    """Ask for the name of an experiment file to write."""
    _ask_name(parent, tr("Save the experiment"), {".toml": tr("Experiments")}, start, "", answer)


def ask_where_to_save_run(parent: QWidget, start: str, answer: Answer) -> None:
    """Ask for the name of a file to write the run to."""
    _ask_name(parent, tr("Save the run"), {".npz": tr("Saved runs")}, start, "run", answer)


def ask_where_to_save_report(
    parent: QWidget, start: str, name: str, kinds: dict[str, str], answer: Answer
) -> None:
    """Ask for the name of a report to write, and what kind of file it is to be."""
    _ask_name(parent, tr("Write the report"), kinds, start, name, answer)


def ask_where_to_export(parent: QWidget, start: str, name: str, answer: Answer) -> None:
    """Ask for the name of a file of weights to write, and its format."""
    from core.models.exporters import EXPORTERS

    kinds = {ending: translate(row.label) for ending, row in EXPORTERS.items()}
    _ask_name(parent, tr("Export the trained weights"), kinds, start, name, answer)


def ask_where_to_save_picture(parent: QWidget, start: str, name: str, answer: Answer) -> None:
    """Ask for the name of a picture of a view, and its format."""
    kinds = {".png": tr("Picture of pixels"), ".svg": tr("Drawing that can be enlarged")}
    _ask_name(parent, tr("Save the picture"), kinds, start, name, answer)


def ask_where_to_save_numbers(parent: QWidget, start: str, name: str, answer: Answer) -> None:
    """Ask for the name of a file of a view's numbers."""
    kinds = {".csv": tr("Comma-separated values")}
    _ask_name(parent, tr("Save the numbers"), kinds, start, name, answer)


def _ask_name(
    parent: QWidget, title: str, kinds: dict[str, str], start: str, name: str, answer: Answer
) -> None:
    """Ask for the name of a file to write; `kinds` says what each ending is."""
    dialog = _name_dialog(parent, title, start, name)
    filters = {f"{label} (*{ending})": ending for ending, label in kinds.items()}
    dialog.setNameFilters(list(filters))
    dialog.filterSelected.connect(lambda chosen: dialog.setDefaultSuffix(filters[chosen][1:]))
    dialog.setDefaultSuffix(next(iter(kinds))[1:])
    _open(dialog, answer)


def _name_dialog(parent: QWidget, title: str, start: str, name: str) -> QFileDialog:
    dialog = _dialog(parent, title, start)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    if name:
        dialog.selectFile(name)
    return dialog


def _networks() -> str:
    from core.models.exporters import EXPORTERS

    return " ".join(f"*{ending}" for ending in EXPORTERS)


def _ask_file(parent: QWidget, title: str, kinds: list[str], start: str, answer: Answer) -> None:
    dialog = _dialog(parent, title, start)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(kinds)
    _open(dialog, answer)


def _dialog(parent: QWidget, title: str, start: str) -> QFileDialog:
    dialog = QFileDialog(parent, title, start or str(Path.home()))
    dialog.setObjectName("file_dialog")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    # Enlarged letters leave a small screen lower than the usual height.
    room = parent.screen().availableGeometry().size() - FRAME
    dialog.resize(dialog.sizeHint().boundedTo(room))
    # Not every catalogue of Qt's has these.
    dialog.setLabelText(QFileDialog.DialogLabel.LookIn, tr("Look in:"))
    dialog.setLabelText(QFileDialog.DialogLabel.FileType, tr("Files of type:"))
    return dialog


def _open(dialog: QFileDialog, answer: Answer) -> None:
    dialog.fileSelected.connect(answer)
    dialog.open()

"""audit: look at a folder of pictures, or a table, and say what is in it before training."""

from argparse import ArgumentParser, Namespace
from collections.abc import Sequence

from cli.output import print_json, say
from cli.progress import Progress
from core import program
from core.data.registry import kind_of_file
from core.errors import ExperimentError
from core.experiment.settings import DataSettings


def main(arguments: Sequence[str]) -> None:
    """Print classes, counts, left-out files, duplicates and the baseline; change no file.

    With --labels the pictures, too, whose class is probably wrong. Of a table the columns, and
    rows that are there twice. Raises DataError where there is
    no such folder or table, or no folders for classes in it.
    """
    parser = ArgumentParser(prog=f"{program.NAME} audit", description=__doc__)
    parser.add_argument(
        "folder", metavar="FOLDER", help="a folder with one folder for each class, or a table"
    )
    parser.add_argument("--test", metavar="FOLDER", default="", help="the data to test on")
    parser.add_argument(
        "--target", metavar="COLUMN", default="", help="the column of a table that is learned"
    )
    parser.add_argument(
        "--labels",
        metavar="K",
        nargs="?",
        type=int,
        const=5,
        help="train in K folds (5), and rank the pictures whose class is probably wrong",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    progress = Progress("Looking", lines=True)
    progress(0, 1)
    if kind_of_file(words.folder) == "table":
        if words.labels is not None:
            raise ExperimentError("--labels is for a folder of pictures: leave it out.")
        _audit_table(words, progress)
        return
    # what reads pictures takes a moment to start; the user sees something before that
    from cli.audit_report import answer, sentences
    from core.data.audit.audit import audit

    report = audit(words.folder, words.test, progress)
    found, lines = answer(report), list(sentences(report))
    if words.labels is not None:
        from cli import doubtful_labels

        doubts = doubtful_labels.find_doubtful_labels(report.folder, words.labels)
        found |= doubts
        lines += doubtful_labels.sentences(doubts)
    if words.json:
        print_json(found)
        return
    for text, values in lines:
        say(text, **values)


def _audit_table(words: Namespace, progress: Progress) -> None:
    from cli.table_report import answer, sentences
    from core.data.audit.table import audit_table

    settings = DataSettings(
        kind="table", folder=words.folder, test_folder=words.test, target=words.target
    )
    report = audit_table(settings, progress)
    if words.json:
        print_json(answer(report))
        return
    for text, values in sentences(report):
        say(text, **values)

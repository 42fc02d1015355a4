"""audit: look at a folder of pictures and say what is in it, before anything is trained."""

from argparse import ArgumentParser
from collections.abc import Sequence

from cli.output import print_json, say
from cli.progress import Progress
from core import program


def main(arguments: Sequence[str]) -> None:
    """Print classes, counts, left-out files, duplicates and the baseline; change no file.

    Raises DataError where there is no such folder, or no folders for classes in it.
    """
    parser = ArgumentParser(prog=f"{program.NAME} audit", description=__doc__)
    parser.add_argument("folder", metavar="FOLDER", help="a folder with one folder for each class")
    parser.add_argument("--test", metavar="FOLDER", default="", help="the pictures to test on")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    progress = Progress("Looking", lines=True)
    progress(0, 1)
    # what reads pictures takes a moment to start; the user sees something before that
    from cli.audit_report import answer, sentences
    from core.data.audit.audit import audit

    report = audit(words.folder, words.test, progress)
    if words.json:
        print_json(answer(report))
        return
    for text, values in sentences(report):
        say(text, **values)

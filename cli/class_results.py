"""class: put the projects of a class, all those in a folder, in a table."""

from argparse import ArgumentParser
from collections.abc import Sequence
from typing import Any

from cli.findings import found
from cli.output import print_json, say
from cli.progress import Progress
from cli.written_files import check_place
from core import program
from core.classroom.class_results import COLUMNS, ClassRow, read_class, to_csv
from core.files import shown, write_whole
from core.messages import tr


def main(arguments: Sequence[str]) -> None:
    """Print a line for every project, or JSON; write a table where one is asked for.

    Raises DataError where the folder holds none, OutputError where the table cannot be written.
    """
    parser = ArgumentParser(prog=f"{program.NAME} class", description=__doc__)
    parser.add_argument("folder", metavar="FOLDER", help="a folder of projects, or of folders")
    parser.add_argument("--out", metavar="FILE.csv", help="write the table to a file, too")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    check_place(words.out)
    rows = read_class(words.folder, Progress("Reading", lines=True))
    if words.out:
        table = to_csv(rows)
        write_whole(words.out, lambda file: file.write(table))
    if words.json:
        print_json({"folder": shown(words.folder), "projects": list(map(_project, rows))})
        return
    for row in rows:
        _say(row)
    if words.out:
        say("wrote {file}", file=shown(words.out))


def _project(row: ClassRow) -> dict[str, Any]:
    result = row.result
    if result is None:
        return {"file": shown(row.file), "name": row.name, "error": str(row.problem)}
    return {
        "file": shown(row.file),
        "name": row.name,
        **{name: row.value(column) for name, column in COLUMNS.items()},
        "health": [found(finding) for finding in result.findings],
        "not_looked": str(result.not_looked) if result.not_looked else None,
    }


def _say(row: ClassRow) -> None:
    result = row.result
    if result is None:
        say("{name}: {problem}", name=row.name, problem=row.remarks[0])
        return
    say(
        "{name}: {settings}; {iterations:,} {iterations:iteration|iterations}, train cost "
        "{train_cost}, test {test}",
        name=row.name,
        settings=row.value(COLUMNS["settings"]),
        iterations=result.iterations,
        train_cost=_figure(result.train_cost, False),
        test=_figure(result.test_accuracy, result.in_percent),
    )
    for remark in row.remarks:
        say("    {remark}", remark=remark)


def _figure(value: float | None, in_percent: bool) -> str:
    if value is None:
        return tr("unknown")
    return f"{value:.1%}" if in_percent else f"{value:.4g}"

"""presets: list the experiments that come with the bench."""

from argparse import ArgumentParser
from collections.abc import Sequence

from cli.output import print_json, say
from core import program
from core.experiment.presets import preset, preset_names
from core.messages import translate


def main(arguments: Sequence[str]) -> None:
    """Print every preset's name, title and lesson."""
    parser = ArgumentParser(prog=f"{program.NAME} presets", description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    words = parser.parse_args(arguments)
    rows = [(name, preset(name)) for name in preset_names()]
    if words.json:
        listed = [
            {"name": name, "title": row.title, "lesson": row.lesson, "course": row.course}
            for name, row in rows
        ]
        print_json({"presets": listed})
        return
    for name, row in rows:
        title, lesson = translate(row.title), translate(row.lesson)
        say("{name:<18} {title}. {lesson}", name=name, title=title, lesson=lesson)

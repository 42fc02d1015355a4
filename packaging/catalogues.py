"""Bring the catalogues in resources/languages up to date with the sentences of the code.

Run from the project's root after any change of a sentence: python packaging/catalogues.py
Every .po gets the new sentences, beside the old translation of one that is close (marked fuzzy),
loses those that are gone, and becomes the .mo that the program reads. What is still to be
translated, or has other {fields}, is listed, with exit status 1. `--new fr` begins a language.
"""

import argparse
import ast
import re
import string
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from babel.messages.catalog import Catalog  # noqa: E402
from babel.messages.mofile import write_mo  # noqa: E402
from babel.messages.pofile import read_po, write_po  # noqa: E402

from core.experiment.presets import preset, preset_names  # noqa: E402
from core.lessons.lesson import lessons  # noqa: E402
from core.lessons.lesson import sentences as lesson_sentences  # noqa: E402

LANGUAGES = ROOT / "resources" / "languages"
ROOMS = ("core", "cli", "gui", "printing")
MARKERS: dict[str, int] = {
    **dict.fromkeys(("tr", "to_translate", "Message", "say", "Progress", "_Fault", "FileType"), 0),
    **dict.fromkeys(("LayerbenchError", "ExperimentError", "DataError"), 0),
    **dict.fromkeys(("ModelError", "OutputError"), 0),
    "suggest": 1,
}
"""What marks a sentence, and where it stands among the arguments."""
MADE = datetime(2026, 11, 28, tzinfo=UTC)
"""What the headers say: another date at every run would change the files for nothing."""


@cache
def sentences() -> dict[str, list[str]]:
    """Return every text that a user reads, each with the files that it stands in."""
    found: dict[str, list[str]] = {}
    for text, file in _all_sentences():
        if text and file not in found.setdefault(text, []):
            found[text].append(file)
    return found


def _all_sentences() -> Iterator[tuple[str, str]]:
    for file in sorted(file for room in ROOMS for file in (ROOT / room).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        for text in sorted(marked_literals(ast.walk(tree))):
            yield text, str(file.relative_to(ROOT))
    for name in preset_names():
        row = preset(name)
        for text in (row.title, row.lesson, row.course):
            yield text, f"resources/presets/{name}.toml"
    for lesson in lessons():
        for text in lesson_sentences(lesson):
            yield text, f"resources/lessons/{lesson.name}.toml"


def marked_literals(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the literals in a marker among the nodes of a file.

    Babel's own extractor counts arguments by commas, those within a dictionary, too.
    """
    found = set()
    for node in nodes:
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            for text in node.args[MARKERS.get(name, len(node.args)) :][:1]:
                if isinstance(text, ast.Constant) and isinstance(text.value, str):
                    found.add(text.value)
    return {text for text in found if text.strip()}


def catalogues() -> list[Path]:
    """Return the file of every language but English."""
    return sorted(LANGUAGES.glob("*.po"))


def read(file: Path) -> Catalog:
    """Return the catalogue in a .po file."""
    with file.open("rb") as opened:
        return read_po(opened, locale=file.stem)


def update(file: Path, wanted: dict[str, list[str]]) -> None:
    """Bring one language up to date, and compile it."""
    catalogue = read(file) if file.exists() else _empty(file.stem)
    template = _empty(None)
    for text, files in wanted.items():
        template.add(text, locations=[(name, 0) for name in files])
    catalogue.update(template)
    catalogue.creation_date = catalogue.revision_date = MADE
    for message in catalogue:
        # A percentage in a sentence is taken for one of the formats of C.
        message.flags -= {"python-format", "python-brace-format"}
    with file.open("wb") as opened:
        write_po(
            opened,
            catalogue,
            width=100,
            sort_by_file=True,
            ignore_obsolete=True,
            include_lineno=False,
        )
    with file.with_suffix(".mo").open("wb") as opened:
        write_mo(opened, catalogue)


def _empty(code: str | None) -> Catalog:
    return Catalog(
        code,
        project="Layerbench",
        header_comment="# Layerbench's sentences in another language.",
        creation_date=MADE,
        revision_date=MADE,
        fuzzy=False,
    )


def faults(catalogue: Catalog, wanted: set[str]) -> list[str]:
    """Say what is wrong with a catalogue: sentences missing, unused, unsure or of other fields."""
    found = []
    messages = {message.id: message for message in catalogue if message.id}
    found += [f"not in the catalogue: {text}" for text in wanted - messages.keys()]
    found += [f"no longer used: {text}" for text in messages.keys() - wanted]
    for text, message in messages.items():
        if not message.string:
            found.append(f"not translated: {text}")
        elif message.fuzzy:
            found.append(f"fuzzy: {text}")
        else:
            found += (f"{what}: {text}" for what in differences(text, message.string))
            if forms(message.string) > catalogue.num_plurals:
                found.append(f"more forms than its language has: {text}")
    return sorted(found)


def differences(text: str, translation: str) -> list[str]:
    """Say what a translation must share with its sentence and does not."""
    shared = {
        "other lines": lambda part: part.count("\n"),
        "spaces at its ends": lambda part: (part[:1].isspace(), part[-1:].isspace()),
        "no letter for the keyboard": lambda part: re.findall(r"(?<!&)&(?!&)(\w)", part.lower()),
        "no dots of a question": lambda part: part.endswith("..."),
    }
    found = [what for what, of in shared.items() if of(text) != of(translation)]
    if not fields(text, chosen_by=False) <= fields(translation) <= fields(text):
        found.append("other {fields}")
    return found


def fields(text: str, chosen_by: bool = True) -> set[str]:
    """Return the names of the {fields} of a sentence, of those within a plural, too.

    Those that only choose between forms are needed where a language has them.
    """
    names: set[str] = set()
    for _, name, spec, _ in string.Formatter().parse(text):
        if name is not None:
            names |= fields(spec or "", chosen_by)
            if chosen_by or "|" not in (spec or ""):
                names.add(re.split(r"[.\[]", name)[0])
    return names


def forms(text: str) -> int:
    """Return between how many forms a sentence chooses at most: 2 for {count:a|b}."""
    specs = [spec for *_, spec, _ in string.Formatter().parse(text) if spec and "|" in spec]
    return max((len(spec.split("|")) for spec in specs), default=0)


def main() -> int:
    """Update all languages; return 1 where something is left to translate."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--new", metavar="CODE", help="begin a language, such as fr or pt_BR")
    begun = parser.parse_args().new
    wanted, left = sentences(), 0
    for file in catalogues() + ([LANGUAGES / f"{begun}.po"] if begun else []):
        update(file, wanted)
        found = faults(read(file), set(wanted))
        print(f"{file.stem}: {len(wanted)} sentences, {len(found)} faults")
        print(*(f"  {fault!r}" for fault in found), sep="\n")
        left += len(found)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main())

"""The sentences that users read: each is marked whole where it stands, for translators to find.

An extractor reads the code without running it. It finds a literal in one of the markers, and
nothing else: no f-string, no variable, no sentence that is glued from parts.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
CODE = sorted(
    path.relative_to(ROOT).as_posix()
    for room in ("core", "cli", "gui")
    for path in (ROOT / room).rglob("*.py")
)
# Where a text stands among the arguments of what marks it.
LITERAL = {"tr": 0, "to_translate": 0}
STORED = {
    "Message": 0,
    "LayerbenchError": 0,
    "ExperimentError": 0,
    "DataError": 0,
    "ModelError": 0,
    "OutputError": 0,
    "suggest": 1,
}
MARKERS = LITERAL | STORED
# The one file that translates stored texts.
TRANSLATES = "core/messages.py"


def called(node: ast.AST) -> str:
    """The name of what a call calls, "" for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def marked(source: ast.AST, markers: dict[str, int]) -> Iterator[ast.expr]:
    """Every text in one of these markers."""
    for node in ast.walk(source):
        place = markers.get(called(node))
        if place is not None and isinstance(node, ast.Call) and len(node.args) > place:
            yield node.args[place]


def is_literal(text: ast.AST) -> bool:
    return isinstance(text, ast.Constant) and isinstance(text.value, str)


def is_space(node: ast.AST) -> bool:
    """Whether this only keeps two whole sentences apart."""
    return isinstance(node, ast.Constant) and str(node.value).isspace()


def is_translated(node: ast.AST) -> bool:
    """Whether this is a translated text, filled or not."""
    if called(node) == "format" and isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and is_translated(node.func.value)
    return called(node) in {"tr", "translate", "to_translate"}


def f_strings(source: ast.AST) -> list[str]:
    return [
        ast.unparse(text) for text in marked(source, MARKERS) if isinstance(text, ast.JoinedStr)
    ]


def variables(source: ast.AST) -> list[str]:
    return [ast.unparse(text) for text in marked(source, LITERAL) if not is_literal(text)]


def unmarked(source: ast.AST) -> list[str]:
    """Literals that `translate`, which is for stored texts, was given and no extractor finds."""
    return [ast.unparse(text) for text in marked(source, {"translate": 0}) if is_literal(text)]


def glued(source: ast.AST) -> list[str]:
    """Sums of translated texts, and texts in a marker that are sums."""
    sums = [
        node
        for node in ast.walk(source)
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Add)
        and (is_translated(node.left) or is_translated(node.right))
        and not is_space(node.left)
    ]
    return [ast.unparse(node) for node in sums] + [
        ast.unparse(text) for text in marked(source, MARKERS) if isinstance(text, ast.BinOp)
    ]


FAULTS = [f_strings, variables, unmarked, glued]


@pytest.mark.parametrize("fault", FAULTS)
def test_that_every_sentence_is_marked_whole_where_it_stands(fault) -> None:
    faults = {
        file: found
        for file in CODE
        if file != TRANSLATES
        if (found := fault(ast.parse((ROOT / file).read_text(encoding="utf-8"))))
    }
    assert faults == {}


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ('tr(f"{count} files")', f_strings),
        ('DataError(f"{file} is bad")', f_strings),
        ("tr(self.text)", variables),
        ("tr(row.label)", variables),
        ('translate("Stop")', unmarked),
        ('tr("Stop ") + name', glued),
        ('tr("{n} files").format(n=n) + tr(" left")', glued),
        ('Message("a" + end)', glued),
        ('problem.suggest({}, "Take " + size)', glued),
    ],
)
def test_that_the_checks_see_what_they_are_for(code: str, fault) -> None:
    assert fault(ast.parse(code))
    assert not any(other(ast.parse('tr("{n} files").format(n=n)')) for other in FAULTS)

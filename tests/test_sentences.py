"""The sentences that users read: each is marked whole where it stands, for translators to find.

An extractor reads the code without running it. It finds a literal in one of the markers, and
nothing else: no f-string, no variable, no sentence that is glued from parts.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache

import pytest
from PIL import Image

from catalogues import MARKERS, sentences
from cli.verbs import run_verb
from core.data.registry import DATASETS
from core.messages import set_translator
from core.models.exporters import EXPORTERS
from core.network.activations import ACTIVATIONS
from core.network.dropout import DROPOUT_MASKS
from core.network.initialisers import INITIALISERS
from core.network.losses import LOSSES
from core.network.optimisers import OPTIMISERS
from core.network.penalties import PENALTIES
from core.network.schedules import SCHEDULES
from tests.test_architecture import ROOMS, nodes

# These are given a text that stands there; the others in MARKERS keep it with its values.
LITERAL = {name: MARKERS[name] for name in ("tr", "to_translate")}
TABLES = [ACTIVATIONS, INITIALISERS, LOSSES, OPTIMISERS, SCHEDULES]
# A {field} with a word beside it, or three words or more and a full stop.
SENTENCE = re.compile(
    r"\{[a-z_]+(:[^}]*)?\}.* [a-z]{2,}|[a-z]{2,}:? .*\{[a-z_]+(:[^}]*)?\}|^[A-Z]\S* .* .*\.$"
)
# The one file that translates stored texts.
TRANSLATES = "core/messages.py"
# What it writes into a file of weights is English for every reader.
IN_FILES = "core/models/recipe.py"
# What the packaged app has no use for: it has neither Python nor pip.
COMMAND = re.compile(r"pip install|\bpython3? |main\.py")
# What stands between the parts of a list or the sentences of a paragraph in English.
BETWEEN = re.compile(r"[,;:.]? ((or|and) )?")
# Formulas and programs, options and endings, and what another library says.
NO_WORDS = {
    "cli/report.py",
    "cli/verbs.py",
    "core/calculation/forms.py",
    "core/calculation/written_out.py",
    "core/data/images/failure.py",
    "core/live_page/page.py",
    "core/network/formula.py",
    "core/report/drawing.py",
    "gui/dialogs/files.py",
    "gui/preferences.py",
    "gui/views/activations/unit_detail.py",
    "gui/views/map/over_rows.py",
}


Source = Sequence[ast.AST]
"""Every node of a file."""


def called(node: ast.AST) -> str:
    """The name of what a call calls, "" for anything else."""
    if not isinstance(node, ast.Call):
        return ""
    function = node.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def marked(source: Source, markers: dict[str, int]) -> Iterator[ast.expr]:
    """Every text in one of these markers."""
    for node in source:
        place = markers.get(called(node))
        if place is not None and isinstance(node, ast.Call) and len(node.args) > place:
            yield node.args[place]


def is_literal(text: ast.AST) -> bool:
    return isinstance(text, ast.Constant) and isinstance(text.value, str)


def is_translated(node: ast.AST) -> bool:
    """Whether this is a translated text, filled or not."""
    if called(node) == "fill" and isinstance(node, ast.Call):
        return is_translated(node.args[0])
    if called(node) == "format" and isinstance(node, ast.Call):
        return isinstance(node.func, ast.Attribute) and is_translated(node.func.value)
    if isinstance(node, ast.IfExp):
        return is_translated(node.body) or is_translated(node.orelse)
    return called(node) in {"tr", "translate", "to_translate"}


def f_strings(source: Source) -> list[str]:
    return [
        ast.unparse(text) for text in marked(source, MARKERS) if isinstance(text, ast.JoinedStr)
    ]


def variables(source: Source) -> list[str]:
    return [ast.unparse(text) for text in marked(source, LITERAL) if not is_literal(text)]


def unmarked(source: Source) -> list[str]:
    """Literals that `translate`, which is for stored texts, was given and no extractor finds."""
    return [ast.unparse(text) for text in marked(source, {"translate": 0}) if is_literal(text)]


def glued(source: Source) -> list[str]:
    """Sums and joins of translated texts, and texts in a marker that are sums."""
    return [ast.unparse(node) for node in source if is_sum(node) or is_join(node)] + [
        ast.unparse(text) for text in marked(source, MARKERS) if isinstance(text, ast.BinOp)
    ]


def is_sum(node: ast.AST) -> bool:
    if isinstance(node, ast.AugAssign):
        return isinstance(node.op, ast.Add) and is_translated(node.value)
    return (
        isinstance(node, ast.BinOp)
        and isinstance(node.op, ast.Add)
        and (is_translated(node.left) or is_translated(node.right))
    )


def is_join(node: ast.AST) -> bool:
    """Whether this joins translated texts that stand there, on one line."""
    if not isinstance(node, ast.Call) or called(node) != "join" or not node.args:
        return False
    assert isinstance(node.func, ast.Attribute)
    parts = getattr(node.args[0], "elts", [])
    between = node.func.value
    lines = isinstance(between, ast.Constant) and "\n" in str(between.value)
    return not lines and any(map(is_translated, parts))


def joined(source: Source) -> list[str]:
    """Parts with commas or words of English between them, and names before what is said of them."""
    joins = [
        node
        for node in source
        if called(node) == "join"
        and isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Constant)
        and BETWEEN.fullmatch(str(node.func.value.value))
    ]
    named = [
        node
        for node in source
        if isinstance(node, ast.JoinedStr)
        and any(
            isinstance(part, ast.Constant)
            and BETWEEN.fullmatch(str(part.value))
            and part.value != " "
            for part in node.values[1:-1]
        )
    ]
    return [ast.unparse(node) for node in joins + named]


def bare(source: Source) -> list[str]:
    """Sentences, and texts with {fields}, that stand in no marker, docstring, Formula or NumPy."""
    others = {
        part
        for node in source
        for part in (
            [node.value]
            if isinstance(node, ast.Expr)
            else getattr(node, "values", [])
            if isinstance(node, ast.JoinedStr)
            else node.args
            if isinstance(node, ast.Call) and called(node) in ("Formula", "NumPy")
            else []
        )
    }
    others |= set(marked(source, MARKERS))
    return [
        node.value
        for node in source
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node not in others
        and SENTENCE.search(node.value)
    ]


FAULTS = [f_strings, variables, unmarked, glued, joined, bare]


@pytest.mark.parametrize("fault", FAULTS)
def test_that_every_sentence_is_marked_whole_where_it_stands(fault) -> None:
    faults = {
        file: found
        for file in ROOMS
        if file not in (TRANSLATES, IN_FILES)
        if fault is not joined or file not in NO_WORDS
        if (found := fault(nodes(file)))
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
        ('" ".join([tr("Two"), tr("halves")])', glued),
        ('text += tr("; {n} left")', glued),
        ('fill(tr("{n} files"), n=n) + name', glued),
        ('" ".join(sentences)', joined),
        ('names = ", ".join(classes)', joined),
        ('" or ".join(ways)', joined),
        ('f"{name}: {value}"', joined),
        ('ROW = ("{count} files left out", 3)', bare),
        ('fail("This is no sentence of ours.")', bare),
    ],
)
def test_that_the_checks_see_what_they_are_for(code: str, fault) -> None:
    assert fault([*ast.walk(ast.parse(code))])
    right = [*ast.walk(ast.parse('tr("{n} files").format(n=n)'))]
    assert not any(other(right) for other in FAULTS)


def test_that_a_sentence_names_a_command_of_python_only_where_it_is_not_the_app() -> None:
    def named(source: Iterable[ast.AST]) -> set[str]:
        texts = (node.value for node in source if isinstance(node, ast.Constant))
        return {text for text in texts if isinstance(text, str) and COMMAND.search(text)}

    for file in ROOMS:
        documentation = {
            id(node.value)
            for node in nodes(file)
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        }
        chosen = [
            node.orelse
            for node in nodes(file)
            if isinstance(node, ast.IfExp) and "IS_APP" in ast.unparse(node.test)
        ]
        allowed = set[str]().union(*(named(ast.walk(node)) for node in chosen))
        said = named(node for node in nodes(file) if id(node) not in documentation)
        assert said <= allowed, file


@cache
def extracted_from_all() -> set[str]:
    """Every text that goes into the catalogues, and the formulas, which need no translation."""
    # A formula without a word is the same in every language.
    rows = [row for table in (*TABLES, PENALTIES) for row in table.values()]
    return {*sentences(), ""} | {
        row.formula for row in rows if not re.search(r": .*\w{3}", row.formula)
    }


@pytest.mark.parametrize(
    "table",
    [DATASETS, EXPORTERS, DROPOUT_MASKS, *TABLES],
)
def test_that_an_extractor_finds_what_the_rows_of_tables_are_called(table) -> None:
    labels = {row.label for row in table.values()}
    assert labels
    assert labels <= extracted_from_all()


def test_that_an_extractor_finds_every_text_that_the_command_line_translates(
    tmp_path, capsys
) -> None:
    for place in ("cat", "dog"):
        (tmp_path / "pets" / place).mkdir(parents=True)
        for number in range(3):
            colour = (40 * number, 200 if place == "cat" else 0, 90)
            Image.new("RGB", (16, 16), colour).save(tmp_path / "pets" / place / f"{number}.png")
    (tmp_path / "pets" / "cat" / "notes.txt").write_text("no picture", encoding="utf-8")
    pets, model = str(tmp_path / "pets"), str(tmp_path / "model.npz")
    pictures = ("--set", "data.kind=pictures", "--set", "training.iterations=20")
    words = [
        ("audit", pets),
        ("presets",),
        ("check", "flower", "--set", "training.iterations=3"),
        ("train", "flower", "--seeds", "2", "--twin", "--set", "training.iterations=3"),
        ("train", "flower", "--data", pets, *pictures, "--out", model),
        ("predict", model, pets),
        ("train", "flower", "--set", "network.activation=no"),
        ("train", "flower", "--set", "training.learning_rate=-1"),
        ("train", "flower", "--data", str(tmp_path / "none"), "--set", "data.kind=pictures"),
        ("train", "flower", "--out", "/no/such/folder/model.npz"),
    ]
    texts: set[str] = set()
    with heard(texts):
        for verb, *arguments in words:
            run_verb(verb, arguments)
    assert len(texts) > 30
    assert texts - extracted_from_all() == set()


@contextmanager
def heard(texts: set[str]) -> Iterator[None]:
    """Collect every text that is translated meanwhile."""

    def hear(text: str) -> str:
        texts.add(text)
        return text

    set_translator(hear)
    try:
        yield
    finally:
        set_translator(str)

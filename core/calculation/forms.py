"""The table FORMS: how a derivation is written, as plain text, in LaTeX, or as a NumPy program."""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

from core.calculation.lines import Applied, Array, Derivation, Line, Part, Product, Stage
from core.messages import to_translate, tr, translate
from core.network.formula import Formula, outside_brackets

NUMBERS_FILE = "numbers.npz"
"""Where the program reads what is given, when it is run as it is."""
_GIVEN = to_translate("Given")


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """One row: how an array, a product, a line and a whole derivation are written.

    `name` is that of the field of a Formula. `array(array, shaped)` has the shape in it where
    `shaped`; `write(derivation)` is the text to be copied.
    """

    name: str
    label: str
    array: Callable[[Array, bool], str]
    product: Callable[[str, str], str]
    equals: str
    write: Callable[[Derivation], str]

    def line(self, line: Line, shaped: bool = True) -> str:
        """Write one line; unless it makes a number, arrays have shapes where they first stand."""
        shaped = shaped and line.result.shape != ()
        left = self.array(line.result, shaped)
        seen: set[str] = set()

        def written(array: Array) -> str:
            first = array.name not in seen
            seen.add(array.name)
            return self.array(array, shaped and first)

        return left + self.equals + "".join(self._part(part, written) for part in line.parts)

    def _part(self, part: Part, written: Callable[[Array], str]) -> str:
        if isinstance(part, Array):
            return written(part)
        if isinstance(part, Product):
            return self.product(written(part.left), written(part.right))
        if isinstance(part, Formula):
            return str(getattr(part, self.name))
        return self._applied(part, written)

    def _applied(self, part: Applied, written: Callable[[Array], str]) -> str:
        text: str = getattr(part.formula, self.name)
        brackets = part.is_factor and _is_sum(text, self.name)
        text = part.formula.with_letters(
            self.name, part.letters, lambda letter: written(part.letters[letter])
        )
        if self.name == "latex" and any(array.shape for array in part.letters.values()):
            text = text.replace(r"\cdot", r"\odot")
        return f"({text})" if brackets else text


def _is_sum(text: str, form: str) -> bool:
    """Tell whether a formula needs brackets to be a factor."""
    if form == "numpy":
        body = ast.parse(text, mode="eval").body
        in_brackets = text.startswith("(") and isinstance(body, ast.Compare)
        return not isinstance(body, ast.Call | ast.Constant | ast.Name) and not in_brackets
    return any(sign in outside_brackets(text) for sign in (" + ", " - ", " if "))


def shape_text(shape: tuple[int, ...]) -> str:
    """Write a shape as (20, 209), and as (20,) where there is one side."""
    return str(tuple(shape))


def _plain_array(array: Array, shaped: bool) -> str:
    name = {"learning_rate": "α"}.get(array.name, array.name)
    name = f"{name}ᵀ" if array.transposed else name
    return f"{name} {shape_text(array.shape)}" if shaped and array.shape else name


def _latex_array(array: Array, shaped: bool) -> str:
    name = latex_name(array.name)
    if array.transposed:
        name = f"{{{name}}}^{{T}}"
    if not (shaped and array.shape):
        return name
    return rf"\underset{{{shape_text(array.shape)}}}{{{name}}}"


_LATEX_NAMES = {
    "cost": "J",
    "learning_rate": r"\alpha",
    "epoch": r"\mathrm{epoch}",
    "epochs": r"\mathrm{epochs}",
}


def latex_name(name: str) -> str:
    r"""Write a name of the calculation in LaTeX: Z1 as Z^{[1]}, dL/da2 as a partial derivative."""
    if "/" in name:
        over, under = (latex_name(part.removeprefix("d")) for part in name.split("/"))
        return rf"\frac{{\partial {over}}}{{\partial {under}}}"
    if remembered := re.fullmatch(r"([vs])(d[Wb]\d+)", name):
        return f"{remembered[1]}_{{{latex_name(remembered[2])}}}"
    parts = re.fullmatch(r"([A-Za-z]+)(\d+)('?)(_kept)?(\(z\))?", name)
    if not parts:
        return _LATEX_NAMES.get(name, name)
    letter, layer, prime, kept, argument = parts.groups("")
    upper = f"[{layer}]" + (r"\prime" if prime else "")
    lower = r"_{\mathrm{kept}}" if kept else ""
    return f"{letter}^{{{upper}}}{lower}{argument}"


def _numpy_array(array: Array, shaped: bool) -> str:
    name = array.name.replace("/", "_")
    return f"{name}.T" if array.transposed else name


def _plain(derivation: Derivation) -> str:
    blocks = [[translate(_GIVEN), *_given_in_plain(derivation)]]
    for stage in derivation.stages:
        blocks.append([str(stage.title), *(f"  {PLAIN.line(line)}" for line in stage.lines)])
    signs = tr(
        "A point is the product of two matrices, * multiplies entry by entry, ᵀ transposes; "
        "what has one column (b) is added to every column."
    )
    blocks.append([signs, *legend(derivation)])
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def legend(derivation: Derivation) -> list[str]:
    """Say what the letters mean that a course may write otherwise."""
    lines = [
        tr("Small letters are of one unit and one sample; Σ L goes over all samples and outputs."),
    ]
    if any(array.name == "c" for array in derivation.inputs):
        lines.append(tr("c is the weight that the class of a sample has."))
    lines.append(
        tr(
            "Backward uses what forward has kept of every layer (caches): what the layer reads for "
            "dW, W for the layer before, z or a for g'."
        )
    )
    if any(array.name.startswith("D") for array in derivation.inputs):
        lines.append(tr("D is 1 where dropout keeps a unit, else 0."))
    if any(line.name == "dL/da_j" for line in derivation.stage("chain", derivation.layers).lines):
        lines.append(tr("a_j and y_j are of another class; Σ goes over all others."))
    if Array("t") in derivation.inputs:
        lines.append(tr("t counts updates from 1; v and s are 0 before the first."))
    if Array("epoch") in derivation.inputs:
        lines.append(
            tr("epoch counts from 0 how often training has gone through all samples before.")
        )
    if Array("epochs") in derivation.inputs:
        lines.append(tr("epochs is how many the whole run has."))
    return lines


def _given_in_plain(derivation: Derivation) -> list[str]:
    constants = [f"  {row.letter.plain} = {row.value:g}" for row in derivation.constants]
    arrays = ", ".join(_plain_array(array, True) for array in derivation.inputs)
    return [f"  m = {derivation.samples}", *constants, f"  {arrays}"]


def _latex(derivation: Derivation) -> str:
    numbers = [("m", f"{derivation.samples}")] + [
        (constant.letter.latex, f"{constant.value:g}") for constant in derivation.constants
    ]
    given = [f"{letter} &= {value}" for letter, value in numbers]
    given.append("& " + r",\; ".join(_latex_array(array, True) for array in derivation.inputs))
    blocks = [_aligned(translate(_GIVEN), given)]
    for stage in derivation.stages:
        blocks.append(_aligned(str(stage.title), [LATEX.line(line) for line in stage.lines]))
    return "\n\n".join(blocks) + "\n"


def _aligned(title: str, lines: list[str]) -> str:
    body = " \\\\\n".join(lines)
    return f"\\paragraph{{{title}}}\n\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _program(derivation: Derivation) -> str:
    """Write a program of NumPy alone, whose `update` takes a dict, or an opened .npz file."""
    backward, update = derivation.stage("backward"), derivation.stage("update")
    gradients = [line.name for line in backward.lines if line.name[1] in "Wb"]
    changed = dict.fromkeys(line.name for line in update.lines)
    body = [f'"""{translate(_RETURNS)}"""', *_read_inputs(derivation)]
    for stage in derivation.stages:
        body += ["", f"# {stage.title}", *_stage_lines(stage)] if stage.name != "functions" else []
    after = [*map(_entry, changed), *(['"t": t + 1'] if Array("t") in derivation.inputs else [])]
    body += [
        "",
        f"gradients = {{{', '.join(map(_entry, gradients))}}}",
        f"after = {{{', '.join(after)}}}",
        "return cost, gradients, after",
    ]
    indented = "\n".join(f"    {line}" if line else "" for line in body)
    return f"{_START}{indented}\n{_RUN.format(numbers=translate(_NUMBERS))}"


_RETURNS = to_translate("Return the cost, the gradients, and what one update changes.")
_NUMBERS = to_translate(
    "X, Y, W1, b1, ...: the window saves them beside this text, and derive --numbers does."
)
# A sigmoid is 0 where e^-z overflows.
_START = """import numpy as np


@np.errstate(over="ignore")
def update(given):
"""
_RUN = f"""

if __name__ == "__main__":
    # {{numbers}}
    cost, gradients, after = update(np.load("{NUMBERS_FILE}"))
    print("cost", cost)
    print("first row of dW1", gradients["dW1"][0])
"""


def _read_inputs(derivation: Derivation) -> list[str]:
    lines = []
    for array in derivation.inputs:
        shape = f"  # {shape_text(array.shape)}" if array.shape else ""
        lines.append(f'{array.name} = given["{array.name}"]{shape}')
    numbers = [f"{row.letter.numpy} = {row.value!r}" for row in derivation.constants]
    return [*lines, "m = X.shape[1]", *numbers]


def _stage_lines(stage: Stage) -> list[str]:
    """Write the lines of a stage; those of one unit are there to be read, not to run."""
    if stage.name == "chain":
        return [f"#   {NUMPY.line(line)}" for line in stage.lines]
    return [f"{NUMPY.line(line)}{_shape_comment(line)}" for line in stage.lines]


def _shape_comment(line: Line) -> str:
    return f"  # {shape_text(line.result.shape)}" if line.result.shape else ""


def _entry(name: str) -> str:
    return f'"{name}": {name}'


PLAIN = Form(
    name="plain",
    label=to_translate("Plain text"),
    array=_plain_array,
    product="{} . {}".format,
    equals=" = ",
    write=_plain,
)
LATEX = Form(
    name="latex",
    label=to_translate("LaTeX"),
    array=_latex_array,
    product=r"{} \, {}".format,
    equals=" &= ",
    write=_latex,
)
NUMPY = Form(
    name="numpy",
    label=to_translate("NumPy"),
    array=_numpy_array,
    product="np.dot({}, {})".format,
    equals=" = ",
    write=_program,
)
FORMS = {row.name: row for row in (PLAIN, LATEX, NUMPY)}

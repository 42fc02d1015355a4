"""Write core/network/rules.c, each rule of update in one pass, out of the rules' NumPy code.

Run from the project's root after any change of a rule: python packaging/rules.py
A rule's step is called once with the names that numbers have in C in place of arrays.
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from core.experiment.settings import TrainingSettings  # noqa: E402
from core.network.optimisers import OPTIMISERS  # noqa: E402
from core.network.parameters import Parameters  # noqa: E402
from core.network.update_rule import Chunk  # noqa: E402

RULES = ROOT / "core" / "network" / "rules.c"
TYPES = {"float64": ("double", "sqrt"), "float32": ("float", "sqrtf")}
OPERATIONS: dict[np.ufunc, str] = {
    np.add: "{} + {}",
    np.subtract: "{} - {}",
    np.multiply: "{} * {}",
    np.divide: "{} / {}",
    np.sqrt: "root({})",
}
HEAD = """\
/* Written by packaging/rules.py from core/network/optimisers.py: to be changed there. */

#include <math.h>
#include <stddef.h>

#if defined(__x86_64__) && defined(__gnu_linux__)
#define RULE __attribute__((target_clones("avx2", "default"))) void
#else
#define RULE void
#endif
"""
FUNCTION = """
RULE {name}(size_t n, {T} *restrict W_, {arrays}const double *numbers) {{
    const {T} {factors};
    for (size_t i = 0; i < n; i++) {{
        {T} {read};
        {steps}
        {written}
    }}
}}
"""


class Name(NDArrayOperatorsMixin):
    """Stand for an array by the name that one of its numbers has in C."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.name, self._lines = name, lines

    def __array_ufunc__(
        self, ufunc: np.ufunc, method: str, *inputs: Any, out: tuple["Name"]
    ) -> "Name":
        """Write down what is done to the number; KeyError where that is not known in C."""
        operation = OPERATIONS[ufunc].format(*(x.name for x in inputs))
        self._lines.append(f"{out[0].name} = {operation};")
        return out[0]


def source() -> str:
    """Return the C of every rule, in double and single precision."""
    rules = [row.make_rule(Parameters((1, 1))) for row in OPTIMISERS.values()]
    own = [rule for rule in rules if "_step" in vars(type(rule))]
    return HEAD + "".join(_function(rule, *names) for rule in own for names in TYPES.items())


def _function(rule: Any, dtype: str, names: tuple[str, str]) -> str:
    rule.count, (T, root), lines = 1, names, list[str]()
    factors = [f"f{i}" for i in range(len(rule._factors(0.5, TrainingSettings())))]
    kept = ["W", *rule.state_names]
    named: dict[str, Any] = {name: Name(name, lines) for name in (*kept, "dW", "buffer", *factors)}
    state: Any = {name: named[name] for name in rule.state_names}
    W, dW, buffer = (named[name] for name in ("W", "dW", "buffer"))
    rule._step(Chunk(W, (), dW, state, buffer), [named[name] for name in factors])
    read = [f"{x} = {x}_[i]" for x in (*kept, "dW")]
    return FUNCTION.format(
        name=f"{type(rule).__name__}_{dtype}",
        T=T,
        arrays="".join(f"{T} *restrict {x}_, " for x in ("dW", *rule.state_names)),
        factors=", ".join(f"{x} = ({T})numbers[{i}]" for i, x in enumerate(factors)),
        read=", ".join([*read, *["buffer"] * any("buffer" in line for line in lines)]),
        steps="\n        ".join(lines).replace("root", root),
        written=" ".join(f"{x}_[i] = {x};" for x in kept),
    )


if __name__ == "__main__":
    RULES.write_text(source(), encoding="utf-8")

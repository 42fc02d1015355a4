"""A rule in one pass comes to the bits of its NumPy code, and is written from it."""

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import installer
import rules
from core.experiment.settings import TrainingSettings
from core.network import replay
from core.network.optimisers import OPTIMISERS, Adam
from core.network.parameters import Parameters
from core.network.update_rule import UpdateRule

compiled = pytest.mark.skipif(not replay.IS_ON, reason="rules.c is not compiled, or left out")
# Numbers as they come, and those that round, vanish and overflow.
GRADIENTS = st.one_of(st.floats(-10, 10), st.floats(allow_nan=False, width=32))
WITHOUT = """
import sys
sys.modules["core.network.replay"] = None
from core.network.compiled_passes import CompiledPasses
from core.network.optimisers import OPTIMISERS
"""


def _rule(name: str, W: np.ndarray, dW: np.ndarray, updates: int, is_on: bool) -> UpdateRule:
    rule = OPTIMISERS[name].make_rule(Parameters((W.size - 1, 1), W.dtype.name))
    gradients = dW.copy()
    with pytest.MonkeyPatch.context() as patch, np.errstate(all="ignore"):
        patch.setattr(replay, "IS_ON", is_on)
        for t in range(updates):
            gradients[...] = dW * (1 - t % 3)
            rule.begin(W, gradients, 0.1 / (1 + t), TrainingSettings(weight_decay=0.3))
            rule.finish()
    return rule


@compiled
@pytest.mark.parametrize("name", OPTIMISERS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
@settings(max_examples=40)
@given(
    gradients=st.lists(GRADIENTS, min_size=2, max_size=80),
    updates=st.integers(1, 70),
)
def test_that_a_rule_in_one_pass_comes_to_the_same_bits(
    name: str, dtype: str, gradients: list[float], updates: int
) -> None:
    dW, bits = np.array(gradients).astype(dtype), []
    for is_on in (True, False):
        W = np.linspace(-1, 1, dW.size, dtype=dtype)
        rule = _rule(name, W, dW, updates, is_on)
        bits.append([W.tobytes(), *(state.tobytes() for state in rule.state.values())])
    assert bits[0] == bits[1]


@compiled
@pytest.mark.parametrize("name", OPTIMISERS)
def test_that_no_rule_is_left_to_numpy(name: str) -> None:
    rule, W = OPTIMISERS[name].make_rule(Parameters((4, 1))), np.ones(5)
    rule.begin(W, np.ones(5), 0.1, TrainingSettings())
    ((((_, step),),),) = rule._rounds
    assert isinstance(step, partial)


@compiled
def test_that_a_rule_that_is_changed_by_now_is_called_as_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    W = np.ones(3)
    monkeypatch.setattr(Adam, "_step", lambda rule, chunk, factors: None)
    _rule("adam", W, np.ones(3), 5, is_on=True)
    assert W.tolist() == [1, 1, 1]


def test_that_what_is_compiled_is_written_from_the_rules() -> None:
    assert rules.source() == rules.RULES.read_text(encoding="utf-8"), rules.__doc__


def test_that_all_works_without_what_is_compiled() -> None:
    subprocess.run([sys.executable, "-c", WITHOUT], check=True)


def test_that_no_memory_is_touched_that_is_not_ours(tmp_path: Path) -> None:
    *command, module = installer.compile_command(sys.executable, rules.ROOT) or [""]
    checks = ["-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
    built = [*command, str(tmp_path / Path(module).name), *checks]
    if not command or subprocess.run(built, capture_output=True, check=False).returncode:
        pytest.skip("there is no compiler with its sanitizers, or no headers of Python")
    asked = [["cc", f"-print-file-name={name}.so"] for name in ("libasan", "libubsan")]
    libraries = [subprocess.check_output(words, text=True).strip() for words in asked]
    environ = {"LD_PRELOAD": " ".join(libraries), "ASAN_OPTIONS": "detect_leaks=0"}
    environ = {**os.environ, **environ, "PYTHONPATH": str(tmp_path)}
    files = [__file__, str(Path(__file__).with_name("test_replay.py"))]
    tests = ["-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "shape or plain or left_to"]
    subprocess.run([sys.executable, *tests, *files], env=environ, check=True)

"""The formulas of a network: the program that they make is run beside the trainer."""

import re
import subprocess
import sys
from itertools import cycle, islice
from pathlib import Path

import numpy as np
import pytest

from core.calculation.derivation import derive
from core.calculation.forms import FORMS, Form
from core.calculation.given import given
from core.calculation.lines import Derivation, Product
from core.data.dataset import Dataset, samples, target_samples
from core.experiment.inputs import NumberInputs
from core.experiment.settings import Experiment, NetworkSettings, TrainingSettings
from core.network.activations import ACTIVATIONS
from core.network.losses import LOSSES
from core.network.network import ForwardPass
from core.network.optimisers import OPTIMISERS
from core.network.parameters import Parameters
from core.network.schedules import SCHEDULES
from core.network.targets import TARGETS
from core.training.trainer import Trainer
from core.training.update_step import dropout_of

HIDDEN = ((), (4,), (4, 3), (3, 4, 2), (2, 3, 4, 3))
OUTPUTS = [
    (row.name, kind, output, names)
    for row in LOSSES.values()
    for kind, outputs in row.outputs.items()
    for output in outputs
    for names in (2, 3)
]
REGULARISED = [{}, {"l2": 0.7}, {"keep_probability": 0.6}, {"l2": 0.7, "keep_probability": 0.6}]
ALL_FORMS = pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))


def dataset(kind: str = "classes", names: int = 2, m: int = 7) -> Dataset:
    random = np.random.RandomState(names)
    X = np.asfortranarray(random.randn(3, m))
    if kind == "classes":
        train = samples(X, np.arange(m) % names, names)
    else:
        numbers = random.randn(names, m)
        train = target_samples(X, numbers > 0 if kind == "labels" else numbers, TARGETS[kind])
    classes = tuple(f"name {name}" for name in range(names))
    return Dataset(train, None, classes, NumberInputs(names=("x1", "x2", "x3")))


def experiment(
    hidden: tuple[int, ...] = (4,), network: dict[str, object] | None = None, **training: object
) -> Experiment:
    return Experiment(
        network=NetworkSettings(hidden=hidden, initialisation="normal", **(network or {})),
        training=TrainingSettings(parametrisation="direct", iterations=10, **training),
    )


def run(derivation: Derivation, numbers: dict[str, np.ndarray]) -> tuple[float, dict, dict]:
    """Run the program that is to be copied, as text, with nothing but what it imports."""
    space: dict[str, object] = {}
    exec(FORMS["numpy"].write(derivation), space)
    return space["update"](numbers)


def expect_the_trainers_update(trainer: Trainer) -> None:
    """Compare cost, gradients and everything after one update with what the trainer does."""
    numbers, (cost, slopes) = given(trainer), cost_and_slopes(trainer)
    trainer.step()
    derivation = derive(trainer.experiment, trainer.dataset, trainer.rate)
    shapes = {array.name: array.shape for array in derivation.inputs}
    assert shapes == {name: array.shape for name, array in numbers.items()}
    found, gradients, after = run(derivation, numbers)
    assert found == pytest.approx(cost, rel=1e-12)
    for l in range(len(slopes.W)):
        np.testing.assert_allclose(gradients[f"dW{l + 1}"], slopes.W[l], 1e-12, 1e-12)
        np.testing.assert_allclose(gradients[f"db{l + 1}"], slopes.b[l], 1e-12, 1e-12)
    expected = {
        name: array
        for name, array in given(trainer).items()
        if name[0] not in "XYDc" and name not in ("epoch", "epochs")
    }
    assert after.keys() == expected.keys()
    for name, array in expected.items():
        np.testing.assert_allclose(after[name], array, 1e-12, 1e-12, err_msg=name)


def cost_and_slopes(trainer: Trainer) -> tuple[float, Parameters]:
    """Cost and gradient of the trainer's next update, from its own passes."""
    numbers, training = given(trainer), trainer.experiment.training
    dropout = dropout_of(trainer.network, training, "float64")
    masks = dropout.masks(numbers["X"].shape[1], trainer.iteration) if dropout else ()
    objective, parameters = trainer.parametrisation.objective(training), trainer.parameters
    seen = trainer.network.forward(parameters, numbers["X"], masks)
    cost = objective.cost(parameters, seen, numbers["Y"])
    return cost, objective.gradient(parameters, seen, numbers["Y"])


@pytest.mark.parametrize("hidden", HIDDEN, ids=len)
@pytest.mark.parametrize(("loss", "kind", "output", "names"), OUTPUTS)
def test_that_the_program_repeats_the_trainers_update(
    loss: str, kind: str, output: str, names: int, hidden: tuple[int, ...]
) -> None:
    place = len(hidden) + OUTPUTS.index((loss, kind, output, names)) // 2
    rows = islice(cycle(ACTIVATIONS), place, None)
    network = {"output": output, "activation": tuple(next(rows) for _ in hidden), "leak": 0.2}
    wanted = experiment(hidden, network, loss=loss, **REGULARISED[place % 4])
    expect_the_trainers_update(Trainer(wanted, dataset(kind, names)))


@pytest.mark.parametrize(
    ("loss", "output", "names"), [(row[0], *row[2:]) for row in OUTPUTS if row[1] == "classes"]
)
def test_that_the_program_repeats_an_update_with_weighted_classes(
    loss: str, output: str, names: int
) -> None:
    weights = (0.5, 3.0, 1.0)[:names]
    wanted = experiment((4,), {"output": output}, loss=loss, class_weights=weights, l2=0.7)
    trainer = Trainer(wanted, dataset("classes", names))
    expect_the_trainers_update(trainer)
    plain = FORMS["plain"].write(derive(wanted, trainer.dataset))
    assert "c (1, 7)" in plain
    assert "c is the weight that the class of a sample has." in plain


@pytest.mark.parametrize("activation", ACTIVATIONS)
def test_that_the_program_repeats_an_update_with_any_activation(activation: str) -> None:
    network = {"activation": activation, "leak": 0.2}
    masks = {"keep_probability": (0.6, 1.0), "dropout_masks": "fixed"}
    wanted = experiment((4, 3), network, l1=0.3, l2=0.7, **masks)
    expect_the_trainers_update(Trainer(wanted, dataset()))


@pytest.mark.parametrize("optimiser", OPTIMISERS)
def test_that_the_program_repeats_any_optimisers_first_and_third_update(optimiser: str) -> None:
    trainer = Trainer(experiment(optimiser=optimiser, schedule="exponential"), dataset())
    expect_the_trainers_update(trainer)
    trainer.step()
    expect_the_trainers_update(trainer)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_that_the_program_repeats_updates_of_any_schedule(schedule: str) -> None:
    decay = {"decay_rate": 0.7, "decay_factor": 0.6, "decay_interval": 2}
    trainer = Trainer(experiment(schedule=schedule, batch_size=4, **decay), dataset(m=8))
    for _ in range(8):
        expect_the_trainers_update(trainer)


def test_that_a_schedules_formula_and_rate_of_now_are_written() -> None:
    wanted = experiment(schedule="inverse_time", learning_rate=0.5, decay_rate=0.25)
    derivation = derive(wanted, dataset(), rate=0.4)
    plain, latex = (FORMS[name].write(derivation) for name in ("plain", "latex"))
    assert "α₀ = 0.5\n  decay_rate = 0.25\n" in plain
    expected = "Learning rate, now 0.4\n  α = α₀ / (1 + decay_rate * max(epoch - 1, 0))\n"
    assert expected in plain
    assert r"\alpha &= \frac{\alpha_0}{1 + \mathrm{decay\_rate} \cdot" in latex
    assert "α₀" not in FORMS["plain"].write(derive(experiment(), dataset()))


def test_that_a_batch_has_its_own_number_of_samples() -> None:
    trainer = Trainer(experiment(batch_size=4, keep_probability=0.5), dataset(m=11))
    expect_the_trainers_update(trainer)
    assert derive(trainer.experiment, trainer.dataset).samples == 4


def test_that_updates_can_follow_one_another() -> None:
    trainer = Trainer(experiment(optimiser="adam"), dataset())
    derivation, numbers = derive(trainer.experiment, trainer.dataset), given(trainer)
    for _ in range(5):
        numbers |= run(derivation, numbers)[2]
        trainer.step()
    np.testing.assert_allclose(numbers["W1"], trainer.parameters.W[0], 1e-12, 1e-12)


def test_that_the_program_runs_by_itself(tmp_path: Path) -> None:
    trainer = Trainer(experiment(), dataset())
    np.savez(tmp_path / "numbers.npz", **given(trainer))
    program = FORMS["numpy"].write(derive(trainer.experiment, trainer.dataset))
    (tmp_path / "derivation.py").write_text(program, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "derivation.py"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert ended.stdout.split()[0] == "cost"
    cost = float(ended.stdout.split()[1])
    assert cost == pytest.approx(trainer.score_train().cost, rel=1e-12)


def test_that_a_line_has_the_shapes_of_its_arrays() -> None:
    X = np.zeros((12288, 209), order="F")
    names = tuple(f"x{i}" for i in range(12288))
    cats = Dataset(samples(X, np.arange(209) % 2, 2), None, ("0", "1"), NumberInputs(names=names))
    derivation = derive(experiment((20,)), cats)
    plain = FORMS["plain"].line
    expected = "Z1 (20, 209) = W1 (20, 12288) . X (12288, 209) + b1 (20, 1)"
    assert plain(derivation.line("Z1")) == expected
    expected = "dW1 (20, 12288) = 1/m dZ1 (20, 209) . Xᵀ (209, 12288)"
    assert plain(derivation.line("dW1")) == expected
    expected = "db2 (1, 1) = 1/m sum(dZ2 (1, 209), axis=1, keepdims)"
    assert plain(derivation.line("db2")) == expected
    assert plain(derivation.line("dZ2"), shaped=False) == "dZ2 = A2 - Y"


@pytest.mark.parametrize("optimiser", ["gradient_descent", "adamw"])
def test_that_every_line_makes_an_array_of_its_shape(optimiser: str) -> None:
    wanted = experiment((4, 3), l2=0.7, l1=0.1, keep_probability=0.6, optimiser=optimiser)
    trainer = Trainer(wanted, dataset(names=3))
    derivation = derive(wanted, trainer.dataset)
    space = {"np": np, "m": 7, **given(trainer)}
    space |= {row.letter.numpy: row.value for row in derivation.constants}
    for name in ("forward", "cost", "backward", "update"):
        for line in derivation.stage(name).lines:
            assert {array.name for array in line.arrays} <= space.keys()
            exec(FORMS["numpy"].line(line), space)
            assert np.shape(space[line.name]) == line.result.shape
            for part in line.parts:
                if isinstance(part, Product):
                    assert part.left.shape[1] == part.right.shape[0]


@pytest.mark.parametrize(("loss", "kind", "output", "names"), OUTPUTS)
def test_that_the_chain_rule_of_one_unit_gives_the_networks_own_slopes(
    loss: str, kind: str, output: str, names: int
) -> None:
    network = {"output": output, "activation": ("tanh", "sigmoid")}
    trainer = Trainer(experiment((4, 3), network, loss=loss), dataset(kind, names))
    derivation, (X, Y) = derive(trainer.experiment, trainer.dataset), trainer.train
    seen = trainer.network.forward(trainer.parameters, X)
    backward = trainer.network.backward(trainer.parameters, seen, Y)
    for l, unit, i in ((3, len(Y) - 1, 5), (2, 1, 4), (1, 3, 2)):
        others = [k for k in range(len(Y)) if k != unit]
        space = one_unit(seen, l, unit, i) | {"np": np}
        if l == 3:
            space |= {"y": Y[unit, i], "y_j": Y[others, i], "a_j": seen.A[3][others, i]}
        else:
            space |= {f"w{l + 1}": trainer.parameters.W[l][:, unit]}
            space |= {f"dL_dz{l + 1}": 7 * backward.dZ[l][:, i]}
        dz = 7 * backward.dZ[l - 1][unit, i]
        expected = {"dL/dz": dz, "dL/dw": dz * seen.layer_inputs[l - 1][:, i], "dL/db": dz}
        compared = 0
        for line in derivation.stage("chain", l).lines:
            if not line.name.startswith("dJ"):
                exec(FORMS["numpy"].line(line), space)
            if line.name[:-1] in expected:
                found = space[line.name.replace("/", "_")]
                np.testing.assert_allclose(found, expected[line.name[:-1]], 1e-9, 1e-12)
                compared += 1
        assert compared == (6 if l == 3 else 3)


def one_unit(seen: ForwardPass, l: int, unit: int, i: int) -> dict[str, object]:
    """The numbers of one unit of layer l on one sample, by their small letters."""
    before = "x" if l == 1 else f"a{l - 1}"
    z, a = seen.Z[l - 1][unit, i], seen.A[l][unit, i]
    return {f"z{l}": z, f"a{l}": a, before: seen.layer_inputs[l - 1][:, i]}


def test_that_the_slope_of_the_cost_is_the_mean_of_the_samples_slopes() -> None:
    trainer = Trainer(experiment(l2=0.7), dataset())
    derivation, (X, Y) = derive(trainer.experiment, trainer.dataset), trainer.train
    seen = trainer.network.forward(trainer.parameters, X)
    dZ = trainer.network.backward(trainer.parameters, seen, Y).dZ
    _, gradients, _ = run(derivation, given(trainer))
    w = trainer.parameters.W[0][2, 1]
    space = {"np": np, "m": 7, "l2": 0.7, "w1": w, "dL_dw1": 7 * dZ[0][2] * X[1]}
    line = next(row for row in derivation.stage("chain", 1).lines if row.name == "dJ/dw1")
    exec(FORMS["numpy"].line(line), space)
    assert space["dJ_dw1"] == pytest.approx(gradients["dW1"][2, 1], rel=1e-12)


def test_that_another_loss_changes_formulas_and_not_the_procedure() -> None:
    written = {}
    for loss in ("cross_entropy", "hinge"):
        derivation = derive(experiment(loss=loss), dataset())
        lines = [line for stage in derivation.stages for line in stage.lines]
        written[loss] = {line.name: FORMS["plain"].line(line) for line in lines}
    entropy, hinge = written.values()
    assert entropy.keys() == hinge.keys()
    changed = {name for name in entropy if entropy[name] != hinge[name]}
    assert {"g2(z)", "L(a, y)", "dL/da2", "dZ2"} <= changed
    assert not {"Z1", "A1", "Z2", "dW2", "dZ1", "dW1", "W1", "dL/da1", "da1/dz1"} & changed


@ALL_FORMS
@pytest.mark.parametrize("names", [2, 3])
def test_that_a_form_writes_every_line(form: Form, names: int) -> None:
    network = {"activation": ("leaky_relu", "elu", "tanh")}
    penalties = {"l2": 0.7, "l1": 0.1, "keep_probability": 0.6}
    for optimiser, schedule in zip(OPTIMISERS, cycle(SCHEDULES), strict=False):
        wanted = experiment((4, 3, 3), network, optimiser=optimiser, schedule=schedule, **penalties)
        derivation = derive(wanted, dataset(names=names))
        text = form.write(derivation)
        for stage in derivation.stages:
            lines = () if (form.name, stage.name) == ("numpy", "functions") else stage.lines
            assert all(form.line(line) in text for line in lines)
            assert all(form.line(line).rpartition("= ")[2].strip() for line in lines)


def test_that_the_latex_can_be_set() -> None:
    """Its brackets close, and no power stands on another."""
    network = {"activation": ("leaky_relu", "elu", "tanh")}
    for optimiser, schedule in zip(cycle(OPTIMISERS), SCHEDULES, strict=False):
        wanted = experiment(
            (4, 3, 3), network, optimiser=optimiser, schedule=schedule, l2=0.7, keep_probability=0.6
        )
        text = FORMS["latex"].write(derive(wanted, dataset(names=3)))
        group = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
        assert not re.search(rf"\^{group}\^", text)
        while (inner := re.sub(r"\{[^{}]*\}", "", text)) != text:
            text = inner
        assert not {"{", "}"} & set(text)
        assert text.count(r"\left(") == text.count(r"\right)")
        assert text.count(r"\begin") == text.count(r"\end")


def test_that_outputs_at_the_ends_of_a_sigmoid_cost_what_the_trainer_says() -> None:
    trainer = Trainer(experiment(network={"scale": 10.0, "activation": "relu"}), dataset())
    trainer.parameters.W[1][:] *= 10
    cost, slopes = cost_and_slopes(trainer)
    found, gradients, _ = run(derive(trainer.experiment, trainer.dataset), given(trainer))
    assert 10 < found == pytest.approx(cost, rel=1e-12)
    np.testing.assert_allclose(gradients["dW1"], slopes.W[0], 1e-12, 1e-12)


def test_that_a_run_in_single_precision_is_followed_to_its_own_digits() -> None:
    trainer = Trainer(experiment(network={"precision": "float32"}), dataset())
    _, _, after = run(derive(trainer.experiment, trainer.dataset), given(trainer))
    trainer.step()
    np.testing.assert_allclose(after["W1"], trainer.parameters.W[0], 1e-5)
    assert after["W1"].dtype == np.float32

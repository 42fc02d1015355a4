"""Every loss and its gradient beside PyTorch's, where that is installed."""

import numpy as np
import pytest

from core.network.losses import LOSSES, Loss, loss
from tests.core.network.test_loss_rows import ROWS, case, words

torch = pytest.importorskip("torch", reason="PyTorch is not installed")
functional = torch.nn.functional


def of_pytorch(row: Loss, Z: "torch.Tensor", Y: "torch.Tensor") -> "torch.Tensor":
    """The mean over the samples of PyTorch's loss of the same name."""
    m, kind = Z.shape[1], row.targets.name
    if row.name == "cross_entropy" and kind == "classes" and len(Z) > 1:
        return functional.cross_entropy(Z.T, Y.argmax(dim=0), reduction="sum") / m
    if row.name == "cross_entropy":
        return functional.binary_cross_entropy_with_logits(Z, Y, reduction="sum") / m
    if row.name == "half_squared_error":
        output = row.one_output.name.split()[0]
        A = {"sigmoid": torch.sigmoid, "identity": lambda z: z, "relu": torch.relu}[output](Z)
        return functional.mse_loss(A, Y, reduction="sum") / (2 * m)
    margin = 1.0 if row.name == "hinge" else 0.0
    return functional.relu(margin - (2 * Y - 1) * Z).sum() / m


@pytest.mark.parametrize("row", ROWS, ids=words)
@pytest.mark.parametrize(("dtype", "tolerance"), [("float64", 1e-12), ("float32", 1e-5)])
def test_that_value_and_gradient_are_those_of_pytorch(
    row: Loss, dtype: str, tolerance: float
) -> None:
    for names in (2, 4):
        Z, _, Y = case(row, names)
        Z, Y = Z.astype(dtype), Y.astype(dtype)
        A, dZ = np.empty_like(Z), np.empty_like(Z)
        row.output(Z.copy(), A)
        row.backward(A, Y, dZ)
        z = torch.tensor(Z, requires_grad=True)
        value = of_pytorch(row, z, torch.tensor(Y))
        value.backward()
        assert row.cost(Z, Y, None) == pytest.approx(value.item(), rel=tolerance)
        np.testing.assert_allclose(dZ, z.grad.numpy(), rtol=tolerance, atol=tolerance / 10)


def test_that_each_loss_of_the_table_is_compared() -> None:
    assert {row.name for row in ROWS} == set(LOSSES)
    assert all(loss(row.name, row.targets.name) for row in ROWS)

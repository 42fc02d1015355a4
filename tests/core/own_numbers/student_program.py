"""A plain NumPy program as a student writes it, in which one line can be another."""

import numpy as np

FORWARD = """
def forward(X, parameters, masks, keep_prob):
    A = X
    numbers = {}
    for l in range(1, L + 1):
        W, b = parameters[f"W{l}"], parameters[f"b{l}"]
        A_prev = A
        Z = np.dot(W, A_prev) + b
        if l < L:
            A = activation(Z)
            if keep_prob < 1:
                A = A * masks[f"D{l}"]
                A = A / keep_prob
        elif softmax:
            e = np.exp(Z - Z.max(axis=0, keepdims=True))
            A = e / np.sum(e, axis=0, keepdims=True)
        else:
            A = 1 / (1 + np.exp(-Z))
        numbers[f"Z{l}"], numbers[f"A{l}"] = Z, A
    return A, numbers


def compute_cost(AL, Y, parameters):
    if softmax:
        cost = -np.sum(Y * np.log(AL)) / m
    else:
        cost = -1 / m * np.sum(Y * np.log(AL) + (1 - Y) * np.log(1 - AL))
    for l in range(1, L + 1):
        cost = cost + lambd / (2 * m) * np.sum(np.square(parameters[f"W{l}"]))
    return cost


def backward(X, Y, parameters, numbers, masks, keep_prob):
    grads = {}
    for l in reversed(range(1, L + 1)):
        Z, A = numbers[f"Z{l}"], numbers[f"A{l}"]
        A_prev = numbers[f"A{l - 1}"] if l > 1 else X
        if l == L:
            dZ = A - Y
        else:
            W_next = parameters[f"W{l + 1}"]
            dZ_next = grads[f"dZ{l + 1}"]
            dA = np.dot(W_next.T, dZ_next)
            if keep_prob < 1:
                dA = dA * masks[f"D{l}"]
                dA = dA / keep_prob
            grads[f"dA{l}"] = dA
            dZ = dA * slope(Z)
        grads[f"dZ{l}"] = dZ
        grads[f"dW{l}"] = 1 / m * np.dot(dZ, A_prev.T) + lambd / m * parameters[f"W{l}"]
        grads[f"db{l}"] = 1 / m * np.sum(dZ, axis=1, keepdims=True)
    return grads


def update(parameters, grads):
    after = {}
    for l in range(1, L + 1):
        after[f"W{l}_after"] = parameters[f"W{l}"] - learning_rate * grads[f"dW{l}"]
        after[f"b{l}_after"] = parameters[f"b{l}"] - learning_rate * grads[f"db{l}"]
    return after
"""
ACTIVATIONS = {
    "tanh": (np.tanh, lambda Z: 1 - np.tanh(Z) ** 2),
    "relu": (lambda Z: np.maximum(0, Z), lambda Z: (Z > 0).astype(Z.dtype)),
    "leaky_relu": (
        lambda Z: np.where(Z > 0, Z, Z.dtype.type(0.2) * Z),
        lambda Z: np.where(Z > 0, 1, 0.2).astype(Z.dtype),
    ),
    "sigmoid": (
        lambda Z: 1 / (1 + np.exp(-Z)),
        lambda Z: 1 / (1 + np.exp(-Z)) * (1 - 1 / (1 + np.exp(-Z))),
    ),
}


def student_numbers(
    sizes: tuple[int, ...],
    activation: str = "tanh",
    *,
    change: tuple[str, str] = ("", ""),
    m: int = 7,
    keep_prob: float = 1.0,
    lambd: float = 0.0,
    seed: int = 3,
    dtype: str = "float64",
) -> dict[str, np.ndarray]:
    """Return every array of one update, with the line `change[0]` written as `change[1]`."""
    assert change[0] in FORWARD
    random = np.random.RandomState(seed)
    L = len(sizes) - 1
    softmax = sizes[-1] > 1
    g, slope = ACTIVATIONS[activation]
    X = random.randn(sizes[0], m).astype(dtype)
    labels = np.arange(m) % max(2, sizes[-1])
    Y = (np.eye(sizes[-1])[labels].T if softmax else labels.reshape(1, m)).astype(dtype)
    parameters, masks = {}, {}
    for l in range(1, L + 1):
        parameters[f"W{l}"] = (random.randn(sizes[l], sizes[l - 1]) * 0.7).astype(dtype)
        parameters[f"b{l}"] = (random.randn(sizes[l], 1) * 0.3).astype(dtype)
        if l < L and keep_prob < 1:
            masks[f"D{l}"] = (random.rand(sizes[l], m) < keep_prob).astype(int)
    names = {
        "np": np,
        "L": L,
        "m": m,
        "softmax": softmax,
        "lambd": lambd,
        "learning_rate": 0.4,
        "activation": g,
        "slope": slope,
        "tanh": np.tanh,
        "other": ACTIVATIONS,
    }
    exec(FORWARD.replace(*change) if change[0] else FORWARD, names)
    with np.errstate(all="ignore"):
        AL, numbers = names["forward"](X, parameters, masks, keep_prob)
        cost = names["compute_cost"](AL, Y, parameters)
        grads = names["backward"](X, Y, parameters, numbers, masks, keep_prob)
        after = names["update"](parameters, grads)
    numbers |= {"X": X, "Y": Y, **parameters, **masks, "cost": np.asarray(cost), **grads, **after}
    if lambd:
        numbers["lambd"] = np.asarray(lambd)
    if keep_prob < 1:
        numbers["keep_prob"] = np.asarray(keep_prob)
    return {**numbers, "learning_rate": np.asarray(0.4)}

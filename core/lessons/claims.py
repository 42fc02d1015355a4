"""What the course says, numbered: every claim is shown by a lesson, or it is said why not."""

CLAIMS = {
    # Features, samples
    1: "a colour picture of 64 x 64 is a vector of 12,288 numbers",
    2: "samples are columns, flattened row, column, channel",
    3: "training learns from samples with labels, inference answers for those without",
    4: "categories become integers, what was never seen is other",
    5: "integers make false distances, one-hot makes all alike",
    6: "several categories at once are multi-hot",
    7: "numbers need no encoding, scaling makes descent better",
    # One unit
    8: "z = w.x + b: weights say how much a feature matters, b is a threshold",
    9: "sigmoid squeezes z into a probability, a threshold makes it an answer",
    10: "linear and sigmoid are logistic regression: no hidden layer",
    11: "layers without a non-linear activation collapse into one",
    # Loss and cost
    12: "the loss is of one sample, the cost the mean of all",
    13: "the loss is -ln a or -ln(1 - a)",
    14: "cross-entropy is the likelihood with a minus and a logarithm",
    15: "squared error after a sigmoid is not convex, cross-entropy is",
    16: "other losses change formulas, not the procedure",
    # Gradient descent
    17: "the gradient is the vector of partial derivatives",
    18: "a step goes down the slope: w - r dJ/dw",
    19: "the step grows with the rate, the slope is given",
    20: "too small a rate takes very many iterations",
    21: "too large a rate jumps over the bottom",
    22: "a rate that decays does better",
    23: "dJ/dw = 0 can be solved for squared error without hidden layers alone",
    # Forward and backward
    24: "training repeats forward, cost, backward, update",
    25: "the chain rule of one unit gives dL/dz = a - y",
    26: "over all samples the derivative is the mean",
    27: "forward keeps what backward uses",
    28: "one hidden layer: the formulas of dZ, dW and db",
    29: "L layers: the general formulas",
    30: "a hidden unit's error comes from all units above it",
    31: "gradients can be checked by differences",
    # Vectorisation
    32: "matrix products are much faster than loops",
    33: "logistic regression by loops, and by four lines of matrices",
    34: "broadcasting adds b to every column",
    35: "small matrices written out entry by entry",
    36: "the dimensions of W, b, Z and A",
    37: "in A a row is a unit, a column a sample",
    # Activations
    38: "tanh is centred on zero, better in hidden layers than sigmoid",
    39: "sigmoid and tanh are flat far from 0",
    40: "the slopes of the activations",
    41: "which activation for what",
    42: "layers may have different activations",
    43: "ReLU is two straight pieces; many of them bend",
    # Initialisation
    44: "zero weights: all units of a layer stay equal",
    45: "small weights keep z small and slopes steep",
    46: "too large a start lands on the flat ends",
    47: "a deep network needs a scale that fits the layer before",
    # Depth, data, size
    48: "first layer edges, then parts, then wholes",
    49: "deeper networks learn more complex things",
    50: "more data and larger networks both help",
    51: "hidden means that nothing says what these units should be",
    52: "layers, units, activation and initialisation are choices",
    53: "there are optimisers beyond plain descent",
    # Targets
    54: "several classes",
    55: "a number as the target",
    56: "ReLU as the output suits a price",
    57: "tables and pictures",
    # The work around it
    58: "a report of each exercise",
    59: "the published exercises come out digit for digit",
    60: "losses and activations change formulas, not the procedure",
    61: "training makes a model, inference uses it",
}
WITHOUT_LESSON: dict[int, str] = {}
"""Why a claim has no lesson, for those that have none."""

"""The work that is measured: the same network, samples and updates for everybody."""

from dataclasses import dataclass, replace

import numpy as np


@dataclass(frozen=True, slots=True)
class Work:
    """One row: train `sizes` n[0] ... n[L] on m samples, `batch` at a time (0: all).

    `wanted` is how many times as fast as each peer we want to be, "" standing for the
    fastest of those that can be watched step by step; `updates` are made by everybody,
    `quick` of them with --quick. `way` is ours to go; `share` is how much of what the machine
    reaches in one large product is wanted of the whole run, 0 where nothing is said.
    """

    name: str
    sizes: tuple[int, ...]
    m: int
    updates: int
    quick: int
    rate: float
    batch: int = 0
    activation: str = "relu"
    optimiser: str = "gradient_descent"
    precision: str = "float64"
    way: str = "auto"
    wanted: tuple[tuple[str, float], ...] = ()
    share: float = 0.0

    @property
    def size(self) -> int:
        """Count the samples of a batch."""
        return self.batch or self.m

    def shortened(self) -> "Work":
        """Return it with the updates of --quick."""
        return replace(self, updates=self.quick)

    def samples(self) -> tuple[np.ndarray, np.ndarray]:
        """Make X (n[0], m) in 0..1 and the class numbers (m,): what they are costs no time."""
        random = np.random.RandomState(1)
        labels = random.randint(0, max(2, self.sizes[-1]), self.m)
        X = np.empty((self.m, self.sizes[0]))
        for i, label in enumerate(labels):
            X[i] = 0.2 + 0.04 * label + 0.6 * random.random_sample(self.sizes[0])
        return X.T, labels

    def orders(self) -> list[np.ndarray]:
        """Return the samples of every update, by number; of all at once, none."""
        if not self.batch:
            return []
        made: list[np.ndarray] = []
        epoch = 0
        while len(made) < self.updates:
            order = np.random.RandomState(1 + epoch).permutation(self.m)
            made += [order[at : at + self.batch] for at in range(0, self.m, self.batch)]
            epoch += 1
        return made[: self.updates]


PICTURE = 64 * 64 * 3
FASTEST = ""
CATS = (("pytorch-float32", 20), ("pytorch-float64", 40), ("jax-float32", 30), ("sklearn", 60))
POINTS = ((FASTEST, 1), ("pytorch-float32", 10))
DIGITS, SIX = (784, 128, 64, 10), (PICTURE, 25, 12, 6)

WORKS = {
    row.name: row
    for row in (
        Work("deep-cats", (PICTURE, 20, 7, 5, 1), 209, 2500, 250, 0.0075, wanted=CATS),
        Work("two-layer-cats", (PICTURE, 7, 1), 209, 2500, 250, 0.0075, wanted=((FASTEST, 15),)),
        Work("logistic-cats", (PICTURE, 1), 209, 2000, 250, 0.001, wanted=((FASTEST, 15),)),
        Work("flower", (2, 4, 1), 400, 10000, 1000, 0.1, activation="tanh", wanted=POINTS),
        Work("small-batches", (2, 8, 8, 1), 300, 9000, 900, 0.03, 10, "tanh", wanted=POINTS),
        Work(
            "digits-plain", DIGITS, 60000, 1876, 300, 0.05, 64, precision="float32",
            wanted=((FASTEST, 1),),
        ),
        Work(
            "digits-adam", DIGITS, 60000, 1876, 300, 0.001, 64, optimiser="adam",
            precision="float32", wanted=((FASTEST, 1),),
        ),
        Work("six-plain", SIX, 1080, 1700, 170, 0.002, 64, wanted=((FASTEST, 3),)),
        Work(
            "six-adam", SIX, 1080, 170, 51, 0.0001, 64, optimiser="adam", wanted=((FASTEST, 1),)
        ),
        Work(
            "six-adam-float32", SIX, 1080, 170, 51, 0.0001, 64, optimiser="adam",
            precision="float32", wanted=((FASTEST, 1),),
        ),
        Work(
            "wide", (PICTURE, 512, 256, 10), 2560, 100, 30, 0.002, 256, precision="float32",
            way="direct", wanted=((FASTEST, 1),), share=0.75,
        ),
    )
}  # fmt: skip

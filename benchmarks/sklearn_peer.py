"""scikit-learn: MLPClassifier with its own start and its own shuffling."""

import warnings

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.work import Work


class Sklearn:
    """Train whole epochs, as many as hold the updates; time counts in proportion."""

    def __init__(self, work: Work) -> None:
        X, self._labels = work.samples()
        self._X = np.ascontiguousarray(X.T, dtype=work.precision)
        an_epoch = -(-work.m // work.size)
        epochs = max(1, round(work.updates / an_epoch))
        self.share = work.updates / (epochs * an_epoch)
        adam = work.optimiser == "adam"
        self._settings = {
            "hidden_layer_sizes": work.sizes[1:-1],
            "activation": work.activation,
            "solver": "adam" if adam else "sgd",
            "momentum": 0.0,
            "nesterovs_momentum": False,
            "alpha": 0.0,
            "batch_size": work.size,
            "learning_rate_init": work.rate,
            "max_iter": epochs,
            "n_iter_no_change": epochs + 1,
            "tol": 0.0,
            "random_state": 1,
        }

    def train(self) -> float:
        """Train, and give the last epoch's mean cost."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", ConvergenceWarning)
            model = MLPClassifier(**self._settings).fit(self._X, self._labels)
        return float(model.loss_)

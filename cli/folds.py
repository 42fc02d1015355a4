"""What cross-validation gives, as an answer of the command line."""

from dataclasses import asdict
from typing import Any

from core.training.analyses.cross_validation import CrossValidationResults


def folds_answer(results: CrossValidationResults) -> dict[str, Any]:
    """Return the words, the mean with its 95 % interval, and the scores of every fold."""
    return {
        "text": results.sentence(),
        "accuracy": results.mean,
        "interval": list(results.interval),
        "folds": [asdict(score) for score in results.scores],
    }

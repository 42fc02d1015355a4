"""The looks that views may want, by name."""

from core.training.looks.boundary import take_boundary
from core.training.looks.look import Look
from core.training.looks.starts import take_starts
from core.training.looks.weights import take_weights

_ROWS = (
    Look("weights", take_weights),
    Look("boundary", take_boundary),
    Look("starts", take_starts),
)
LOOKS = {row.name: row for row in _ROWS}

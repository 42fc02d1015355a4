"""The looks that views may want, by name."""

from core.training.looks.boundary import take_boundary
from core.training.looks.look import Look
from core.training.looks.weights import take_weights

LOOKS = {row.name: row for row in (Look("weights", take_weights), Look("boundary", take_boundary))}

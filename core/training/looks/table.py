"""The looks that views may want, by name."""

from core.training.looks.judgement import take_judged
from core.training.looks.look import Look
from core.training.looks.weights import take_weights

LOOKS = {row.name: row for row in (Look("weights", take_weights), Look("judged", take_judged))}

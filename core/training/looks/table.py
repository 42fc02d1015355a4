"""The looks that views may want, by name."""

from core.training.looks.gradients import take_gradients
from core.training.looks.look import Look
from core.training.looks.sums import take_sums
from core.training.looks.weights import take_weights

LOOKS = {
    row.name: row
    for row in (
        Look("weights", take_weights),
        Look("gradients", take_gradients),
        Look("sums", take_sums),
    )
}

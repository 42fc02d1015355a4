"""The table SLIPS: every known slip, one row each."""

from core.own_numbers.slips.activations import activation_slips
from core.own_numbers.slips.backward import backward_slips
from core.own_numbers.slips.cost import cost_slips
from core.own_numbers.slips.given import given_slips
from core.own_numbers.slips.gradients import gradient_slips
from core.own_numbers.slips.outputs import output_slips
from core.own_numbers.slips.penalties import penalty_slips
from core.own_numbers.slips.slip import Slip
from core.own_numbers.slips.sums import sum_slips
from core.own_numbers.slips.update import update_slips

SLIPS: tuple[Slip, ...] = (
    *given_slips(),
    *sum_slips(),
    *activation_slips(),
    *output_slips(),
    *cost_slips(),
    *backward_slips(),
    *gradient_slips(),
    *penalty_slips(),
    *update_slips(),
)

"""The table SLIPS: every known slip, one row each."""

from core.own_numbers.slips.activation_gradients import activation_gradient_slips
from core.own_numbers.slips.activations import activation_slips
from core.own_numbers.slips.cost import cost_slips
from core.own_numbers.slips.factors import factor_slips
from core.own_numbers.slips.given import given_slips
from core.own_numbers.slips.hidden_errors import hidden_error_slips
from core.own_numbers.slips.output_errors import output_error_slips
from core.own_numbers.slips.outputs import output_slips
from core.own_numbers.slips.penalties import penalty_slips
from core.own_numbers.slips.slip import Slip
from core.own_numbers.slips.sums import sum_slips
from core.own_numbers.slips.update import update_slips
from core.own_numbers.slips.weight_gradients import weight_gradient_slips

SLIPS: tuple[Slip, ...] = (
    *given_slips(),
    *sum_slips(),
    *activation_slips(),
    *output_slips(),
    *cost_slips(),
    *activation_gradient_slips(),
    *output_error_slips(),
    *hidden_error_slips(),
    *weight_gradient_slips(),
    *factor_slips(),
    *penalty_slips(),
    *update_slips(),
)

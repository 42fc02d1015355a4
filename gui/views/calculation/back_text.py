"""The way forward and back through one unit, as formulas with their numbers."""

import math

from core.calculation.sample import SampleCalculation, UnitCalculation
from core.messages import tr
from core.training.snapshots.snapshot import Snapshot
from gui.views.calculation.names import unit_title
from gui.widgets.number_format import grouped, significant


def forward_text(
    snapshot: Snapshot, seen: SampleCalculation, numbers: UnitCalculation, value: str
) -> str:
    """Say how a unit comes to its z and its a."""
    text = tr("{unit}: z = Σ w · {x} + b = {sum} + {b} = {z};  a = g(z) = {formula} = {a}")
    unit = unit_title(snapshot, seen, numbers.layer, numbers.unit)
    return text.format(
        unit=unit[0].upper() + unit[1:],
        x="a" if numbers.layer > 1 else "x",
        sum=significant(float(numbers.terms.products.sum()) + numbers.terms.rest),
        b=_in_brackets(numbers.b),
        z=significant(numbers.z),
        formula=value,
        a=_beside_one(numbers.a),
    )


def back_text(seen: SampleCalculation, numbers: UnitCalculation, slope: str) -> str:
    """Write the chain rule of a unit, factor by factor, and say why nothing comes back if so."""
    if numbers.da is None or numbers.dz is None:
        return tr("Nothing goes back: nobody said what this sample truly is, so there is no y.")
    x = "a" if numbers.layer > 1 else "x"
    lines = [
        _likelihood(seen, numbers),
        _from_loss(seen, numbers),
        _slope(numbers, slope),
        _product(seen, numbers),
        tr("dL/dw = dL/dz · {x}, dL/db = dL/dz").format(x=x),
    ]
    return "\n".join(line for line in (*lines, _reason(seen, numbers)) if line)


def difference_text(seen: SampleCalculation, numbers: UnitCalculation) -> str:
    """Say what dL/dz is by differences of the loss, beside the trainer's own."""
    found = seen.dz_by_differences(numbers.layer, numbers.unit)
    if found is None or numbers.dz is None:
        return ""
    text = tr("By differences, (L(z + h) - L(z - h)) / 2h = {found}: the trainer has {dz}.")
    return text.format(found=significant(found, 8), dz=significant(numbers.dz, 8))


def _from_loss(seen: SampleCalculation, numbers: UnitCalculation) -> str:
    if numbers.above is not None:
        text = tr("dL/da = Σ w · dL/dz = {da}, over all units above")
        return text.format(da=significant(numbers.da or 0.0))
    formula = seen.network.loss.formulas(seen.network.sizes[-1]).da
    text = tr("dL/da = {formula} = {da}")
    return text.format(formula=formula.plain, da=significant(numbers.da or 0.0))


def _likelihood(seen: SampleCalculation, numbers: UnitCalculation) -> str:
    """Say of which likelihood a loss is the logarithm, where it is that of one."""
    loss = seen.network.loss
    formula = loss.formulas(seen.network.sizes[-1]).likelihood
    if numbers.layer < len(seen.layers) or formula is None or seen.y is None:
        return ""
    p = formula.on_numbers(("a", "y"), {})(numbers.a, float(seen.y[numbers.unit]))
    text = tr("L = -log p, p(y | x) = {formula} = {p}, how likely the true y is held")
    if loss.class_weights:
        text = tr("L = -c log p, p(y | x) = {formula} = {p}, how likely the true y is held")
    elif len(seen.y) > 1:
        text = tr("adds -log p to L, p(y | x) = {formula} = {p}, how likely the true y is held")
    return text.format(formula=formula.plain, p=significant(p))


def _slope(numbers: UnitCalculation, formula: str) -> str:
    """Write g'(z), whose formula may be a number already."""
    number = significant(numbers.slope)
    text = tr("da/dz = g'(z) = {formula} = {slope}")
    if " if " in formula:
        text = tr("da/dz = g'(z) = {slope}, from {formula}")
    if number == formula:
        text = tr("da/dz = g'(z) = {slope}")
    return text.format(formula=formula, slope=number)


def _product(seen: SampleCalculation, numbers: UnitCalculation) -> str:
    """Write dL/dz as the product of its factors, and what training makes of it in the output."""
    da, dz = numbers.da or 0.0, numbers.dz or 0.0
    output = numbers.layer == len(seen.layers)
    values = {
        "da": significant(da),
        "slope": _in_brackets(numbers.slope),
        "others": _in_brackets(numbers.by_others),
        "dz": significant(dz),
    }
    formulas = seen.network.loss.formulas(seen.network.sizes[-1])
    if not output:
        text = tr("dL/dz = dL/da · da/dz = {da} · {slope} = {dz}")
    elif not math.isfinite(da * numbers.slope):
        text = tr(
            "dL/dz = {formula} = {dz}: a has rounded to 0 or 1, where the factors tell nothing any "
            "more"
        )
    elif seen.network.loss.output_layer(seen.network.sizes[-1]).other_slope:
        text = tr(
            "dL/dz = dL/da · da/dz + {others} by the other outputs = {dz}, together {formula}"
        )
    else:
        text = tr("dL/dz = dL/da · da/dz = {da} · {slope} = {dz}, together {formula}")
    return text.format(formula=formulas.dz.plain, **values)


def _reason(seen: SampleCalculation, numbers: UnitCalculation) -> str:
    """Say why this sample changes nothing of a unit, or none of its w, where that is so."""
    here = seen.layers[numbers.layer - 1]
    if numbers.dz and not here.inputs.any():
        return tr("All numbers that it reads are 0: so is every dL/dw, and its b alone changes.")
    if numbers.dz != 0:
        return ""
    if numbers.slope == 0:
        return _no_slope(seen, numbers)
    if numbers.da == 0 and numbers.above is not None:
        if not seen.layers[numbers.layer].W[:, numbers.unit].any():
            return tr("dL/da = 0: every w from this unit to the units above is 0.")
        return tr("dL/da = 0: nothing comes back to this unit from this sample.")
    return ""


def _no_slope(seen: SampleCalculation, numbers: UnitCalculation) -> str:
    text = tr(
        "g'(z) = 0 here: nothing goes back through this unit, and this sample changes none of "
        "its weights."
    )
    if seen.dZ and not seen.dZ[numbers.layer - 1][numbers.unit].any():
        text = tr(
            "g'(z) = 0 here: nothing goes back through this unit, nor does anything for any of "
            "the {count} training samples that are looked at. It is dead: its weights stand still."
        )
        return text.format(count=grouped(seen.dZ[0].shape[1]))
    return text


def _beside_one(value: float) -> str:
    """Write a value; where it would read 1 or -1 and is neither, say how much is missing."""
    missing = 1 - abs(value)
    if missing == 0 or significant(value) not in ("1", "-1"):
        return significant(value)
    text = tr("1 - {missing}") if value > 0 else tr("-1 + {missing}")
    if missing < 0:
        text = tr("1 + {missing}") if value > 0 else tr("-1 - {missing}")
    return text.format(missing=significant(abs(missing), 2))


def _in_brackets(value: float) -> str:
    text = significant(value)
    return f"({text})" if value < 0 else text

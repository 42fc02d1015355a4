"""What came out of a comparison, in sentences."""

import math

from core.calculation.forms import shape_text
from core.messages import Message, paragraph, to_translate
from core.own_numbers.compare import ComparedArray, Comparison
from core.own_numbers.search import FoundSlip
from core.own_numbers.slips.registry import SLIPS

LEFT_OUT = to_translate("Left out, since the course has no such name: {names}.")
_SENTENCES = {
    "given": to_translate("given, {shape}"),
    "right": to_translate("right to {digits:one digit|{digits} digits}, {shape}"),
    "follows": to_translate("follows from {after}, {shape}"),
}
_SCOPES = {
    "everywhere": to_translate("{sentence} So it is in every layer where it can be."),
    "hidden": to_translate("{sentence} So it is in every hidden layer, not in the output layer."),
}


def sentence_of(array: ComparedArray) -> Message:
    """Say what an array is: right with its digits, or wrong with place, both numbers and why."""
    shape = shape_text(array.shape)
    if array.verdict != "wrong":
        text = _SENTENCES[array.verdict]
        return Message(text, shape=shape, digits=array.digits, after=array.after)
    wrong = _wrong(array, shape)
    if not array.slips:
        return wrong
    explanations = [explanation_of(found) for found in array.slips]
    if len(explanations) == 1:
        return Message(
            to_translate("{wrong}. {explanation} Right would be: {line}"),
            wrong=wrong,
            explanation=explanations[0],
            line=array.slips[0].right,
        )
    return Message(
        to_translate("{wrong}. One of these, which the file does not tell apart: {explanations}"),
        wrong=wrong,
        explanations=paragraph(*explanations),
    )


def _wrong(array: ComparedArray, shape: str) -> Message:
    if array.right_shape is None:
        text = to_translate(
            "not to be compared, {shape}: the shapes of what it is made of do not go together"
        )
        return Message(text, shape=shape)
    if array.index is None:
        right_shape = shape_text(array.right_shape)
        text = to_translate("wrong, {shape} where the shape is to be {right_shape}")
        return Message(text, shape=shape, right_shape=right_shape)
    text = to_translate("wrong at {place}, {own:.10g} where {right:.10g} is right, {shape}")
    if not array.index:
        text = to_translate("wrong, {own:.10g} where {right:.10g} is right")
    return Message(text, shape=shape, place=list(array.index), own=array.own, right=array.right)


def explanation_of(found: FoundSlip) -> Message:
    """Say which slip it is, and whether it is in every layer."""
    if found.scope == "here":
        return found.sentence
    return Message(_SCOPES[found.scope], sentence=found.sentence)


def summary_of(comparison: Comparison) -> Message:
    """Say in one sentence what came out."""
    wrong = comparison.first_wrong
    judged = [array for array in comparison.arrays if array.verdict != "given"]
    if not judged:
        return Message(
            to_translate(
                "Nothing could be compared: that takes X, Y, W1, b1 and so on, from the file or "
                "from the experiment that it is compared with, and what is worked out from them, "
                "such as Z1, A1, cost or dW1."
            )
        )
    if wrong is None:
        return Message(to_translate("All {count:,} arrays are right."), count=len(judged))
    if wrong.right_shape is None:
        return Message(
            to_translate(
                "{name} cannot be compared: the shapes of what it is made of do not go together."
            ),
            name=wrong.place,
        )
    if not wrong.slips and not math.isfinite(wrong.own):
        return Message(
            to_translate(
                "{name} is the first that is wrong: it is no number, as the logarithm of 0 and a "
                "division of 0 by 0 make it, and the right one is."
            ),
            name=wrong.place,
        )
    if not wrong.slips:
        return Message(
            to_translate(
                "{name} is the first that is wrong. None of {count} known slips gives these "
                "numbers, here or in what it is made of."
            ),
            name=wrong.place,
            count=len(SLIPS),
        )
    if len(wrong.slips) > 1:
        return Message(
            to_translate(
                "{name} is the first that is wrong. {count} slips give exactly these numbers, and "
                "the file does not tell which it is."
            ),
            name=wrong.place,
            count=len(wrong.slips),
        )
    return Message(
        to_translate("{name} is the first that is wrong: {explanation}"),
        name=wrong.place,
        explanation=explanation_of(wrong.slips[0]),
    )

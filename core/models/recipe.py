"""How a file becomes what a network receives, and what its answer means, for readers of an export.

The words say what core/data/images does, so that a program in any language can do it again.
"""

from math import inf

from core.experiment.inputs import Inputs, PictureInputs, TableInputs
from core.experiment.table_cells import MISSING, UNITS
from core.models.model import Model
from core.network.targets import CLASSES, LABELS

_DECODE = (
    "A JPEG file is decoded at 1/s of its size, where s is the largest of 8, 4, 2 and 1 that is at "
    "most width / {twice} and height / {twice} (libjpeg's scaled decoding); every other file is "
    "decoded in full.",
    "Of several frames or pages the first that is not all of one colour counts, else the first.",
)
_PLAIN = (
    "One number of 16 bits a pixel: value * 255 / 65535, rounded to the nearest whole number; "
    "where no value of the picture is above 4095, value * 255 / 4095. A TIFF file whose white is "
    "zero is inverted first.",
    "Colours of 16 bits: of each number the upper 8 bits.",
    "One number of 32 bits, whole or fractional, a pixel: (value - smallest) * 255 / (largest - "
    "smallest) of that picture, rounded.",
    "A transparent picture is put over the colour {background}: colour * alpha + background * "
    "(1 - alpha).",
)
_RANGE = (
    "Numbers of 16 or 32 bits, whole or fractional, one a pixel, and numbers of 16 bits for each "
    "colour (then the first frame counts): (value - low) * 255 / (high - "
    "low), where inputs.grey_range is low, {low:.17g}, and high, {high:.17g}; what is below 0 or "
    "above 255 becomes that; rounded to the nearest whole number. A TIFF file of 16 bits whose "
    "white is zero is inverted first: 65535 - value.",
    _PLAIN[-1],
)
_COLOUR = "It is converted to red, green and blue, 8 bits each."
_GREY = "It is converted to grey of 8 bits: (19595 R + 38470 G + 7471 B + 32768) // 65536."
_TURN = (
    "Only then it is turned upright as its EXIF tag 274 (Orientation) says: 2 mirror left and "
    "right, 3 turn by 180 degrees, 4 mirror top and bottom, 5 mirror at the main diagonal, 6 turn "
    "by 90 degrees clockwise, 7 mirror at the other diagonal, 8 turn by 90 degrees "
    "anti-clockwise."
)
_FITS = {
    "stretch": "It is resized to {size} x {size}, whatever its shape.",
    "crop": "Its middle square, from (width - side) // 2 and (height - side) // 2, is resized to "
    "{size} x {size}.",
    "pad": "It is resized so that its longer side has {size} pixels (the other one rounded, at "
    "least 1), and put in the middle of a square of {background}, {size} x {size}: from "
    "({size} - width) // 2 and ({size} - height) // 2.",
}
_RESIZE = (
    "To resize: a picture of that size stays as it is. Else each axis is first averaged over "
    "blocks of f pixels, f = int(old / new / 2), where f is above 1 (Pillow's reducing_gap = 2), "
    "then convolved with a cubic filter (a = -0.5) as wide as the axis still shrinks (Pillow's "
    "BICUBIC), and rounded to 8 bits."
)
_FLATTEN = "The pixels are put in one column: row by row, then column, then channel."
_FLATTEN_ACROSS = (
    "By mistake no picture is a column: of the numbers of all m pictures, each row by row, then "
    "column, then channel, one picture after the other, the first m are the first input of every "
    "sample, the next m the second, and so on."
)
_NUMBERS = "The numbers of a sample are put in one column, in the order of inputs.names."
_ROW = (
    "A row of a table becomes features by inputs.columns: the features of the first column, then "
    "those of the next, and so on, in one column. Cells are texts, without the blanks around them "
    "and with letters and their accents as one (Unicode's NFC).",
    "A cell is missing where it says, in capitals or small letters, one of: {missing}, or nothing.",
    'A column of role "number" has one feature, the number, whose decimal mark is '
    'inputs.decimal, "{decimal}"; thousands may stand apart by blanks, apostrophes or "{group}". '
    "One unit of money or a percent sign may stand before or behind it: {units}. "
    "What is missing, infinite or no number is the column's mean. With marks_missing a second "
    "feature follows, 1 where that was so and else 0.",
    'A column of role "category" and code "one_hot" has a feature for each of its values, in '
    "their order, and a last one for all others, which missing cells are among: that of the cell "
    'is 1, the rest are 0. With code "integer" it has one feature, the place of the cell among '
    "the values, from 1, and 0 for all others.",
    'A column of role "categories" has the same features as one_hot, and all are 1 that its cell '
    "lists between the column's separator, the last one for any value that is not known or where "
    "nothing is listed; missing parts of a list do not count.",
    "Where no training row was one of the others, unseen has a number for each feature of such a "
    "column: those of a cell that holds none of its values, in place of a 1 for all others.",
)
_SCALE = "Each becomes an input by: {scaling}."
_MEAN = (
    "mean and deviation are lists in inputs: for pictures one number a channel, else one a feature."
)
_TWO = (
    "The last layer has one unit, a sigmoid: it is the probability of the second class; that of "
    "the first is 1 minus it."
)
_MANY = "The last layer has one unit a class, in the order of classes: their probabilities."
_TWO_SCORES = (
    "The last layer has one unit: it is the score of the second class; that of the first is "
    "{whole:g} minus it. The class of the higher score is answered; a score is no probability."
)
_MANY_SCORES = (
    "The last layer has one unit a class, in the order of classes: their scores. The class of the "
    "highest score is answered; a score is no probability."
)
_LABELS = (
    "The last layer has one unit a label, in the order of classes: their {readings}. All labels "
    "above {threshold:g} are answered, which may be none."
)
_TEMPERATURE = (
    "The sums z of the last layer are divided by the temperature {temperature:.17g} before they "
    "become probabilities."
)
_THRESHOLD = "The second class is answered where its reading is above {threshold:.17g}."
_LEAST = "None of the classes is answered where the highest probability is below {least:.17g}."
_DIRECTIONS = (
    "The activations of each hidden layer are divided by their length (the root of the sum of "
    "their squares), and stand below each other: the features of the sample."
)
_INPUTS_ALONE = "There is no hidden layer: the inputs are the features of the sample."
_COMPONENTS = (
    "components times the inputs of the sample, minus component_means, is a column of numbers; "
    "they are features of the sample, below those of hidden layers if there are any."
)
_DISTANCE = (
    "neighbours has the features of training samples, one a row. None of the classes is answered "
    "where the Euclidean distance of the features from the nearest row is above {largest:.17g}."
)
_TARGETS = "The last layer has one unit a number, in the order of classes."
_UNSCALE = (
    "Each is brought into its own unit by: output * deviation + mean, which are lists in "
    "target_scale, one number each."
)


def recipe(model: Model) -> tuple[str, ...]:
    """Return the steps from a file to the readings of an answer, in their order."""
    return (
        *_input_steps(model.inputs),
        *_temperature_steps(model),
        *_answer_steps(model),
        *_deciding_steps(model),
    )


def _input_steps(inputs: Inputs) -> tuple[str, ...]:
    steps: tuple[str, ...] = (_NUMBERS,)
    values: dict[str, object] = {"scaling": inputs.scaling}
    if isinstance(inputs, TableInputs):
        steps = _ROW
        values["missing"] = ", ".join(sorted(MISSING - {""}))
        values |= {"decimal": inputs.decimal, "group": ".,"[inputs.decimal == "."]}
        values["units"] = " ".join(UNITS)
    if isinstance(inputs, PictureInputs):
        colour = _COLOUR if inputs.colour else _GREY
        fit = _FITS[inputs.fit]
        flatten = _FLATTEN if inputs.is_one_picture else _FLATTEN_ACROSS
        plain = _RANGE if inputs.grey_range else _PLAIN
        steps = (*_DECODE, *plain, colour, _TURN, fit, _RESIZE, flatten)
        low, high = inputs.grey_range or (0.0, 0.0)
        values |= {
            "low": low,
            "high": high,
            "size": inputs.size,
            "twice": 2 * inputs.size,
            "background": inputs.background,
        }
    scale = (_SCALE, _MEAN) if inputs.mean else (_SCALE,)
    return tuple(step.format(**values) for step in (*steps, *scale))


def _answer_steps(model: Model) -> tuple[str, ...]:
    answers = model.answers
    if answers.targets is LABELS:
        return (_LABELS.format(readings=answers.readings, threshold=answers.threshold),)
    if answers.targets is not CLASSES:
        return (_TARGETS, _UNSCALE) if model.target_scale else (_TARGETS,)
    two, many = (_TWO_SCORES, _MANY_SCORES) if answers.readings == "scores" else (_TWO, _MANY)
    words = two if model.parameters.sizes[-1] == 1 else many
    return (words.format(whole=2 * answers.usual_threshold),)


def _temperature_steps(model: Model) -> tuple[str, ...]:
    temperature = model.calibration.temperature
    return () if temperature == 1 else (_TEMPERATURE.format(temperature=temperature),)


def _deciding_steps(model: Model) -> tuple[str, ...]:
    """Say what decides which class is answered, where that is not always the highest reading."""
    answers, steps = model.answers, []
    if answers.targets is not CLASSES or answers.is_usual:
        return ()
    if answers.threshold != answers.usual_threshold:
        steps.append(_THRESHOLD.format(threshold=answers.threshold))
    if answers.least_probability > 0:
        steps.append(_LEAST.format(least=answers.least_probability))
    references = model.calibration.references
    if references and answers.largest_distance < inf:
        components = references.components
        if model.experiment.network.hidden:
            steps.append(_DIRECTIONS)
        elif not components:
            steps.append(_INPUTS_ALONE)
        if components:
            steps.append(_COMPONENTS)
        steps.append(_DISTANCE.format(largest=answers.largest_distance))
    return tuple(steps)

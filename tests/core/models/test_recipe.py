"""The recipe in a description is complete: a small program that follows it alone answers alike.

Of Layerbench it uses nothing but the words and numbers in the file; Pillow opens files and
resizes, as the recipe names it.
"""

import json
from pathlib import Path

import numpy as np
from PIL import Image

from core.models.description import describe
from core.models.exporters import save
from core.models.prediction import predict
from tests.core.models.conftest import Trained

TURNED = {
    1: lambda p: p,
    2: lambda p: p[:, ::-1],
    3: lambda p: p[::-1, ::-1],
    4: lambda p: p[::-1],
    5: lambda p: p.swapaxes(0, 1),
    6: lambda p: p.swapaxes(0, 1)[:, ::-1],
    7: lambda p: p[::-1, ::-1].swapaxes(0, 1),
    8: lambda p: p.swapaxes(0, 1)[::-1],
}
ACTIVATIONS = {
    "relu": lambda z, leak: max(z, 0.0),
    "tanh": lambda z, leak: np.tanh(z),
    "leaky_relu": lambda z, leak: z if z > 0 else leak * z,
    "identity": lambda z, leak: z,
}


def _colours(image: Image.Image, inputs: dict) -> np.ndarray:
    """Decode to 8 bits of red, green and blue: (height, width, 3)."""
    if image.mode.startswith(("I", "F")) and inputs["grey_range"]:
        low, high = inputs["grey_range"]
        grey = (np.asarray(image).astype(float) - low) * (255 / (high - low))
        return np.stack([np.rint(grey).clip(0, 255)] * 3, axis=2).astype(np.uint8)
    if image.mode.startswith("I;16"):
        values = np.asarray(image).astype(float)
        grey = np.rint(values * 255 / (4095 if values.max() <= 4095 else 65535))
        return np.stack([grey] * 3, axis=2).astype(np.uint8)
    if image.mode in ("I", "F"):
        values = np.asarray(image).astype(float)
        grey = np.rint((values - values.min()) * 255 / (values.max() - values.min()))
        return np.stack([grey] * 3, axis=2).astype(np.uint8)
    if image.has_transparency_data:
        below = Image.new("RGBA", image.size, inputs["background"])
        return np.asarray(Image.alpha_composite(below, image.convert("RGBA")).convert("RGB"))
    return np.asarray(image.convert("RGB"))


def _pixels(file: Path, inputs: dict) -> np.ndarray:
    size = inputs["size"]
    with Image.open(file) as image:
        image.draft(None, (2 * size, 2 * size))
        frames = getattr(image, "n_frames", 1)
        for number in (*range(frames), 0):
            image.seek(number)
            pixels = _colours(image, inputs)
            if np.ptp(pixels.reshape(-1, 3), axis=0).any():
                break
        turn = image.getexif().get(274, 1)
        already_grey = image.mode in ("L", "1", "LA")
    if not inputs["colour"]:
        red, green, blue = (pixels[..., k].astype(int) for k in range(3))
        grey = (19595 * red + 38470 * green + 7471 * blue + 32768) // 65536
        pixels = (pixels[..., 0] if already_grey else grey).astype(np.uint8)
    return _square(Image.fromarray(np.ascontiguousarray(TURNED[turn](pixels))), inputs)


def _square(picture: Image.Image, inputs: dict) -> np.ndarray:
    size, (width, height) = inputs["size"], picture.size
    if inputs["fit"] == "crop":
        side = min(width, height)
        left, top = (width - side) // 2, (height - side) // 2
        picture = picture.crop((left, top, left + side, top + side))
    if inputs["fit"] != "pad":
        return np.asarray(_resized(picture, size, size))
    scale = size / max(width, height)
    width, height = max(1, round(width * scale)), max(1, round(height * scale))
    square = Image.new("RGB", (size, size), inputs["background"]).convert(picture.mode)
    square.paste(_resized(picture, width, height), ((size - width) // 2, (size - height) // 2))
    return np.asarray(square)


def _resized(picture: Image.Image, width: int, height: int) -> Image.Image:
    if picture.size == (width, height):
        return picture
    return picture.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2)


def _answer(file: Path, about: dict, weights: dict[str, np.ndarray]) -> list[float]:
    inputs, network = about["inputs"], about["experiment"]["network"]
    a = _pixels(file, inputs).astype(float).reshape(-1) / 255
    if inputs["mean"]:
        count = len(a) // len(inputs["mean"])
        a = (a - np.tile(inputs["mean"], count)) / np.tile(inputs["deviation"], count)
    for l, name in enumerate(about["activations"][:-1], 1):
        z = weights[f"W{l}"] @ a + weights[f"b{l}"][:, 0]
        a = np.array([ACTIVATIONS[name](value, network["leak"]) for value in z])
    l = len(about["activations"])
    z = weights[f"W{l}"] @ a + weights[f"b{l}"][:, 0]
    if about["activations"][-1] == "sigmoid":
        second = 1 / (1 + np.exp(-z[0]))
        return [1 - second, second]
    shares = np.exp(z - z.max())
    return list(shares / shares.sum())


def test_that_the_description_alone_tells_how_a_file_becomes_an_answer(
    photographer: Trained, picture_files: list[Path], tmp_path: Path
) -> None:
    model, X = photographer
    save(model, tmp_path / "net.npz", X)
    with np.load(tmp_path / "net.npz") as stored:
        weights = dict(stored)
    about = json.loads(str(weights.pop("layerbench")))
    for file, prediction in zip(picture_files, predict(model, picture_files), strict=True):
        answered = _answer(file, about, weights)
        expected = list(prediction.readings.values())
        np.testing.assert_allclose(answered, expected, rtol=0, atol=5e-3, err_msg=file.name)
        if file.name not in ("palette-hole.png", "hole.png", "grey-hole.png"):  # blending rounds
            np.testing.assert_allclose(answered, expected, rtol=0, atol=1e-9, err_msg=file.name)


WORDS = (
    "JPEG",
    "frames",
    "16 bits",
    "Orientation",
    "16 x 16",
    "cubic",
    "row by row",
    "pixel / 255",
)


def test_that_the_recipe_speaks_of_every_step(photographer: Trained) -> None:
    model, _ = photographer
    steps = json.loads(describe(model))["recipe"]
    for word in WORDS:
        assert any(word in step for step in steps), word
    last = "second class" if len(model.classes) == 2 else "one unit a class"
    assert last in steps[-1]

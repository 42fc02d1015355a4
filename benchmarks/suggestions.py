"""What the suggested settings reach, beside the best of a search, on many kinds of data.

python -m benchmarks.suggestions [KIND...] [--cats TRAIN TEST] [--write]

The search draws settings from a seed and trains each of them for at most a few seconds; its best
two and the suggestion are then trained from several seeds, of which the median counts. All are
scored on the same test samples, of which there are more than anybody would keep: the accuracy on
a few is luck. Pictures are drawn in a temporary folder.
"""

import os
import tempfile
import time
from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import numpy as np
from numpy.random import RandomState
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from core.data.dataset import Dataset
from core.data.load import load
from core.data.registry import DATASETS
from core.data.scaling import scale_dataset
from core.experiment.settings import DataSettings, Experiment
from core.experiment.toml import with_settings
from core.suggestion import suggest_for
from core.training.trainer import Trainer

RESULTS = Path(__file__).with_name("SUGGESTIONS.md")
SEARCHED, FINALISTS, SEEDS, UPDATES, SECONDS = 40, 2, 3, 800, 2.0
WANTED, LONGEST = 0.95, 20.0
TEST_EACH = 60
"""Test pictures of a class."""
FIGURES = 8
MEASUREMENTS = "arrays of 24 numbers, 4 x 125"

Draw = Callable[[RandomState, int], Image.Image]
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Kind:
    """One row: data that is built in, or pictures that are drawn: so many of each class."""

    name: str
    settings: dict[str, object] = field(default_factory=dict)
    counts: tuple[int, ...] = ()
    draw: Draw | None = None


def photo(
    random: RandomState, figure: int, sizes: tuple[Size, ...] = ((160, 120),), mode: str = "RGB"
) -> Image.Image:
    """Draw one of FIGURES, bright, on a dark slope with noise and a few lines across."""
    width, height = sizes[random.randint(len(sizes))]
    slope = np.linspace(0, 1, height)[:, np.newaxis, np.newaxis]
    dark, darker = random.uniform(10, 120, 3), random.uniform(10, 120, 3)
    ground = dark * (1 - slope) + darker * slope + random.normal(0, 12, (height, width, 3))
    image = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for _ in range(random.randint(0, 4)):
        ends = random.uniform(0, 1, 4) * (width, height, width, height)
        pen.line(ends.tolist(), fill=tuple(random.randint(0, 256, 3).tolist()), width=2)
    colour = tuple(random.randint(140, 256, 3).tolist())
    radius = random.uniform(0.28, 0.42) * min(width, height)
    middle = random.uniform(0.42, 0.58, 2) * (width, height)
    for outline in _outlines(figure, random.uniform(-0.3, 0.3)):
        corners = outline * radius + middle
        pen.polygon([tuple(corner) for corner in corners.tolist()], fill=colour)
    if figure == FIGURES - 1:
        hole = [*(middle - 0.6 * radius), *(middle + 0.6 * radius)]
        pen.ellipse(hole, fill=tuple(map(int, dark)))
    return image.filter(ImageFilter.GaussianBlur(0.7)).convert(mode)


def _outlines(figure: int, turn: float) -> list[np.ndarray]:
    """Return polygons (corners, 2) of radius 1: disc, square, triangle, star, cross, bars, ring."""

    def polygon(corners: int, inner: float = 1.0) -> np.ndarray:
        angles = turn - np.pi / 2 + 2 * np.pi * np.arange(corners) / corners
        radii = np.where(np.arange(corners) % 2, inner, 1.0)
        return np.stack([radii * np.cos(angles), radii * np.sin(angles)], axis=1)

    def bar(across: float, down: float) -> np.ndarray:
        return np.array([(-across, -down), (across, -down), (across, down), (-across, down)])

    return {
        0: [polygon(40)],
        1: [polygon(4)],
        2: [polygon(3)],
        3: [polygon(10, 0.45)],
        4: [bar(0.25, 1), bar(1, 0.25)],
        5: [bar(1, 0.33)],
        6: [bar(0.33, 1)],
        7: [polygon(40)],
    }[figure]


def scene(random: RandomState, kind: int) -> Image.Image:
    """Draw blobs around one colour of its own, in any shape of picture."""
    width, height = random.randint(80, 300, 2)
    base = np.array(((190, 110, 70), (80, 130, 70), (70, 110, 170))[kind])
    above, below = base + random.normal(0, 35, 3), base * 0.7 + random.normal(0, 35, 3)
    slope = np.linspace(0, 1, height)[:, np.newaxis, np.newaxis]
    ground = above * (1 - slope) + below * slope + random.normal(0, 25, (height, width, 3))
    image = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8))
    pen = ImageDraw.Draw(image)
    for _ in range(8):
        x, y, radius = random.randint(width), random.randint(height), random.randint(2, 40)
        colour = np.clip(base + random.normal(0, 60, 3), 0, 255).astype(int)
        pen.ellipse([x - radius, y - radius, x + radius, y + radius], fill=tuple(colour.tolist()))
    return image


def letter(random: RandomState, number: int) -> Image.Image:
    """Draw a letter in thin black strokes on white, moved and turned a little."""
    image = Image.new("L", (64, 64), 255)
    font = ImageFont.load_default(random.uniform(30, 40))
    place = (32 + random.uniform(-4, 4), 32 + random.uniform(-4, 4))
    ImageDraw.Draw(image).text(place, chr(ord("A") + number), fill=0, font=font, anchor="mm")
    return image.rotate(random.uniform(-12, 12), fillcolor=255)


def sketch(random: RandomState, figure: int) -> Image.Image:
    """Draw the outline of one of FIGURES in one ink on paper of any grain and shape."""
    width, height = random.randint(60, 140, 2)
    paper = random.uniform(190, 255) + random.normal(0, 18, (height, width))
    image = Image.fromarray(np.clip(paper, 0, 255).astype(np.uint8)).convert("RGB")
    radius, middle = random.uniform(0.3, 0.42) * min(width, height), (width / 2, height / 2)
    for outline in _outlines(figure, random.uniform(-0.4, 0.4)):
        corners = [tuple(corner) for corner in (outline * radius + middle).tolist()]
        ink = tuple(random.randint(0, 120, 3).tolist())
        ImageDraw.Draw(image).line([*corners, corners[0]], fill=ink, width=3)
    return image


def numeral(random: RandomState, number: int) -> Image.Image:
    """Draw a digit in white on black, turned by up to 30 degrees and noisy, 28 pixels square."""
    image = Image.new("L", (28, 28), 0)
    font = ImageFont.load_default(random.uniform(18, 24))
    ImageDraw.Draw(image).text((14, 14), str(number), fill=255, font=font, anchor="mm")
    pixels = np.array(image.rotate(random.uniform(-30, 30))) + random.normal(0, 25, (28, 28))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def dusk(random: RandomState, kind: int) -> Image.Image:
    """Draw a large photo that grows lighter upwards, or to one side, with noise over it."""
    width, height = 640, 480
    across, down = np.meshgrid(np.linspace(-1, 1, width), np.linspace(-1, 1, height))
    along = (across if kind else -down) + random.uniform(-0.8, 0.8) * (down if kind else across)
    colours = random.uniform(40, 200, 3) + along[..., np.newaxis] * random.uniform(5, 40, 3)
    pixels = colours + random.normal(0, 30, (height, width, 3))
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def measurements(folder: Path, m: int = 500) -> None:
    """Write an .npz of 4 classes in 24 numbers on scales from 0.001 to 1,000, half of it noise."""
    random = RandomState(3)
    centres, scales = random.normal(0, 1, (2, 4, 12)), 10.0 ** random.randint(-3, 4, 24)
    arrays: dict[str, np.ndarray] = {}
    for part, count in (("train", m), ("test", 600)):
        labels, halves = np.arange(count) % 4, random.randint(0, 2, count)
        X = random.normal(0, 1, (count, 24))
        X[:, :12] += 1.2 * centres[halves, labels]
        arrays |= {f"{part}_X": (X * scales).T, f"{part}_Y": labels[np.newaxis]}
    folder.mkdir(parents=True)
    np.savez(folder / "measurements.npz", **arrays)


def of_sizes(*sizes: Size, mode: str = "RGB") -> Draw:
    """Return photos of these sizes."""
    return lambda random, figure: photo(random, figure, sizes, mode)


def points(kind: str) -> Kind:
    """Return a row of generated points."""
    return Kind(kind, {"data.kind": kind, "data.test_samples": 600})


KINDS = {
    row.name: row
    for row in (
        *map(points, ("flower", "circles", "moons", "xor", "spiral")),
        Kind("digits", {"data.kind": "digits", "data.test_samples": 597}),
        Kind("shapes", {"data.kind": "shapes", "data.test_samples": 300}),
        Kind("photos, 3 x 20", counts=(20,) * 3, draw=photo),
        Kind("photos, 3 x 130", counts=(130,) * 3, draw=photo),
        Kind("photos, 8 x 50", counts=(50,) * 8, draw=photo),
        Kind("photos, 150 + 40 + 15", counts=(150, 40, 15), draw=photo),
        Kind("grey photos, 3 x 60", counts=(60,) * 3, draw=of_sizes((100, 100), mode="L")),
        Kind("wide photos, 4 x 50", counts=(50,) * 4, draw=of_sizes((300, 80))),
        Kind("tall photos, 4 x 50", counts=(50,) * 4, draw=of_sizes((80, 300))),
        Kind(
            "wide and tall photos, 3 x 80",
            counts=(80,) * 3,
            draw=of_sizes((240, 90), (90, 240), (120, 120)),
        ),
        Kind("scenes told by colour, 3 x 30", counts=(30,) * 3, draw=scene),
        Kind("black letters on white, 26 x 20", counts=(20,) * 26, draw=letter),
        Kind("photos, 3 x 700", counts=(700,) * 3, draw=photo),
        Kind("sketches, 300 + 120 + 60 + 25 + 12", counts=(300, 120, 60, 25, 12), draw=sketch),
        Kind("turned digits, 10 x 40", counts=(40,) * 10, draw=numeral),
        Kind("large gradients, 2 x 15", counts=(15,) * 2, draw=dusk),
        Kind(MEASUREMENTS, {"data.kind": "arrays"}),
        Kind("people", {"data.kind": "people", "data.test_samples": 600}),
        Kind(
            "houses",
            {
                "data.kind": "houses",
                "data.test_samples": 600,
                "training.loss": "half_squared_error",
            },
        ),
    )
}


def main() -> None:
    """Measure the kinds named, or all, and print a table."""
    parser = ArgumentParser(prog="python -m benchmarks.suggestions", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help="; ".join(KINDS))
    parser.add_argument("--cats", nargs=2, metavar=("TRAIN", "TEST"), help="the course's folders")
    parser.add_argument("--write", action="store_true", help="into SUGGESTIONS.md as well")
    words = parser.parse_args()
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        for line in _lines(Path(folder), words.kinds or list(KINDS), words.cats):
            print(line, flush=True)
            lines.append(line)
    if words.write:
        RESULTS.write_text("\n".join([*lines, ""]), encoding="utf-8")


def _lines(folder: Path, names: list[str], cats: list[str] | None) -> Iterator[str]:
    yield "# What the suggested settings reach"
    yield ""
    yield (
        f"`python -m benchmarks.suggestions` on {os.cpu_count()} cores. Best: of {SEARCHED} drawn "
        f"settings, {UPDATES:,} updates and {SECONDS:g} s at most each. Seconds are the "
        "processor's, of all cores together. Test accuracy, median of "
        f"{SEEDS} seeds; the worst seed in brackets. Wanted: {WANTED:.0%} of the best in under "
        f"{LONGEST:g} s, and no run that diverges."
    )
    yield ""
    yield "| data | training samples | suggested | best of the search | share | seconds | reached |"
    yield "|---|---|---|---|---|---|---|"
    rows = [(name, _experiment(folder, KINDS[name])) for name in names]
    if cats:
        rows.insert(0, ("cats", _of_folders(*cats)))
    for name, experiment in rows:
        yield _row(name, experiment)


def _experiment(folder: Path, kind: Kind) -> Experiment:
    if kind.name == MEASUREMENTS:
        measurements(folder / kind.name)
        file = str(folder / kind.name / "measurements.npz")
        return with_settings(Experiment(), kind.settings | {"data.folder": file})
    if kind.draw is None:
        return with_settings(Experiment(), kind.settings)
    places = [folder / kind.name / part for part in ("train", "test")]
    each = (kind.counts, (TEST_EACH,) * len(kind.counts))
    for number, (place, counts) in enumerate(zip(places, each, strict=True)):
        random = RandomState(number)
        for label, count in enumerate(counts):
            (place / f"class {label}").mkdir(parents=True)
            for i in range(count):
                kind.draw(random, label).save(place / f"class {label}" / f"{i:04}.png")
    return _of_folders(*map(str, places))


def _of_folders(train: str, test: str) -> Experiment:
    return Experiment(data=DataSettings(kind="pictures", folder=train, test_folder=test))


def _row(name: str, experiment: Experiment) -> str:
    suggestion = suggest_for(experiment)
    if suggestion is None:
        raise ValueError(f"nothing is suggested for {name}")
    bench = _Bench(experiment)
    drawn = [_drawn(RandomState(number)) for number in range(SEARCHED)]
    finalists = sorted(drawn, key=lambda one: -bench.run(one, SECONDS).accuracy)[:FINALISTS]
    best = max(
        median(bench.run(one | _seed(seed), SECONDS).accuracy for seed in range(SEEDS))
        for one in finalists
    )
    runs = [bench.run(suggestion.changes | _seed(seed)) for seed in range(SEEDS)]
    found = [run.accuracy for run in runs]
    seconds, diverged = max(run.seconds for run in runs), any(run.diverged for run in runs)
    share = median(found) / best
    good = share >= WANTED and seconds < LONGEST and not diverged
    return (
        f"| {name} | {bench.m} | {median(found):.1%} ({min(found):.1%}) | {best:.1%} "
        f"| {share:.0%} | {seconds:.1f} | {'yes' if good else '**no**'} |"
    )


@dataclass(frozen=True, slots=True)
class _Run:
    accuracy: float
    seconds: float
    diverged: bool


class _Bench:
    """Train on one kind of data, which is read once for each size and fit."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self.m = 0
        self._read: dict[tuple[int, str, bool], Dataset] = {}

    def run(self, changes: dict[str, object], most: float = float("inf")) -> _Run:
        """Train with these settings for so many seconds at most."""
        experiment = with_settings(self.experiment, changes)
        dataset = self._dataset(experiment.data)
        start = time.process_time()
        trainer = Trainer(experiment, dataset)
        while not trainer.finished and time.process_time() - start < most:
            trainer.step(20)
        seconds = time.process_time() - start
        score = trainer.score_test()
        accuracy = score.accuracy if score and np.isfinite(score.cost) else 0.0
        return _Run(accuracy, seconds, trainer.diverged)

    def _dataset(self, data: DataSettings) -> Dataset:
        key = (data.size, data.fit, data.colour)
        if key not in self._read:
            raw = with_settings(Experiment(data=data), {"data.scaling": "unit"})
            self._read[key] = load(raw.data)
        self.m = self._read[key].train.m
        scaled = "scaling" in DATASETS[data.kind].settings
        return scale_dataset(self._read[key], data.scaling if scaled else "unit")


def _seed(seed: int) -> dict[str, object]:
    return {"network.seed": seed, "training.shuffle_seed": seed}


def _drawn(random: RandomState) -> dict[str, object]:
    """Draw settings that somebody might try."""

    def one(*values: object) -> object:
        return values[random.randint(len(values))]

    optimiser = one("gradient_descent", "momentum", "rmsprop", "adam")
    low, high = (-2.5, 0.0) if optimiser in ("gradient_descent", "momentum") else (-4.0, -2.0)
    return {
        "data.size": one(16, 24, 32),
        "data.fit": one("stretch", "pad"),
        "data.scaling": one("unit", "centred", "standardised"),
        "network.hidden": one((), (16,), (64,), (64, 32), (128,)),
        "network.activation": one("relu", "relu", "tanh", "elu"),
        "network.initialisation": one("he", "xavier", "scaled"),
        "network.precision": "float32",
        "training.optimiser": optimiser,
        "training.learning_rate": 10 ** random.uniform(low, high),
        "training.batch_size": one(16, 32, 64),
        "training.l2": one(0.0, 0.1, 1.0, 10.0),
        "training.iterations": UPDATES,
    }


if __name__ == "__main__":
    main()

"""Small tables that are made up: prices of houses, people who go to a concert or stay, a wave."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.random import RandomState

from core.data.dataset import Dataset
from core.data.split import check_one_test
from core.data.table.load import dataset_of_tables
from core.data.table.read import Table, table_of_rows
from core.experiment.inputs import TableInputs
from core.experiment.settings import DataSettings

Rows = list[list[str]]

DISTRICTS = {"Centre": 1.5, "Harbour": 0.8, "Hills": 1.2, "Meadows": 1.0}
"""What a square metre costs there, in proportion."""
# In natural order those who like concerts stand between those who do not: numbers for cities
# tell a network that the ones between are alike.
CITIES = {"Berlin": -1.5, "Lima": 1.5, "Oslo": -1.5, "Paris": 1.5}
NEW_CITY = "Quito"
"""Some people of the test are from here, and nobody of the training part is."""
WAVE_END = 2.0
"""The wave goes from minus this to this."""
JOBS = {"baker": 0.0, "cook": -1.0, "singer": 2.0, "teacher": 0.5}


@dataclass(frozen=True, slots=True)
class GeneratedTable:
    """A table that is drawn: the names of its columns, the last one learned, and its rows.

    `draw(samples, noise, seed, test)` returns the cells of so many rows.
    """

    name: str
    columns: tuple[str, ...]
    draw: Callable[[int, float, int, bool], Rows]
    samples: int
    noise: float

    def load(self, settings: DataSettings, inputs: TableInputs | None = None) -> Dataset:
        """Draw rows to train on, and rows to test on with the next seed or as a share of them.

        They become what `inputs` say, where they are given, else what they teach.

        Raises ExperimentError if the settings ask for test rows in both ways, or name no column.
        """
        check_one_test(settings)
        train, test = self.training_table(settings), None
        if settings.test_samples:
            noise = self.noise if settings.noise is None else settings.noise
            seed = (settings.seed + 1) % 2**32
            test = self._table(self.draw(settings.test_samples, noise, seed, True))
        return dataset_of_tables(settings, train, test, self.columns[-1], inputs)

    def training_table(self, settings: DataSettings) -> Table:
        """Draw the rows to train on."""
        count = self.samples if settings.samples is None else settings.samples
        noise = self.noise if settings.noise is None else settings.noise
        return self._table(self.draw(count, noise, settings.seed, False))

    def _table(self, rows: Rows) -> Table:
        return table_of_rows(Path(self.name), [self.columns, *rows])


def _houses(samples: int, noise: float, seed: int, test: bool) -> Rows:
    random = RandomState(seed)
    area = random.uniform(30, 220, samples)
    rooms = np.maximum(1, np.rint(area / 28 + random.normal(0, 0.7, samples)))
    age = random.randint(0, 120, samples)
    districts = random.choice(list(DISTRICTS), samples)
    factor = np.array([DISTRICTS[name] for name in districts])
    price = 40 + 2.5 * area * factor + 6 * rooms - 0.6 * age
    price *= 1 + noise * random.normal(0, 1, samples)
    area *= 1 + noise * random.normal(0, 0.2, samples)  # nobody measures exactly
    return [
        [f"{area[i]:.0f}", f"{rooms[i]:.0f}", f"{age[i]}", districts[i], f"{max(20, price[i]):.1f}"]
        for i in range(samples)
    ]


def _people(samples: int, noise: float, seed: int, test: bool) -> Rows:
    random = RandomState(seed)
    rows = []
    for number in range(samples):
        city = str(random.choice(list(CITIES)))
        jobs = [name for name in JOBS if random.rand() < 0.35] or ["baker"]
        age, income = random.uniform(16, 80), random.lognormal(7.8, 0.4)
        wish = CITIES[city] + sum(JOBS[job] for job in jobs) + (income - 2600) / 1000
        wish -= ((age - 35) / 20) ** 2 - 0.5
        wish += noise * random.normal(0, 1)
        if test and number % 12 == 0:
            city = NEW_CITY
        known = "" if random.rand() < 0.05 else f"{age:.0f}"
        answer = "goes" if wish > 0 else "stays"
        income *= 1 + noise * random.normal(0, 0.05)  # people do not say it exactly
        rows.append([city, ";".join(jobs), known, f"{income:.0f}", answer])
    return rows


def _wave(samples: int, noise: float, seed: int, test: bool) -> Rows:
    random = RandomState(seed)
    x = random.uniform(-WAVE_END, WAVE_END, samples)
    y = np.sin(2 * x) + noise * random.normal(0, 1, samples)
    return [[f"{x[i]:.4f}", f"{y[i]:.4f}"] for i in range(samples)]


HOUSES = GeneratedTable("houses", ("area", "rooms", "age", "district", "price"), _houses, 400, 0.05)
PEOPLE = GeneratedTable("people", ("city", "jobs", "age", "income", "concert"), _people, 600, 0.5)
WAVE = GeneratedTable("wave", ("x", "y"), _wave, 200, 0.1)
TABLES = {table.name: table for table in (HOUSES, PEOPLE, WAVE)}

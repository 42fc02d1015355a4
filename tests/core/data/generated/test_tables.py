"""Facts about the tables that are made up: what they hold, and what they show."""

import numpy as np
import pytest

from core.data.generated.tables import HOUSES, NEW_CITY, PEOPLE, GeneratedTable
from core.data.load import load
from core.errors import ExperimentError
from core.experiment.settings import (
    DataSettings,
    Experiment,
    NetworkSettings,
    TrainingSettings,
)
from core.training.run import run


@pytest.mark.parametrize("table", [HOUSES, PEOPLE], ids=lambda table: table.name)
def test_that_every_row_has_a_cell_for_each_column_and_repeats_itself(
    table: GeneratedTable,
) -> None:
    rows = table.draw(50, table.noise, 3, False)
    assert len(rows) == 50
    assert {len(row) for row in rows} == {len(table.columns)}
    assert rows == table.draw(50, table.noise, 3, False)
    assert rows != table.draw(50, table.noise, 4, False)


def test_that_a_city_of_the_test_part_is_one_of_the_others() -> None:
    dataset = load(DataSettings(kind="people", test_samples=120))
    assert dataset.test
    names = dataset.inputs.names
    assert f"city = {NEW_CITY}" not in names
    other = names.index("city = other")
    assert dataset.test.X[other].sum() == 10
    assert dataset.train.X[other].sum() == 0
    assert dataset.test.X[names.index("jobs = singer")].sum() > 20


def test_that_missing_ages_take_the_mean_of_the_training_part() -> None:
    dataset = load(DataSettings(kind="people"))
    age = dataset.train.X[dataset.inputs.names.index("age")]
    rows = PEOPLE.draw(600, PEOPLE.noise, 1, False)
    known = [float(row[2]) for row in rows if row[2]]
    missing = [place for place, row in enumerate(rows) if not row[2]]
    np.testing.assert_allclose(age[missing], np.mean(known), rtol=1e-12)
    assert len(missing) > 10


def test_that_cities_as_integers_mislead_a_network_that_one_hot_ones_do_not() -> None:
    accuracies = []
    for code in ("one_hot", "integer"):
        experiment = Experiment(
            data=DataSettings(
                kind="people", category_code=code, scaling="standardised", test_samples=300
            ),
            network=NetworkSettings(hidden=()),
            training=TrainingSettings(learning_rate=0.5, iterations=600),
        )
        score = run(experiment, load(experiment.data)).score_test()
        assert score
        accuracies.append(score.accuracy)
    assert accuracies[0] > accuracies[1] + 0.08


def test_that_made_up_tables_keep_a_share_or_draw_a_test_but_not_both() -> None:
    assert load(DataSettings(kind="people", samples=100, test_share=0.2)).train.m == 80
    with pytest.raises(ExperimentError, match="both set"):
        load(DataSettings(kind="people", test_samples=10, test_share=0.2))

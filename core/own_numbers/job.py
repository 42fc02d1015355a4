"""Comparing a file beside the window, which goes on meanwhile."""

from dataclasses import dataclass

from core.data.dataset import Dataset
from core.experiment.settings import Experiment
from core.io_threads import Report
from core.own_numbers.bench import bench_of
from core.own_numbers.compare import SURE, Comparison, compare, doubt
from core.own_numbers.read import read_own_numbers


@dataclass(frozen=True, slots=True, eq=False)
class ComparisonOrder:
    """A student's file, and what is on the bench to compare it with; no data is None."""

    file: str
    experiment: Experiment
    dataset: Dataset | None


def run_comparison(order: ComparisonOrder, report: Report) -> Comparison:
    """Compare a file with the experiment on the bench, or with what fits it better.

    Raises DataError for a file that is none, and whatever `report` raises.
    """
    own = read_own_numbers(order.file)
    report(0, 0)
    alone = compare(own)
    report(0, 0)
    if order.dataset is None or order.dataset.blank:
        return alone
    if alone.judges_something and alone.first_wrong is None:
        return alone
    beside = compare(own, bench_of(order.experiment, order.dataset))
    if not alone.judges_something:
        return beside if beside.judges_something and doubt(beside) <= SURE else alone
    return min(beside, alone, key=doubt)

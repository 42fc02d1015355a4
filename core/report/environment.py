"""The environment: with what, from which seeds and on which data the numbers were made."""

import os
import platform
from collections.abc import Iterator

import numpy as np

from core import program
from core.data.registry import DATASETS
from core.experiment.settings import Experiment
from core.messages import tr
from core.network.parameters import fingerprint
from core.report.contents import Paragraph, Section, Table
from core.report.reported_run import ReportedRun
from core.runs.comparison import effective_settings, setting_label, setting_text

_NAMES = {"data", "data.folder", "data.test_folder"}
"""Settings that stand under Data."""


def environment(run: ReportedRun) -> Section:
    """List the program, the machine, the seeds, the settings, and the hashes of what they gave."""
    settings = _settings(run.experiment, run.snapshot.unit)
    head = (tr("Setting"), tr("Value"))
    explained = Paragraph(
        tr(
            "The same data, settings and seeds give the same numbers; the hashes (BLAKE2b) tell "
            "whether data or weights are the same, bit for bit."
        )
    )
    parts = (
        Table(tr("Program and machine"), (tr("What"), tr("Value")), tuple(_machine(run))),
        Table(tr("Seeds"), head, _rows(settings, True)),
        Table(tr("Hashes"), (tr("Of"), tr("Hash")), tuple(_hashes(run))),
        explained,
        Table(tr("Settings"), head, _rows(settings, False)),
    )
    return Section(tr("Environment"), tuple(part for part in parts if _has_rows(part)))


def _has_rows(part: Paragraph | Table) -> bool:
    return not isinstance(part, Table) or bool(part.rows)


def _machine(run: ReportedRun) -> Iterator[tuple[str, str]]:
    yield tr("Program"), f"Layerbench {program.VERSION}"
    yield tr("Python"), platform.python_version()
    yield tr("NumPy"), np.__version__
    yield tr("System"), platform.platform(terse=True)
    yield tr("Processor"), _processor()
    yield tr("Cores"), str(os.cpu_count() or 1)
    yield tr("Precision of the numbers"), run.experiment.network.precision


def _processor() -> str:
    """Return what the processor calls itself; `platform` does not know it on Linux."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            named = (line.split(":")[1].strip() for line in file if line.startswith("model name"))
            return next(named)
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def _hashes(run: ReportedRun) -> Iterator[tuple[str, str]]:
    yield tr("The samples"), run.data_hash
    yield tr("The first weights"), fingerprint(run.first.flat)
    yield tr("The weights now"), fingerprint(run.parameters.flat)


def _settings(experiment: Experiment, unit: str) -> dict[str, object]:
    """Return the settings that have a say: none of other kinds of data, and none that is off."""
    source = DATASETS[experiment.data.kind]
    idle = () if experiment.data.test_share else ("data.split_seed",)
    return {
        key: value
        for key, value in effective_settings(experiment, unit).items()
        if key not in _NAMES
        and (not key.startswith("data.") or key.removeprefix("data.") in source.settings)
        and (value or value is False or key.endswith("seed"))
        and value not in ("none", "auto")
        and key not in idle
    }


def _rows(settings: dict[str, object], of_seeds: bool) -> tuple[tuple[str, str], ...]:
    return tuple(
        (setting_label(key), setting_text(key, value))
        for key, value in settings.items()
        if key.endswith("seed") is of_seeds
    )

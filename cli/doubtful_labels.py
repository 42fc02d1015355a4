"""Labels of pictures that may be wrong, as an answer of the command line."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cli.folds import folds_answer
from cli.progress import Progress, reading
from core.experiment.settings import DataSettings, Experiment
from core.experiment.toml import with_settings
from core.files import shown
from core.messages import to_translate
from core.suggestion import suggest_for
from core.training.analyses.cross_validation import check_folds, cross_validate
from core.training.analyses.doubtful_labels import DoubtfulLabel, doubtful_labels, judged_by

MOST_TOLD = 30


def find_doubtful_labels(folder: str, folds: int) -> dict[str, Any]:
    """Cross-validate the network that is suggested for a folder, and rank its doubtful labels.

    Raises DataError where the folder cannot be trained on, ExperimentError where so many are no
    number of folds.
    """
    check_folds(folds)
    experiment = Experiment(data=DataSettings(kind="pictures", folder=folder))
    if suggestion := suggest_for(experiment, report=reading()):
        experiment = with_settings(experiment, suggestion.changes)
    results = cross_validate(experiment, folds, Progress("Training in folds"))
    return {
        "cross_validation": folds_answer(results),
        "judged_by": judged_by(results),
        "doubtful_labels": [_named(doubt) for doubt in doubtful_labels(results)],
    }


def _named(doubt: DoubtfulLabel) -> dict[str, Any]:
    """Return a doubtful label with the names of its file and its classes as they are shown."""
    answer = asdict(doubt)
    del answer["place"]
    names = {"file": shown(answer.pop("name"))}
    return names | answer | {key: shown(answer[key]) for key in ("given", "suggested")}


def sentences(answer: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return the lines for people, each a sentence and what fills it."""
    yield "{text}", {"text": answer["cross_validation"]["text"]}
    wrong = [doubt for doubt in answer["doubtful_labels"] if doubt["is_wrong"]]
    if not wrong:
        yield to_translate("No label looks wrong."), {}
        return
    yield (
        to_translate(
            "{count:,} {count:label|labels} may be wrong, the most doubtful first (--json has "
            "all). {judged_by}"
        ),
        {"count": len(wrong), "judged_by": answer["judged_by"]},
    )
    for doubt in wrong[:MOST_TOLD]:
        yield (
            to_translate(
                "  {file}: {suggested} ({suggested_probability:.1%}) rather than {given} "
                "({given_probability:.1%})"
            ),
            doubt,
        )

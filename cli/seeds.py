"""What a run from several seeds gives, as an answer of the command line."""

from typing import Any

from core.training.analyses.seed_runs import NAMES, SeedResults


def seeds_answer(results: SeedResults) -> dict[str, Any]:
    """Return the seeds, the words, and of every figure at the end the median and the range."""
    figures = {name: getattr(results, name).last for name in NAMES}
    return {
        "seeds": list(results.seeds),
        "diverged": results.diverged,
        "text": results.sentence(),
        **{
            name: dict(zip(("median", "lowest", "highest"), last, strict=True))
            for name, last in figures.items()
        },
    }

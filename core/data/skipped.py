"""A file that a data set does without."""

from dataclasses import dataclass

from core.errors import DataError


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was left out, as its path within the folder, and why."""

    file: str
    problem: DataError

    @property
    def reason(self) -> str:
        return str(self.problem)

"""What is asked of an audit that runs beside training."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.background import JobUpdate
from core.io_threads import Report

if TYPE_CHECKING:
    from core.data.audit.audit import Audit


THREADS = 1
"""More would take most of its time from the training, and end no sooner beside it."""


@dataclass(frozen=True, slots=True)
class AuditRequest:
    """The folders to look through, and which of the folders in them are classes."""

    folder: str
    test_folder: str = ""
    leave_out: tuple[str, ...] = ()
    level: str = "auto"
    labels: str = "auto"


def run_audit(order: AuditRequest, report: Report) -> "Audit":
    """Audit the folders; raises what `audit` does."""
    from core.data.audit.audit import audit  # Pillow waits until it is needed

    return audit(
        order.folder,
        order.test_folder,
        report,
        THREADS,
        order.leave_out,
        order.level,
        order.labels,
    )


AuditUpdate = JobUpdate[AuditRequest, "Audit"]

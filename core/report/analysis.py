"""The analysis: what Health found, with its numbers, and the author's own words."""

from collections.abc import Iterator

from core.files import shown
from core.messages import tr, translate
from core.report.contents import Heading, Paragraph, Part, Room, Section, Table
from core.report.reported_run import ReportedRun
from core.training.health.findings import LEVELS, Level


def analysis(run: ReportedRun) -> Section:
    """Say what was found in the run, and leave room for what its author says."""
    return Section(tr("Analysis"), tuple(_parts(run)))


def _parts(run: ReportedRun) -> Iterator[Part]:
    yield Heading(tr("What the program found"))
    found = run.snapshot.findings
    if all(finding.level is Level.INFORMATION for finding in found):
        yield Paragraph(str(run.snapshot.summary))
    if found:
        rows = tuple(
            (
                translate(LEVELS[finding.level]),
                tr("whole network") if finding.layer is None else f"{finding.layer}",
                finding.sentence(),
            )
            for finding in found
        )
        yield Table(tr("Findings of Health"), (tr("Kind"), tr("Layer"), tr("Finding")), rows)
    yield Heading(tr("In my own words"))
    words = "\n".join(map(shown, run.words.analysis.strip().splitlines()))
    yield Paragraph(words) if words else Room()

"""What Health finds, as the command line's JSON has it."""

from typing import Any

from core.training.health.findings import Finding


def found(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON has it."""
    return {
        "key": finding.key,
        "level": str(finding.level),
        "layer": finding.layer,
        "text": finding.sentence(),
    }

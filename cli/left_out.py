"""What was left out, in lines for people: how often for every reason, and the first files."""

from collections.abc import Iterator, Sequence

from core.data.file_notes import group_skipped
from core.data.skipped import Skipped
from core.files import shown
from core.messages import to_translate

_LISTED = 20


def left_out(skipped: Sequence[Skipped]) -> Iterator[tuple[str, dict[str, object]]]:
    """Return a line for every reason, and one for each of the first files."""
    if skipped:
        yield to_translate("{count:,} {count:file|files} left out:"), {"count": len(skipped)}
    for reason in group_skipped(skipped):
        yield to_translate("  {reason}"), {"reason": reason}
    for skip in skipped[:_LISTED]:
        yield (
            to_translate("    {file}: {reason}"),
            {"file": shown(skip.file), "reason": skip.reason},
        )
    if len(skipped) > _LISTED:
        text = to_translate("    and {count:,} more (all of them with --json)")
        yield text, {"count": len(skipped) - _LISTED}

"""What an audit of a table found, as JSON and as lines for people."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cli.left_out import left_out
from core.data.audit.table import AuditedColumn, TableAudit, table_advice
from core.data.table.roles import ROLE_LABELS
from core.files import list_shown, shown
from core.messages import to_translate, translate
from core.statistics import wilson_interval

Sentence = tuple[str, dict[str, object]]

_ALL = 1000


def answer(audit: TableAudit) -> dict[str, Any]:
    """Return everything as one JSON object; `baseline` is a share of 1, null for numbers."""
    total = sum(audit.classes.values())
    return {
        "file": shown(audit.file),
        "test_file": shown(audit.test_file) if audit.test_file else None,
        "rows": audit.rows,
        "test_rows": audit.test_rows,
        "columns": [asdict(column) for column in audit.columns],
        "targets": list(audit.targets),
        "classes": audit.classes,
        "test_classes": audit.test_classes,
        "baseline": max(audit.classes.values()) / total if total else None,
        "repeated": audit.repeated,
        "leaked": audit.leaked,
        "contradicted": audit.contradicted,
        "giveaways": list(audit.giveaways),
        "skipped": [{"file": item.file, "reason": item.reason} for item in audit.skipped],
        "remarks": [{"key": item.key, "text": str(item)} for item in audit.remarks],
        "findings": [{"key": item.key, "text": str(item)} for item in table_advice(audit)],
    }


def sentences(audit: TableAudit) -> Iterator[Sentence]:
    """Return the lines for people, each a sentence and what fills it."""
    yield (
        to_translate("{file}: {rows:,} rows, of which {targets} is learned."),
        {
            "file": shown(audit.file),
            "rows": audit.rows,
            "targets": list_shown(audit.targets, _ALL),
        },
    )
    for column in audit.columns:
        yield _column(column)
    for name, count in audit.classes.items():
        yield to_translate("  {count:>7,} {name}"), {"count": count, "name": shown(name)}
    yield from _baseline(audit)
    for item in (*table_advice(audit), *audit.remarks):
        yield item.text, item.values
    yield from left_out(audit.skipped)


def _column(column: AuditedColumn) -> Sentence:
    text = to_translate("  {name}: {role}, {missing:,} missing")
    if column.low is not None:
        text = to_translate(
            "  {name}: {role}, {missing:,} missing, from {low:.6g} to {high:.6g}, mean {mean:.6g}"
        )
    elif column.different is not None:
        text = to_translate(
            "  {name}: {role}, {missing:,} missing, {different:,} different {different:text|texts}"
        )
    return text, {
        **asdict(column),
        "name": shown(column.name),
        "role": translate(ROLE_LABELS[column.role]),
    }


def _baseline(audit: TableAudit) -> Iterator[Sentence]:
    total = sum(audit.classes.values())
    if not total:
        return
    name = max(audit.classes, key=audit.classes.__getitem__)
    share = audit.classes[name] / total
    low, high = wilson_interval(share, total)
    yield (
        to_translate(
            "Always answering {name} gets {share:.1%} of the rows right (95 % interval {low:.1%} "
            "to {high:.1%}): a network must do better."
        ),
        {"name": shown(name), "share": share, "low": low, "high": high},
    )

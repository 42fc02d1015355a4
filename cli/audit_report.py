"""What an audit found, as JSON and as lines for people."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from cli.left_out import left_out
from core.data.audit.advice import advice
from core.data.audit.audit import Audit, Baseline
from core.data.file_notes import group_skipped
from core.data.folder.groups import KindFound
from core.files import shown
from core.messages import to_translate


def answer(audit: Audit) -> dict[str, Any]:
    """Return everything as one JSON object; `baseline` is a share of 1."""
    return {
        "folder": shown(audit.folder),
        "test_folder": shown(audit.test_folder) if audit.test_folder else None,
        "classes": audit.counts,
        "test_classes": audit.test_counts,
        "labels": list(audit.labels),
        "skipped": [{"file": item.file, "reason": item.reason} for item in audit.skipped],
        "ignored": audit.ignored,
        "remarks": [{"key": item.key, "text": str(item)} for item in audit.remarks],
        "reasons": [
            {"count": len(item.files), "text": str(item)} for item in group_skipped(audit.skipped)
        ],
        "duplicates": [list(group.files) for group in audit.duplicates],
        "near_duplicates": [list(group.files) for group in audit.near_duplicates],
        "across_classes": [list(group.files) for group in _both(audit) if group.across_classes],
        "train_and_test": [list(group.files) for group in _both(audit) if group.train_and_test],
        "groups": [_kind_found(kind) for kind in audit.grouping.found],
        "groups_not_used": [
            _kind_found(kind) for kind in (*audit.grouping.too_large, *audit.grouping.by_camera)
        ],
        "constant": list(audit.constant),
        "tiny": list(audit.tiny),
        "odd_shapes": list(audit.odd),
        "sizes": {"smallest": audit.smallest, "largest": audit.largest},
        "baseline": audit.baseline and audit.baseline.share,
        "test_baseline": audit.test_baseline and audit.test_baseline.share,
        "baselines": {
            "train": audit.baseline and asdict(audit.baseline),
            "test": audit.test_baseline and asdict(audit.test_baseline),
        },
        "findings": [{"key": item.key, "text": str(item)} for item in advice(audit)],
    }


def _kind_found(found: KindFound) -> dict[str, Any]:
    return {"kind": found.kind, "sizes": list(found.sizes), "example": shown(found.example)}


def _both(audit: Audit) -> tuple[Any, ...]:
    return (*audit.duplicates, *audit.near_duplicates)


def sentences(audit: Audit) -> Iterator[tuple[str, dict[str, object]]]:
    """Return the lines for people, each a sentence and what fills it."""
    text = to_translate("Training pictures in {folder}:")
    if audit.labels:
        text = to_translate("Training pictures in {folder}, of which one can have several labels:")
    yield from _counts(text, audit.folder, audit.counts)
    if audit.test_folder:
        yield from _counts(
            to_translate("Test pictures in {folder}:"), audit.test_folder, audit.test_counts
        )
    if audit.smallest and audit.largest:
        yield (
            to_translate("Sizes from {smallest} to {largest} pixels."),
            {"smallest": _size_text(audit.smallest), "largest": _size_text(audit.largest)},
        )
    yield from _baseline(audit.baseline, "training")
    yield from _baseline(audit.test_baseline, "test")
    for item in advice(audit):
        yield item.text, item.values
    yield from _skipped(audit)


def _counts(
    text: str, folder: str, counts: dict[str, int]
) -> Iterator[tuple[str, dict[str, object]]]:
    yield text, {"folder": shown(folder)}
    for name, count in counts.items():
        yield to_translate("  {count:>7,} {name}"), {"count": count, "name": shown(name)}


def _baseline(baseline: Baseline | None, part: str) -> Iterator[tuple[str, dict[str, object]]]:
    if baseline is None:
        return
    texts = {
        "training": to_translate(
            "Always answering {name} gets {share:.1%} of the training pictures right "
            "(95 % interval {low:.1%} to {high:.1%}): a network must do better."
        ),
        "test": to_translate(
            "Always answering {name} gets {share:.1%} of the test pictures right "
            "(95 % interval {low:.1%} to {high:.1%}): no other constant answer gets more."
        ),
    }
    values = {
        "name": shown(baseline.class_name),
        "share": baseline.share,
        "low": baseline.low,
        "high": baseline.high,
    }
    yield texts[part], values


def _skipped(audit: Audit) -> Iterator[tuple[str, dict[str, object]]]:
    for remark in audit.remarks:
        yield remark.text, remark.values
    yield from left_out(audit.skipped)


def _size_text(size: tuple[int, int]) -> str:
    return f"{size[0]} x {size[1]}"

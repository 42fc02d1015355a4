"""The figures as a Markdown table, with the machine that they are of."""

import os
import platform
from collections.abc import Iterator
from datetime import date
from importlib.metadata import PackageNotFoundError, version

from benchmarks.race import Times
from benchmarks.work import FASTEST, Work

PACKAGES = ("numpy", "torch", "jax", "scikit-learn")
# In the table, but not among the four that a row is measured by.
UNWATCHED = {"jax-scanned", "pytorch-compiled"}
HEAD = "| work | sizes | samples, batch | updates | who | seconds | µs an update | ours is |"


def heading(command: str, threads: int, repeats: int) -> str:
    """Say what was run, when, and on what."""
    return "\n".join(
        [
            "# Speed beside other libraries",
            "",
            f"`{command}`, {date.today().isoformat()}: medians of {repeats} alternating runs, "
            f"{threads} thread(s) for everybody, from data in memory to trained whole weights.",
            "",
            f"{_processor()}, {os.cpu_count()} cores; {platform.system()} {platform.machine()}; "
            f"Python {platform.python_version()}; {', '.join(_versions())}.",
            "",
            HEAD,
            "|" + "---|" * (HEAD.count("|") - 1),
        ]
    )


def rows(work: Work, times: dict[str, Times]) -> Iterator[str]:
    """Give one line a contestant, and one for every ratio that is wanted."""
    ours = times["ours"]
    head = (
        f"| **{work.name}** ({work.optimiser}, {work.precision}) | {list(work.sizes)} "
        f"| {work.m:,}, {work.batch or 'all'} | {work.updates:,}"
    )
    for name, found in times.items():
        who = f"{name} ({found.way})" if found.way else name
        if found.missing:
            yield f"{head} | {who} | left out: {found.missing} | | |"
        else:
            each = found.median / work.updates * 1e6
            ratio = f"{found.median / ours.median:.1f}x" if not ours.missing else ""
            yield f"{head} | {who} | {found.median:.3f} | {each:,.0f} | {ratio} |"
        head = "| | | | "


def verdict(work: Work, times: dict[str, Times]) -> str:
    """Say for every ratio that is wanted what was reached."""
    said = []
    peers = {n: t.median for n, t in times.items() if t.seconds and n != "ours"}
    for peer, least in work.wanted:
        watched = {n: t for n, t in peers.items() if n not in UNWATCHED}
        name = min(watched, key=watched.__getitem__, default="") if peer == FASTEST else peer
        if name not in peers or not times["ours"].seconds:
            said.append(f"{peer or 'fastest'}: not measured")
            continue
        reached = peers[name] / times["ours"].median
        word = "reached" if reached >= least else "MISSED"
        said.append(f"{name} {reached:.2f}x of {least:g}x {word}")
    said += [
        f"beside {name} {peers[name] / times['ours'].median:.2f}x"
        for name in sorted(UNWATCHED & set(peers))
    ]
    return f"{work.name}: {'; '.join(said)}"


def _versions() -> Iterator[str]:
    for package in PACKAGES:
        try:
            yield f"{package} {version(package)}"
        except PackageNotFoundError:
            yield f"no {package}"


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            return next(
                line.split(":")[1].strip() for line in file if line.startswith("model name")
            )
    except (OSError, StopIteration):
        return platform.processor() or "unknown processor"

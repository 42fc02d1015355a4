"""python -m benchmarks [NAME...]: measure beside other libraries, and print it in Markdown."""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from pathlib import Path

from benchmarks import memory, profile
from benchmarks.race import race
from benchmarks.results_table import heading, rows, verdicts, with_section
from benchmarks.work import WORKS, Work

RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure the works named, or all; what is printed is what --write writes."""
    words = _words()
    works = [WORKS[name] for name in words.names or WORKS]
    lines = []
    for line in _lines(words, [w.shortened() for w in works] if words.quick else works):
        print(line, flush=True)
        lines.append(line)
    if words.write:
        results = with_section(RESULTS.read_text(encoding="utf-8"), "\n".join(lines))
        RESULTS.write_text(results, encoding="utf-8")


def _words() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(WORKS))
    parser.add_argument("--quick", action="store_true", help="fewer updates")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument(
        "--threads", type=int, default=0, help="for everybody, on as many cores; else their own"
    )
    parser.add_argument("--write", action="store_true", help="into RESULTS.md as well")
    words = parser.parse_args()
    unknown = set(words.names) - set(WORKS)
    if unknown:
        parser.error(f"not known: {', '.join(unknown)}; choose from {', '.join(WORKS)}")
    return words


def _lines(words: Namespace, works: list[Work]) -> Iterator[str]:
    command = " ".join(["python -m benchmarks", *sys.argv[1:]])
    yield heading(command, words.threads, words.repeats)
    ends: list[str] = []
    for work in works:
        times = race(work, words.quick, words.repeats, words.threads)
        yield from rows(work, times)
        ends += verdicts(work, times, words.threads)
    yield from ["", "### Wanted and reached", "", *ends]
    yield from ["", "### Where our time goes", "", *profile.lines(works)]
    yield from ["", "### Memory", "", *memory.lines(words.quick)]
    yield from ["", f"Load {os.getloadavg()[0]:.1f} in the last minute of all this."]


if __name__ == "__main__":
    main()

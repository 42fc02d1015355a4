"""python -m benchmarks [NAME...]: measure, print a Markdown table, and write RESULTS.md."""

import sys
from argparse import ArgumentParser
from pathlib import Path

from benchmarks.multiplication import share_of_multiplication
from benchmarks.race import race
from benchmarks.table import heading, rows, verdict
from benchmarks.work import WORKS

RESULTS = Path(__file__).with_name("RESULTS.md")


def main() -> None:
    """Measure the works named, or all."""
    parser = ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(WORKS))
    parser.add_argument("--quick", action="store_true", help="fewer updates, one run less")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--threads", type=int, default=1, help="for everybody; 1, as in the app")
    words = parser.parse_args()
    unknown = set(words.names) - set(WORKS)
    if unknown:
        parser.error(f"not known: {', '.join(unknown)}; choose from {', '.join(WORKS)}")
    command = " ".join(["python -m benchmarks", *sys.argv[1:]])
    lines, ends = [heading(command, words.threads, words.repeats)], [""]
    print(lines[0], flush=True)
    for name in words.names or WORKS:
        work = WORKS[name].shortened() if words.quick else WORKS[name]
        times = race(work, words.quick, words.repeats, words.threads)
        lines += rows(work, times)
        ends.append(f"- {verdict(work, times)}")
        print("\n".join([*rows(work, times), ends[-1]]), flush=True)
        if name == "wide" and times["ours"].seconds:
            ends.append(share_of_multiplication(work, times["ours"].median, words.threads))
            print(ends[-1], flush=True)
    if not words.names:
        RESULTS.write_text("\n".join([*lines, *ends, ""]), encoding="utf-8")


if __name__ == "__main__":
    main()

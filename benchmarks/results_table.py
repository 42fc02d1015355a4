"""The figures as a Markdown table, with what was wanted and what was reached."""

from collections.abc import Iterator
from datetime import date

from benchmarks.machine import NAMES, describe, instructions, share_of_products
from benchmarks.race import Times
from benchmarks.work import FASTEST, Work

# A run that is compiled as a whole, in which nobody can look on: as fast as it is wanted.
COMPILED = ("jax-scanned", "pytorch-compiled")
SECTION = "## "
HEAD = "| work | sizes | samples, batch | updates | who | seconds | µs an update | ours is |"
TITLE = """\
# Speed beside other libraries

One section for each kind of processor, by the widest instructions that NumPy uses on it; `python -m
benchmarks --write` makes that of the machine at hand anew.

"Fastest" is the fastest of PyTorch update by update in float32 (and in float64 where the work is
in float64), JAX with one compiled update, and scikit-learn: those that can be watched step by step.
Beside `jax-scanned` (the whole run compiled into one) and `pytorch-compiled` we want to be as fast.
We and PyTorch's float64 row work in the precision that is named, the other libraries in float32
(scikit-learn in ours). Everybody is warmed up first; the seconds are medians, with the least and
the most."""


def heading(command: str, threads: int, repeats: int) -> str:
    """Begin a section: say what was run, when, and on what."""
    on = (
        f"{threads} thread(s) and as many cores for everybody"
        if threads
        else "threads as every library chooses, ours as the program itself has them"
    )
    return "\n".join(
        [
            f"{SECTION}{instructions()}",
            "",
            f"`{command}`, {date.today().isoformat()}: up to {repeats} alternating runs each, "
            f"{on}, from data in memory to trained whole weights.",
            "",
            describe(),
            "",
            HEAD,
            "|" + "---|" * (HEAD.count("|") - 1),
        ]
    )


def rows(work: Work, times: dict[str, Times]) -> Iterator[str]:
    """Return one line a contestant."""
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
            seconds = f"{found.median:.3f} ({min(found.seconds):.3f} to {max(found.seconds):.3f})"
            yield f"{head} | {who} | {seconds} | {each:,.0f} | {ratio} |"
        head = "| | | | "


def verdicts(work: Work, times: dict[str, Times], threads: int = 0) -> Iterator[str]:
    """Say for every ratio that is wanted what was reached, and what stands beside it.

    `threads` is how many everybody was given, 0 for their own choice.
    """
    if times["ours"].missing:
        yield f"- {work.name}: not measured"
        return
    ours = times["ours"].median
    ratios = {n: t.median / ours for n, t in times.items() if t.seconds and n != "ours"}
    yield f"- {work.name}: {'; '.join(_wanted(work, ratios))}"
    if times["ours"].way == "direct":
        share = share_of_products(work, ours, threads)
        goal = f" of {work.share:.0%} {_word(share, work.share)}" if work.share else ""
        yield f"  - of the machine's {NAMES[work.precision]} on as many cores: {share:.0%}{goal}"


def _wanted(work: Work, ratios: dict[str, float]) -> Iterator[str]:
    counted = {name: ratio for name, ratio in ratios.items() if name not in COMPILED}
    for peer, least in work.wanted:
        name = min(counted, key=counted.__getitem__, default="") if peer == FASTEST else peer
        if name not in counted:
            yield f"{peer or 'fastest'}: not measured"
            continue
        label = f"fastest, {name}," if peer == FASTEST else name
        yield f"{label} {counted[name]:.2f}x of {least:g}x {_word(counted[name], least)}"
    for name in COMPILED:
        if name in ratios:
            yield f"{name} {ratios[name]:.2f}x of 1x {_word(ratios[name], 1)}"


def _word(reached: float, goal: float) -> str:
    return "reached" if reached >= goal else "MISSED"


def with_section(results: str, section: str) -> str:
    """Return the results with a section in place of the one of the same heading, or at the end."""
    _, *others = f"\n{results}".split(f"\n{SECTION}")
    kept = {text.splitlines()[0]: text.strip() for text in others}
    kept[section.splitlines()[0].removeprefix(SECTION)] = section.removeprefix(SECTION).strip()
    return "\n\n".join([TITLE, *(f"{SECTION}{text}" for text in kept.values())]) + "\n"

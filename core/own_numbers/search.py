"""The search for the slip that gives exactly a student's array."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.interruption import check_interruption
from core.messages import Message
from core.network.activations import Activation
from core.own_numbers.fit import Fit, expected
from core.own_numbers.slips.registry import SLIPS
from core.own_numbers.slips.slip import Slip
from core.own_numbers.values import GIVEN, NO_RESULT, WITHOUT_LAYER, Line, Place, output_name

Scope = Literal["here", "everywhere", "hidden"]
"""Where a slip is: in one layer, in all where it can be, or in the hidden ones alone."""


@dataclass(frozen=True, slots=True)
class FoundSlip:
    """A slip that gives exactly the student's array, and where it happened."""

    slip: Slip
    place: Place
    scope: Scope
    sentence: Message
    right: Message


class Search:
    """Find the slips in a file's arrays, one after the other in the order of computation.

    The slips that were found in arrays which the file does not show are part of `fit.values` from
    then on, and their places of `unseen`: what comes after follows from them.
    """

    def __init__(self, fit: Fit) -> None:
        self.fit = fit
        self.unseen: set[Place] = set()
        self._found_before: list[Slip] = []
        self._is_puzzled = False

    def find(self, place: Place) -> tuple[FoundSlip, ...]:
        """Return the slips that give exactly this array, those that explain most of the others."""
        found = self._once_more(place) or self.slips_of(place)
        if found:
            self._found_before.append(found[0].slip)
            self._go_on_with(found[0])
        else:
            self.give_up()
        return found

    def slips_of(self, place: Place) -> tuple[FoundSlip, ...]:
        """Return the slips that give exactly this array, those that explain most of the others.

        A slip may be here, in what this array is made of and the file does not show, or in every
        layer.
        """
        unseen = self._unseen(place)
        kinds = {place.kind, *(earlier.kind for earlier in unseen)}
        tried: list[tuple[Slip, Place, Scope]] = [
            (slip, at, "here") for at in (place, *unseen) for slip in SLIPS if slip.kind == at.kind
        ]
        scopes: tuple[Scope, ...] = ("everywhere", "hidden")
        # One hidden layer alone is "here".
        for scope in scopes[: max(0, self.fit.setup.layers - 1)]:
            tried += [(slip, place, scope) for slip in SLIPS if slip.kind in kinds]
        others = [one for one in self.fit.order if one != place and one.kind not in GIVEN]
        found: dict[str, tuple[int, FoundSlip]] = {}
        for slip, at, scope in tried:
            check_interruption()
            lines = self._lines(slip, at, scope)
            if not lines or not self._makes(place, lines, slip.is_finite):
                continue
            values = self.fit.values.with_slips(lines)
            explained = sum(self.fit.follows(one, values) for one in others)
            if slip.name not in found or explained > found[slip.name][0]:
                found[slip.name] = (explained, self._found(slip, lines, scope))
        most = max((explained for explained, _ in found.values()), default=0)
        best = [slip for explained, slip in found.values() if explained == most]
        here = [slip for slip in best if slip.slip.kind == place.kind]
        # dA of the outputs is a detour, which a file that does not show it may not have gone.
        straight = [slip for slip in best if slip.place != Place("dA", self.fit.setup.layers)]
        return tuple(here or straight or best)

    def give_up(self) -> None:
        """Say that an array is wrong without a reason.

        Nothing is looked for any more in what a file does not show: what is made of the same
        unseen arrays is wrong with it.
        """
        self._is_puzzled = True

    def _once_more(self, place: Place) -> tuple[FoundSlip, ...]:
        """Return a slip of an earlier layer that gives this array, too: nothing else is tried."""
        for slip in self._found_before:
            if slip.kind == place.kind:
                lines = self._lines(slip, place, "here")
                if lines and self._makes(place, lines, slip.is_finite):
                    return (self._found(slip, lines, "here"),)
        return ()

    def _unseen(self, place: Place) -> list[Place]:
        """Return what this array is made of and the file does not show, the nearest first."""
        if self._is_puzzled:
            return []
        read = frozenset[Place]().union(*(read for _, read in expected(self.fit.values, place)))
        if Place("dZ", self.fit.setup.layers) in read | {place}:
            read |= {Place("dA", self.fit.setup.layers)}  # the course works dZ out by way of it
        places = reversed(self.fit.setup.places())
        return [one for one in places if one in read and one not in self.fit.given]

    def _lines(self, slip: Slip, at: Place, scope: Scope) -> dict[Place, Line]:
        """Return the lines of a slip at one place, or in all layers where it can be."""
        if scope != "here" and slip.kind in WITHOUT_LAYER:
            return {}
        count = self.fit.setup.layers
        layers: dict[Scope, Iterable[int]] = {
            "here": (at.layer,),
            "everywhere": range(1, count + 1),
            "hidden": range(1, count),
        }
        lines = {}
        for l in layers[scope]:
            try:
                if slip.where(self.fit.values, l):
                    lines[Place(slip.kind, l)] = slip.line
            except NO_RESULT:
                continue
        return lines if scope == "here" or len(lines) > 1 else {}

    def _makes(self, place: Place, lines: Mapping[Place, Line], is_finite: bool) -> bool:
        """Tell whether lines with a slip make the student's array."""
        values = self.fit.values.with_slips(lines)
        try:
            made, read = values.follow(place)
        except NO_RESULT:
            return False
        if place not in lines and not read & lines.keys():
            return False
        if is_finite and not np.isfinite(made).all():
            return False
        array = self.fit.given[place]
        if array.shape != made.shape and array.T.shape == made.shape:
            array = array.T
        return self.fit.is_close(place, made, array)

    def _found(self, slip: Slip, lines: Mapping[Place, Line], scope: Scope) -> FoundSlip:
        place = next(one for one in self.fit.setup.places() if one in lines)
        l = place.layer
        row = self.fit.setup.activations[l - 1] if 0 < l < self.fit.setup.layers else None
        fields: dict[str, object] = {
            "this": str(place),
            "l": l,
            "p": l - 1,
            "A_prev": f"A{l - 1}" if l > 1 else "X",
            "Z_prev": f"Z{l - 1}",
            "n": l + 1,
            "L": self.fit.setup.layers,
            "activation": row.label if row else self.fit.setup.loss.label,
            "output": output_name(self.fit.values) if self.fit.values.knows("Y") else "",
            "g": row.name if row else "",
            "slope": row.slope.plain if row else "",
            "dA_times_slope": _dA_times_slope(row, l) if row else "",
            **slip.values,
        }
        right = Message(slip.right, "", **fields)
        return FoundSlip(slip, place, scope, Message(slip.sentence, "", **fields), right)

    def _go_on_with(self, found: FoundSlip) -> None:
        """Let what comes after follow from a slip in arrays that the file does not show."""
        lines = self._lines(found.slip, found.place, found.scope)
        unseen = {place: line for place, line in lines.items() if place not in self.fit.given}
        if unseen:
            self.unseen |= unseen.keys()
            self.fit.values = self.fit.values.with_slips(unseen)


def _dA_times_slope(row: Activation, l: int) -> str:
    """Write dZ of a hidden layer in NumPy, with the names of the file's arrays."""
    names = {"dA": f"dA{l}", "a": f"A{l}", "z": f"Z{l}"}
    return row.slope.times("dA").with_letters("numpy", names, names.__getitem__)

"""What somebody writes of a run in their own words, for its report."""

from typing import Annotated

import msgspec

LINE, MOST = 500, 100_000
"""Characters of a line, and of a text."""


class OwnWords(msgspec.Struct, frozen=True, kw_only=True):
    """The title and the author of a report, and the author's own analysis; each may be empty."""

    title: Annotated[str, msgspec.Meta(max_length=LINE)] = ""
    author: Annotated[str, msgspec.Meta(max_length=LINE)] = ""
    analysis: Annotated[str, msgspec.Meta(max_length=MOST)] = ""


NO_WORDS = OwnWords()

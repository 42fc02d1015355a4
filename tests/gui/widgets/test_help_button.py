"""Where the box of help stands."""

import pytest

from gui.widgets.help_button import place_beside


@pytest.mark.parametrize(
    ("top", "height", "begin"),
    [(60, 200, 260), (300, 330, 100), (50, 700, 50)],
    ids=["below", "above", "over what fills the screen"],
)
def test_that_help_leaves_what_it_explains_in_sight(top: int, height: int, begin: int) -> None:
    assert place_beside(top, height, 200, 0, 768) == begin

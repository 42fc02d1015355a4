"""Facts about words without their marks."""

import pytest

from gui.widgets.plain_text import without_mnemonic


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("Scale of the &weights", "Scale of the weights"),
        ("权重缩放(&W)", "权重缩放"),
        ("打开文件夹(&O)...", "打开文件夹..."),
        ("Q && A", "Q & A"),
        ("f(x)", "f(x)"),
        ("100 &", "100 &"),
    ],
)
def test_that_a_mark_goes_and_the_words_stay(marked: str, plain: str) -> None:
    assert without_mnemonic(marked) == plain

"""Facts about words without their marks."""

import pytest
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QLabel

from gui.widgets.plain_text import PlainLabel, isolated, plain_label, without_mnemonic


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


@pytest.mark.parametrize("html", [False, True])
@pytest.mark.parametrize("letters", ["y" * 250, "Ж" * 250, "a_photo-of.a_cat" * 9])
def test_that_a_label_is_no_wider_for_a_long_word(qapp, letters: str, html: bool) -> None:
    label = PlainLabel(f"7 {letters}", html)
    label.setWordWrap(True)
    assert label.minimumSizeHint().width() < 20 * label.fontMetrics().maxWidth()
    assert label.heightForWidth(300) > label.heightForWidth(3000)
    assert label.text() == f"7 {letters}"


def test_that_marks_of_html_and_letters_of_several_characters_stay_whole(qapp) -> None:
    label = PlainLabel(f'<span style="color:#123456">●</span>{"👩‍👩‍👧" * 9}&amp;', html=True)
    assert QLabel.text(label) == label.text()


def test_that_ordinary_words_and_chinese_sentences_are_left_as_they_are(qapp) -> None:
    for text in (
        "Reparametrisation is a word.",
        "每个神经元使直线弯折一次：在“决策边界”中可看到八个神经元合成一条波形。",
    ):
        assert QLabel.text(plain_label(text)) == text


def test_that_names_from_right_to_left_leave_numbers_in_their_place(qapp) -> None:
    label = plain_label("Test: 9 قطة, 7 كلب كبير")
    assert QLabel.text(label) == "Test: 9 \u200e\u2068قطة\u2069, 7 \u200e\u2068كلب كبير\u2069"
    assert label.text() == "Test: 9 قطة, 7 كلب كبير"
    # Qt's own layout of the line is the oracle: places of the two numbers, from left to right.
    layout = QTextLayout(isolated(label.text()))
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    text = layout.text()
    first, name, second = (line.cursorToX(text.index(part)) for part in ("9", "قطة", "7"))
    # One from right to left begins at its right end.
    assert first < name < second

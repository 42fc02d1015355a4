"""Reports as DOCX: read back by the library that word processors' files are read with."""

import io
import sys
import zipfile
from datetime import datetime
from pathlib import Path

import docx
import numpy as np
import pytest
from PIL import Image, ImageFont
from PySide6.QtWidgets import QApplication

from core.data.load import load
from core.errors import OutputError
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.projects.own_words import OwnWords
from core.report.contents import Figure, Formulas, Heading, Paragraph, Report, Section, Table
from core.report.mathml import mathml
from core.report.report import report_of
from core.report.reported_run import reported_run
from core.training.run import run
from printing.docx_file import docx_bytes
from printing.omml import omml
from printing.writers import WRITERS, check_target

FLOWER = with_settings(preset("flower"), {"training.iterations": 60, "data.test_share": 0.2})
WORDS = OwnWords(
    # Longer than a property may be, and with what is no character of XML.
    title="Petals " * 40,
    author="Ada & Co",
    analysis="It bends.\nTwice <more>.\x0cEnd\x00\uffff",
)
MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"


@pytest.fixture(scope="module")
def report() -> Report:
    return report_of(reported_run(run(FLOWER, load(FLOWER.data)), words=WORDS))


@pytest.fixture(scope="module")
def content(report: Report, qapp: QApplication) -> bytes:
    return docx_bytes(report)


def parts_of(report: Report, kind: type) -> list:
    return [part for section in report.sections for part in section.parts if type(part) is kind]


def test_that_every_sentence_stands_in_it(report: Report, content: bytes) -> None:
    said = [paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs]
    assert said[0] == report.title
    for part in (*parts_of(report, Heading), *parts_of(report, Paragraph)):
        assert all(line in said for line in part.text.split("\n"))
    assert {"Ada & Co" in said[1], "Twice <more>." in said} == {True}


def test_that_every_table_is_one_with_the_same_cells(report: Report, content: bytes) -> None:
    found = [
        [tuple(cell.text for cell in row.cells) for row in table.rows]
        for table in docx.Document(io.BytesIO(content)).tables
    ]
    assert [[part.head, *part.rows] for part in parts_of(report, Table)] == found


def test_that_a_table_is_as_wide_by_its_columns_as_by_its_cells(content: bytes) -> None:
    for table in docx.Document(io.BytesIO(content)).tables:
        if not table.autofit:
            assert [column.width for column in table.columns] == [
                cell.width for cell in table.rows[0].cells
            ]


def test_that_formulas_can_be_gone_on_with(report: Report, content: bytes) -> None:
    document = docx.Document(io.BytesIO(content))
    formulas = document.element.body.findall(f".//{MATH}oMath")
    assert len(formulas) == sum(len(part.latex) for part in parts_of(report, Formulas))
    texts = ["".join(formula.itertext()).replace("\u2009", "") for formula in formulas]
    assert "Z[1](4,320)=W[1](4,2)X(2,320)+b[1](4,1)" in texts


def test_that_drawings_are_vectors_with_pixels_in_their_place(
    report: Report, content: bytes
) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        drawings = [archive.read(name) for name in names if name.endswith(".svg")]
        pixels = [archive.read(name) for name in names if name.endswith(".png")]
    assert len(drawings) == len(pixels) == len(parts_of(report, Figure))
    assert all(b"<polyline" in drawing for drawing in drawings)
    for png in pixels:
        assert np.asarray(Image.open(io.BytesIO(png))).std() > 5


def test_that_it_is_said_what_to_install_where_the_library_is_missing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(OutputError, match="pip install python-docx"):
        check_target(tmp_path / "report.docx")
    assert not WRITERS[".docx"].can_write
    assert WRITERS[".html"].can_write


def test_that_what_has_an_exponent_stands_with_its_brackets() -> None:
    formula = omml(mathml(r"\frac{{(a - y)}^2}{2}"))
    base = formula.find(f".//{MATH}sSup/{MATH}e")
    assert "".join(base.itertext()) == "(a−y)"


def test_that_a_column_has_room_for_letters_of_chinese(qapp) -> None:
    table = Table("T", ("实验结果", "abcdefgh"), (("样本", "x"),))
    content = docx_bytes(Report("T", "", datetime.now().astimezone(), (Section("S", (table,)),)))
    chinese, latin = docx.Document(io.BytesIO(content)).tables[0].columns
    assert chinese.width == latin.width


def test_that_words_of_a_narrow_column_stay_whole_beside_long_texts(qapp) -> None:
    head = ("Run", "Initialisation", "Iterations", "Accuracy", "Differences", "Notes")
    row = ("1", "he", "2 500", "98.6 %", "what was changed " * 5, "what was seen of it " * 5)
    table = Table("T", head, (row,))
    content = docx_bytes(Report("T", "", datetime.now().astimezone(), (Section("S", (table,)),)))
    columns = docx.Document(io.BytesIO(content)).tables[0].columns
    large = ImageFont.load_default(90)
    for word, column in zip(head, columns, strict=True):
        # At 9 points; bold letters are a tenth wider, and a cell keeps 11 points free.
        assert column.width.pt - 10.9 >= 1.1 * large.getlength(word) / 10
    assert sum(column.width.mm for column in columns) <= 170.1

"""Reports as PDFs: read back by another library, page by page."""

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from core.data.load import load
from core.errors import OutputError
from core.experiment.presets import preset
from core.experiment.toml import with_settings
from core.projects.own_words import OwnWords
from core.report.contents import Figure, Formulas, Heading, Paragraph, Report, Section, Table
from core.report.report import report_of
from core.report.reported_run import ReportedRun, reported_run
from core.training.run import run
from printing.pdf import pdf
from printing.tables import fitted
from printing.writers import check_target

FLOWER = with_settings(preset("flower"), {"training.iterations": 60, "data.test_share": 0.2})
MADE = datetime(2026, 3, 1, 12, 30, tzinfo=UTC)
WORDS = OwnWords(author="Ada", analysis="It bends " * 700)


@pytest.fixture(scope="module")
def reported() -> ReportedRun:
    return reported_run(run(FLOWER, load(FLOWER.data)), words=WORDS)


@pytest.fixture(scope="module")
def report(reported: ReportedRun) -> Report:
    return report_of(reported, MADE)


@pytest.fixture(scope="module")
def content(report: Report, qapp) -> bytes:
    return pdf(report)


@pytest.fixture(scope="module")
def pages(content: bytes) -> list[str]:
    return read(content)


@pytest.fixture(scope="module", autouse=True)
def _program(qapp) -> None:
    """Fonts are there once Qt's program is."""


def read(content: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(content)).pages]


def squeezed(text: str) -> str:
    """A text without spaces, line ends and what fonts make one sign of."""
    return re.sub(r"\s", "", text.replace("ﬁ", "fi").replace("ﬂ", "fl").replace("ﬀ", "ff"))


def test_that_every_sentence_and_every_cell_stands_in_it(report: Report, pages: list[str]) -> None:
    text = "".join(without_foot(page, report.title) for page in pages)
    missing = [
        part
        for section in report.sections
        for piece in section.parts
        for part in texts_of(piece)
        if squeezed(part) not in text
    ]
    assert missing == []


def without_foot(page: str, title: str) -> str:
    return re.sub(rf"Page\d+of\d+{re.escape(squeezed(title))}$", "", squeezed(page))


def texts_of(part: object) -> list[str]:
    """What can be read of a part."""
    match part:
        case Heading(text):
            return [text]
        case Paragraph(text):
            return text.split("\n")
        case Table(title, head, rows):
            return [title, *head, *(cell for row in rows for cell in row)]
        case Formulas(title) | Figure(title):
            return [title]
    return []


def test_that_every_page_has_its_number(report: Report, pages: list[str]) -> None:
    assert len(pages) > 4
    for number, page in enumerate(pages, 1):
        assert f"Page{number}of{len(pages)}" in squeezed(page)


def test_that_no_page_ends_with_a_heading(report: Report, pages: list[str]) -> None:
    titles = {section.title for section in report.sections}
    titles |= {part.text for s in report.sections for part in s.parts if isinstance(part, Heading)}
    ends = [page.splitlines()[-3].strip() for page in pages if len(page.splitlines()) > 3]
    assert not titles & set(ends)


def test_that_long_words_of_ones_own_go_over_pages(report: Report, pages: list[str]) -> None:
    text = "".join(without_foot(page, report.title) for page in pages)
    assert text.count("Itbends") == 700


def test_that_title_and_program_are_in_its_description(report: Report, content: bytes) -> None:
    about = PdfReader(BytesIO(content)).metadata
    assert about.title == report.title
    assert about.creator.startswith("Layerbench")


def test_that_it_is_small_and_its_curves_are_no_pictures(content: bytes) -> None:
    assert len(content) < 1_000_000
    images = [image for page in PdfReader(BytesIO(content)).pages for image in page.images]
    assert len(images) == 1  # the plane below the boundary


def test_that_a_table_of_very_long_words_and_many_rows_stays_on_its_pages() -> None:
    rows = tuple((f"{number}", "x" * 400, "two words") for number in range(30))
    section = Section("Wide", (Table("T", ("a", "b", "c"), rows),))
    pages = read(pdf(Report("Title", "", MADE, (section,))))
    text = squeezed("".join(pages))
    assert text.count("x") == 30 * 400
    assert all(squeezed("a b c") in squeezed(page) for page in pages)


def test_that_a_formula_wider_than_the_page_is_written_smaller() -> None:
    long = " + ".join(rf"\underset{{(100, 100)}}{{W^{{[{l}]}}}}" for l in range(60))
    section = Section("S", (Formulas("F", (long,)),))
    (page,) = PdfReader(BytesIO(pdf(Report("T", "", MADE, (section,))))).pages
    assert squeezed(page.extract_text()).count("(100,100)") == 60


def test_that_what_cannot_be_written_leaves_the_file_that_was_there(
    report: Report, tmp_path: Path
) -> None:
    target = tmp_path / "report.pdf"
    target.mkdir()
    with pytest.raises(OutputError, match="folder"):
        check_target(target)
    assert [*tmp_path.iterdir()] == [target]


@pytest.mark.parametrize("widths", [[5.0, 3.0], [30.0, 2.0, 30.0], [90.0, 1.0, 1.0, 12.0]])
def test_that_columns_that_do_not_fit_cost_the_widest_alone(widths: list[float]) -> None:
    found = fitted(widths, 20.0)
    assert sum(found) == pytest.approx(min(20.0, sum(widths)))
    assert all(one == other for one, other in zip(found, widths, strict=True) if other < max(found))

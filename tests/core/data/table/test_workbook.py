"""Facts about workbooks: the first sheet is a table, or a sentence says what to do instead."""

import sys
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

from core.data.load import load
from core.errors import DataError
from core.experiment.settings import DataSettings

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ROWS: list[list[object]] = [["size", "kind", "ok"]]
ROWS += [[i * 1.5, "ab"[i % 2], i % 2 == 0] for i in range(12)]


def _cell(place: str, value: object) -> str:
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, str):
        return f'<c r="{place}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{place}"><v>{value}</v></c>'


def _write(file: Path, rows: list[list[object]], far_off: str = "") -> None:
    """Write a workbook of one sheet as small as the format allows."""
    lines = [
        f'<row r="{r}">{"".join(_cell(f"{chr(65 + c)}{r}", v) for c, v in enumerate(row))}</row>'
        for r, row in enumerate(rows, 1)
    ]
    lines += [f'<row r="{far_off.lstrip("XFD")}">{_cell(far_off, 1)}</row>'] if far_off else []
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
        '<sheet name="one" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="r1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(lines)}'
        "</sheetData></worksheet>",
    }
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{text}')


@pytest.fixture(params=["table.xlsx", "table.csv"])
def workbook(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A workbook under its own name, and under that of a table of text."""
    _write(tmp_path / request.param, ROWS)
    return tmp_path / request.param


def _settings(file: Path) -> DataSettings:
    return DataSettings(kind="table", folder=str(file))


def test_that_a_workbook_is_read_whatever_its_name(workbook: Path) -> None:
    pytest.importorskip("python_calamine", reason="python-calamine, which is optional, is missing")
    dataset = load(_settings(workbook))
    assert dataset.classes == ("false", "true")
    assert dataset.inputs.names == ("size", "kind = a", "kind = b", "kind = other")
    assert dataset.train.X[0].tolist() == [i * 1.5 for i in range(12)]
    assert dataset.train.labels.tolist() == [int(i % 2 == 0) for i in range(12)]


def test_that_without_a_reader_a_sentence_says_what_to_do(
    workbook: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(DataError, match="pip install python-calamine") as refused:
        load(_settings(workbook))
    assert "save its sheet as CSV" in str(refused.value)


def test_that_a_cell_far_off_costs_no_memory(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine", reason="python-calamine, which is optional, is missing")
    _write(tmp_path / "far.xlsx", ROWS, far_off="XFD1048576")
    with pytest.raises(DataError, match=r"row 1,048,576 and column 16,384"):
        load(_settings(tmp_path / "far.xlsx"))


def test_that_a_damaged_workbook_is_called_so(tmp_path: Path) -> None:
    pytest.importorskip("python_calamine", reason="python-calamine, which is optional, is missing")
    _write(tmp_path / "table.xlsx", ROWS)
    whole = (tmp_path / "table.xlsx").read_bytes()
    (tmp_path / "table.xlsx").write_bytes(whole.replace(b"xl/worksheets", b"xl/worksheetz"))
    with pytest.raises(DataError, match="damaged or has a password"):
        load(_settings(tmp_path / "table.xlsx"))

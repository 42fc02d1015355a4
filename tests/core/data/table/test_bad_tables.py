"""Facts about tables that are not as they should be: each loads rightly, or is told of."""

from pathlib import Path

import numpy as np
import pytest

from core.data.dataset import Dataset
from core.data.load import load
from core.errors import DataError
from core.experiment.settings import DataSettings

HEADER = "size,kind,n,bought\n"
ROWS = "".join(f"{i * 1.5},{'ab'[i % 2]},{i % 3},{'yes' if i % 4 else 'no'}\n" for i in range(40))
GOOD = HEADER + ROWS
NAMES = ("size", "kind = a", "kind = b", "kind = other", "n")


def _load(folder: Path, content: bytes, **more: object) -> Dataset:
    file = folder / "table.csv"
    file.write_bytes(content)
    return load(DataSettings(kind="table", folder=str(file), **more))


def _keys(dataset: Dataset) -> list[str]:
    return [remark.key for remark in dataset.remarks]


@pytest.mark.parametrize(
    "content",
    [
        GOOD.encode(),
        GOOD.encode("utf-8-sig"),
        GOOD.encode("utf-16"),
        b"\xfe\xff" + GOOD.encode("utf-16-be"),
        GOOD.replace(",", "\t").encode(),
        GOOD.replace(",", "|").encode(),
        GOOD.replace(",", ";").encode(),
        GOOD.replace(",", ";").replace(".", ",").encode(),
        ("sep=;\r\n" + GOOD.replace(",", ";").replace("\n", "\r\n")).encode(),
        GOOD.replace("\n", "\r").encode(),
        GOOD.rstrip("\n").encode(),
        GOOD.replace("\n", "\n\n").encode(),
        ("All that was sold\n\n" + GOOD).encode(),
        GOOD.replace(",a,", ',"a",').encode(),
        GOOD.replace(",", " , ").encode(),
    ],
    ids=[
        "plain",
        "BOM",
        "UTF-16",
        "UTF-16 of the other order",
        "tabs",
        "bars",
        "semicolons",
        "decimal commas",
        "told to a spreadsheet",
        "old Mac",
        "no last line end",
        "blank lines",
        "title",
        "quoted",
        "blanks around cells",
    ],
)
def test_that_the_same_table_is_read_however_it_is_written(tmp_path: Path, content: bytes) -> None:
    dataset = _load(tmp_path, content)
    assert dataset.inputs.names == NAMES
    assert dataset.classes == ("no", "yes")
    rows = [line.split(",") for line in ROWS.splitlines()]
    expected = [[float(size), kind == "a", kind == "b", 0, float(n)] for size, kind, n, _ in rows]
    np.testing.assert_array_equal(dataset.train.X, np.array(expected).T)
    np.testing.assert_array_equal(dataset.train.labels, [row[3] == "yes" for row in rows])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "table.csv: empty file."),
        (b"\n \n", "nothing in it but blanks"),
        (HEADER.encode(), "0 rows of data cannot be learned from"),
        ((HEADER + "1,a,2,yes\n").encode(), "1 row of data cannot be learned from"),
        (b"a\n1\n2\n", "only one column was found: put commas"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "this is PNG, not a table"),
        (b"PK\x03\x04" + bytes(50), "this is a ZIP file, not a table"),
        (b"<!doctype html><html>", "this is a web page, not a table"),
        (b"%PDF-1.7\n", "this is a PDF document, not a table"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "not a table of text: save the table as"),
        (GOOD.encode() + b"1,\0,2,yes\n", "line 42: there is a byte 0"),
        (GOOD.encode("utf-16-le"), "UTF-16 without its mark"),
        (b"\xef\xbb\xbf" + GOOD.encode() + b"1,\xfc,2,yes\n", "goes on with other bytes"),
        ((GOOD + "1,2\n" * 30).encode(), "csv:42: 2 cells in place of 4, as have 30 rows in all"),
        ((GOOD + '1,"a,2,yes\n1,b,2,no\n').encode(), "line 42: a quotation mark is not closed"),
        ((GOOD + f'1,"{"a" * 200_000}",2,no\n').encode(), "line 42: a cell has more than 131,072"),
        (b"id,name\n" + b"".join(b"%d,n%d\n" % (i, i) for i in range(30)), "name one with data.t"),
        (
            GOOD.replace("\n", "," * 6000 + "\n").encode(),
            "has 6,004 columns, and 5,000 is the most",
        ),
    ],
)
def test_that_what_is_no_table_is_told_with_its_place_and_a_way_out(
    tmp_path: Path, content: bytes, told: str
) -> None:
    with pytest.raises(DataError) as refused:
        _load(tmp_path, content)
    assert told in str(refused.value)
    assert "table.csv" in str(refused.value)


def test_that_two_rows_can_be_learned_but_not_shared(tmp_path: Path) -> None:
    content = (HEADER + "1,a,2,yes\n2,b,3,no\n").encode()
    assert _load(tmp_path, content).train.m == 2
    with pytest.raises(DataError, match="each class needs 2 or more"):
        _load(tmp_path, content, test_share=0.2)


def test_that_a_target_of_one_value_is_refused(tmp_path: Path) -> None:
    content = GOOD.replace("no\n", "yes\n").encode()
    with pytest.raises(DataError, match="bought is yes in every row"):
        _load(tmp_path, content, target="bought")


def test_that_rows_of_other_lengths_are_left_out_by_their_line(tmp_path: Path) -> None:
    dataset = _load(tmp_path, (GOOD + '"1\n2",2\n1,a,2,yes,,\n1,a,2,yes,8\n').encode())
    assert dataset.train.m == 41
    assert [(row.file, row.reason) for row in dataset.skipped] == [
        ("table.csv:43", "2 cells in place of 4"),
        ("table.csv:45", "5 cells in place of 4"),
    ]


def test_that_a_table_without_a_header_is_read_from_its_first_row(tmp_path: Path) -> None:
    dataset = _load(tmp_path, ROWS.encode())
    assert dataset.train.m == 40
    assert dataset.inputs.names[0] == "x1"
    assert "no_header" in _keys(dataset)


def test_that_names_that_are_there_twice_or_not_at_all_are_told_apart(tmp_path: Path) -> None:
    dataset = _load(tmp_path, ("size,,size,bought\n" + ROWS).encode())
    assert dataset.inputs.names == ("size", "x2 = a", "x2 = b", "x2 = other", "size (2)")
    assert "renamed" in _keys(dataset)


@pytest.mark.parametrize(("encoding", "city"), [("cp1252", "Zürich"), ("gb18030", "北京市")])
def test_that_text_of_before_utf_8_is_read_and_told_of(
    tmp_path: Path, encoding: str, city: str
) -> None:
    text = "city,size,ok\n" + "".join(f"{city},{i}.5,{i % 2}\nBern,{i},1\n" for i in range(9))
    dataset = _load(tmp_path, text.encode(encoding))
    assert f"city = {city}" in dataset.inputs.names
    assert "encoding" in _keys(dataset)


@pytest.mark.parametrize("cell", ["inf", "1e999", "many", "12,5,3"])
def test_that_a_cell_that_is_no_finite_number_counts_as_missing_and_its_line_is_told(
    tmp_path: Path, cell: str
) -> None:
    dataset = _load(tmp_path, (GOOD + f'"{cell}",a,1,yes\n').encode())
    assert np.isfinite(dataset.train.X).all()
    told = [str(remark) for remark in dataset.remarks if remark.key == "no_number"]
    assert told == [
        "table.csv, line 42: size is no finite number and counts as missing, as 1 of its cells "
        "does."
    ]


def test_that_dates_row_numbers_and_free_text_are_left_out_and_told(tmp_path: Path) -> None:
    lines = [f"{i},2024-01-{i % 28 + 1:02},person {i},{i * 0.5},{i % 2}\n" for i in range(60)]
    dataset = _load(tmp_path, ("id,when,name,size,ok\n" + "".join(lines)).encode())
    assert dataset.inputs.names == ("size",)
    assert {"row_numbers", "dates", "free_text"} <= {*_keys(dataset)}


def test_that_of_10_000_categories_the_most_frequent_have_a_feature(tmp_path: Path) -> None:
    lines = [f"c{max(0, i - 10_000)},{i % 7},{i % 2}\n" for i in range(20_000)]
    content = ("city,size,ok\n" + "".join(lines)).encode()
    dataset = _load(tmp_path, content, columns={"city": "category"})
    assert dataset.inputs.count == 102
    assert "city = c0" in dataset.inputs.names
    assert "rare" in _keys(dataset)


def test_that_more_than_10_000_categories_are_refused_with_a_way_out(tmp_path: Path) -> None:
    content = (
        "city,size,ok\n" + "".join(f"c{i},{i % 7},{i % 2}\n" for i in range(12_000))
    ).encode()
    with pytest.raises(DataError, match=r'"leave_out" in data\.columns'):
        _load(tmp_path, content, columns={"city": "category"})


def test_that_money_and_percent_are_numbers_and_dots_are_thousands_where_commas_are_decimal(
    tmp_path: Path,
) -> None:
    money = [f"€ 1.{200 + n},5" if n % 2 else f"1.{200 + n},5 €" for n in range(1, 31)]
    rows = [f"{n}.50{n % 10};{n} %;{money[n - 1]}" for n in range(1, 31)]
    lines = "\n".join(["visitors;discount;turnover", *rows])
    dataset = _load(tmp_path, lines.encode(), target="turnover")
    assert dataset.inputs.names == ("visitors", "discount")
    visitors, discount = dataset.train.X
    np.testing.assert_array_equal(visitors, [1000 * n + 500 + n % 10 for n in range(1, 31)])
    np.testing.assert_array_equal(discount, range(1, 31))
    turnover = dataset.in_own_unit(dataset.train.Y)[0]
    np.testing.assert_allclose(turnover, [1200.5 + n for n in range(1, 31)])


def test_that_dots_beside_numbers_below_1000_are_those_of_thousands(tmp_path: Path) -> None:
    visitors = [f"{n}" if n < 1000 else f"{n // 1000}.{n % 1000:03}" for n in range(400, 2400, 50)]
    for values, expected in (
        (visitors, range(400, 2400, 50)),
        # Measured to a thousandth, with and without zeros at the end.
        ([f"{n / 1000:.3f}" for n in range(1400, 3400, 50)], np.arange(1400, 3400, 50) / 1000),
        ([f"{n / 1000:g}" for n in range(1400, 3400, 50)], np.arange(1400, 3400, 50) / 1000),
    ):
        rows = [f"{value};{'ab'[n % 2]}" for n, value in enumerate(values)]
        dataset = _load(tmp_path, "\n".join(["visitors;kind", *rows]).encode(), target="kind")
        np.testing.assert_allclose(dataset.train.X[0], expected, rtol=1e-12)


def test_that_a_first_column_that_counts_from_elsewhere_than_0_or_1_is_learned_from(
    tmp_path: Path,
) -> None:
    for start, names in ((1990, ("year", "a")), (1, ("a",))):
        rows = "".join(f"{start + n},{n * 7 % 5},{n % 2}\n" for n in range(30))
        dataset = _load(tmp_path, f"year,a,sold\n{rows}".encode())
        assert dataset.inputs.names == names


def test_that_it_is_offered_to_go_on_with_the_columns_that_there_are(tmp_path: Path) -> None:
    given = {"columns": {"zip": "category", "n": "category"}, "target": "cost"}
    with pytest.raises(DataError) as refused:
        _load(tmp_path, GOOD.encode(), **given)
    changes = refused.value.suggested_changes
    assert changes == {"data.columns": {"n": "category"}, "data.target": ""}
    settings = {key.removeprefix("data."): value for key, value in changes.items()}
    assert "n = 1" in _load(tmp_path, GOOD.encode(), **settings).inputs.names


def test_that_names_between_commas_are_offered_as_several_targets(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no column size,N") as refused:
        _load(tmp_path, GOOD.encode(), target="size,N")
    several, others = refused.value.fixes
    assert (several.label(), several.changes) == ("Learn size, N", {"data.target": ("size", "N")})
    assert others.changes == {"data.target": ""}
    learned = _load(tmp_path, GOOD.encode(), target=several.changes["data.target"])
    assert len(learned.train.Y) == 2


def test_that_a_setting_of_no_column_names_those_that_there_are(tmp_path: Path) -> None:
    for more in ({"target": "price"}, {"columns": {"price": "number"}}):
        with pytest.raises(DataError, match="no column price: it has size, kind, n, bought"):
            _load(tmp_path, GOOD.encode(), **more)


def test_that_words_cannot_be_numbers(tmp_path: Path) -> None:
    with pytest.raises(DataError, match='kind holds no numbers, such as a: give it the role "cat'):
        _load(tmp_path, GOOD.encode(), columns={"kind": "number"})


def test_that_a_table_with_nothing_to_learn_from_says_so(tmp_path: Path) -> None:
    left_out = dict.fromkeys(("size", "kind", "n"), "leave_out")
    with pytest.raises(DataError, match="no column is left to learn from"):
        _load(tmp_path, GOOD.encode(), columns=left_out)


@pytest.mark.parametrize("number", ["1e160", "-1e308", "2.5e+151"])
def test_that_a_number_without_a_square_is_refused_by_its_line_and_column(
    tmp_path: Path, number: str
) -> None:
    lines = GOOD.splitlines()
    lines[3] = f"{number},a,2,no"
    content = "\n".join(lines).encode()
    with pytest.raises(DataError, match=r"table\.csv, line 4: size is .* the largest") as refused:
        _load(tmp_path, content)
    assert refused.value.fixes[0].changes == {"data.columns": {"size": "leave_out"}}
    assert "size" not in _load(tmp_path, content, columns={"size": "leave_out"}).inputs.names
    with pytest.raises(DataError, match="line 4: size is"):
        _load(tmp_path, content, target="size")
    (tmp_path / "test.csv").write_bytes(content)
    with pytest.raises(DataError, match=r"test\.csv, line 4: size is"):
        _load(tmp_path, GOOD.encode(), test_folder=str(tmp_path / "test.csv"))

"""Facts about reading beside training; every race is made by a gate."""

import threading
from collections.abc import Callable

from core.background import BackgroundJob, JobUpdate
from core.data.audit.audit import audit
from core.errors import Cancelled, DataError

PATIENCE = 20


def _end(reader: BackgroundJob, asked: threading.Event | None = None) -> JobUpdate:
    """Wait for the end of an order."""
    pause = threading.Event()
    for _ in range(PATIENCE * 100):
        for news in reader.take():
            if news.result is not None or news.problem or news.trace:
                return news
        pause.wait(0.01)
    raise AssertionError("no end")


class Gate:
    """Work that stands still after its first report until it is let through."""

    def __init__(self) -> None:
        self.there, self.open = threading.Event(), threading.Event()

    def __call__(self, order: str, report: Callable[[int, int], None]) -> str:
        report(1, 3)
        self.there.set()
        assert self.open.wait(PATIENCE)
        report(2, 3)
        return order.upper()


def test_that_an_order_is_answered_with_its_result() -> None:
    reader: BackgroundJob[str, str] = BackgroundJob("test", lambda order, report: order.upper())
    reader.ask("word")
    assert _end(reader) == JobUpdate("word", result="WORD")
    assert reader.close()


def test_that_the_way_is_reported_and_the_end_makes_it_needless() -> None:
    gate = Gate()
    reader: BackgroundJob[str, str] = BackgroundJob("test", gate)
    reader.ask("word")
    assert gate.there.wait(PATIENCE)
    assert reader.take() == [JobUpdate("word", 1, 3)]
    gate.open.set()
    assert _end(reader).result == "WORD"
    assert reader.take() == []
    assert reader.close()


def test_that_a_newer_order_takes_the_place_of_what_is_going_on() -> None:
    gate = Gate()
    reader: BackgroundJob[str, str] = BackgroundJob("test", gate)
    reader.ask("old")
    assert gate.there.wait(PATIENCE)
    reader.ask("waiting")
    reader.ask("new")
    gate.open.set()
    ends = [_end(reader)]
    while ends[-1].order != "new":
        ends.append(_end(reader))
    assert ends[-1].result == "NEW"
    assert all(isinstance(news.problem, Cancelled) for news in ends[:-1])
    assert reader.close()


def test_that_a_cancelled_order_says_so_and_the_next_is_done() -> None:
    gate = Gate()
    reader: BackgroundJob[str, str] = BackgroundJob("test", gate)
    reader.ask("old")
    assert gate.there.wait(PATIENCE)
    reader.cancel()
    gate.open.set()
    assert isinstance(_end(reader).problem, Cancelled)
    reader.ask("new")
    assert _end(reader).result == "NEW"
    assert reader.close()


def test_that_a_mistake_and_a_bug_are_told_apart_and_survived() -> None:
    def work(order: str, report: Callable[[int, int], None]) -> str:
        if order == "mistake":
            raise DataError("wrong folder")
        return {"right": "fine"}[order]

    reader: BackgroundJob[str, str] = BackgroundJob("test", work)
    reader.ask("mistake")
    assert str(_end(reader).problem) == "wrong folder"
    reader.ask("bug")
    assert "KeyError: 'bug'" in _end(reader).trace
    reader.ask("right")
    assert _end(reader).result == "fine"
    assert reader.close()


def test_that_closing_stops_an_audit(tmp_path) -> None:
    for number in range(400):
        (tmp_path / "ab"[number % 2]).mkdir(exist_ok=True)
        (tmp_path / "ab"[number % 2] / f"{number}.jpg").write_bytes(b"no picture")
    reader = BackgroundJob("test", lambda folder, report: audit(folder, "", report))
    reader.ask(str(tmp_path))
    assert reader.close()
    reader.ask(str(tmp_path))
    assert not [one for one in threading.enumerate() if one.name == "test"]

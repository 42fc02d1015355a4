"""Views that are made when somebody first sees them."""

import pytest
from pytestqt.qtbot import QtBot

from core.training.snapshots.snapshot import Snapshot
from gui.views.lazy_view import LazyView
from gui.views.view import SnapshotView


class Seen(SnapshotView):
    """A view that remembers what it has drawn."""

    def __init__(self) -> None:
        super().__init__("seen", "Seen")
        self.drawn: list[int] = []
        self.told: list[str] = []
        self.known = 0

    def memory(self) -> int:
        return self.known

    def remember(self, memory: int) -> None:
        self.known = memory

    def draw(self, snapshot: Snapshot) -> None:
        self.drawn.append(snapshot.iteration)


@pytest.fixture
def place(qtbot: QtBot) -> LazyView[Seen]:
    made = LazyView(Seen, "seen", "Seen")
    made.resize(200, 100)
    qtbot.addWidget(made)
    return made


def test_that_an_empty_place_says_that_it_was_seen_and_a_full_one_does_not(place, qtbot) -> None:
    with qtbot.waitSignal(place.seen):
        place.show()
    assert place.view is place.view
    with qtbot.assertNotEmitted(place.seen):
        place.grab()


def test_that_the_first_showing_brings_the_newest_snapshot_alone(place, make) -> None:
    for run, iteration in ((1, 5), (2, 1), (1, 9), (2, 7)):
        place.show_snapshot(make(run=run, iteration=iteration))
    place.view.show()
    place.show()
    assert place.view.drawn == [7]
    place.show_snapshot(make(run=2, iteration=8))
    assert place.view.drawn == [7, 8]


def test_that_who_waits_for_the_view_gets_it_once(place) -> None:
    got: list[Seen] = []
    place.when_made(got.append)
    assert got == []
    view = place.view
    assert got == [view]
    place.when_made(got.append)
    assert got == [view, view]


def test_that_of_calls_about_the_same_only_the_last_is_made(place) -> None:
    got: list[str] = []
    place.when_made(lambda _: got.append("old data"), "data")
    place.when_made(lambda _: got.append("settings"), "settings")
    place.when_made(lambda _: got.append("data"), "data")
    place.view.show()
    assert got == ["settings", "data"]


def test_that_the_name_goes_over_from_the_place_to_the_view(place) -> None:
    assert place.objectName() == "seen"
    assert place.view.objectName() == "seen"
    assert place.objectName() == ""


def test_that_the_next_place_goes_on_from_what_was_told_and_what_the_view_knew(
    place, make, qtbot: QtBot
) -> None:
    def next_place() -> LazyView[Seen]:
        made = LazyView(Seen, "seen", "Seen")
        qtbot.addWidget(made)
        return made

    def tell(what: str) -> None:
        place.when_made(lambda view: view.told.append(what), "data")

    place.when_made(lambda view: view.told.append("connected"))
    tell("old data")
    place.view.known = 7
    tell("data")
    unseen, seen = next_place(), next_place()
    unseen.go_on(place.left, place.told)
    seen.go_on(unseen.left, unseen.told)
    assert (seen.view.known, seen.view.told) == (7, ["data"])
    assert next_place().left is None


def test_that_who_answers_a_view_is_connected_before_it_is_told_what_it_asks_about(
    place, qtbot
) -> None:
    asked: list[object] = []
    place.when_made(lambda view: view.changes.emit({"asked": True}), "data")
    after = LazyView(Seen, "seen", "Seen")
    qtbot.addWidget(after)
    after.go_on(place.left, place.told)
    after.when_made(lambda view: view.changes.connect(asked.append))
    assert after.view
    assert asked == [{"asked": True}]

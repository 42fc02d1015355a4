"""The window's sentences: an extractor finds every text that is translated in it."""

import re

from gui.views.lazy_view import LazyView
from tests.test_sentences import extracted_from_all, heard


def test_that_an_extractor_finds_every_text_that_the_window_translates(open_bench) -> None:
    texts: set[str] = set()
    with heard(texts):
        bench = open_bench("moons-adam")
        tabs = bench.window.inside
        for number in range(tabs.count()):
            tabs.setCurrentIndex(number)
            place = tabs.widget(number)
            assert isinstance(place, LazyView)
            assert place.view is not None
    assert len(texts) > 100
    words = {text for text in texts if re.search(r"[a-z]{2}", text)}  # "10 %" has none
    assert words - extracted_from_all() == set()

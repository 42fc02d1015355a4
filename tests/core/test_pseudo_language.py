"""Facts about the language for tests: longer, accented, and filled like every other."""

from collections.abc import Iterator

import pytest

from core.languages import OURS, language_of_terminal, languages, use_language
from core.messages import fill, set_translator, tr
from core.pseudo_language import PSEUDO, pseudo


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    yield
    set_translator(str)


def test_that_fields_tags_keys_and_ends_stay_among_longer_accented_words() -> None:
    assert pseudo("  &Open {count:file|files} <b>of</b>...") == (
        "  [&Opéñp {count:file|files} <b>øfø</b>]..."
    )
    assert len(pseudo("Activations")) >= 1.4 * len("Activations")


def test_that_formulas_stay() -> None:
    assert [pseudo(text) for text in ("", "Z = W A + b", "{setting}: {value}")] == [
        "",
        "Z = W A + b",
        "{setting}: {value}",
    ]


def test_that_only_the_environment_asks_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert PSEUDO not in languages()
    monkeypatch.setenv(OURS, PSEUDO)
    use_language(language_of_terminal())
    assert fill(tr("{count} {count:file|files}"), count=2) == "2 files"
    assert tr("Train") == "[ŢŕåïñŢŕ]"

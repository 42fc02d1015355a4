"""The catalogues of every language: complete, with the same {fields}, compiled as they stand."""

import gettext
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from catalogues import LANGUAGES, catalogues, differences, faults, fields, read, sentences, update
from core.languages import (
    ENGLISH,
    OWN_NAME,
    VARIABLES,
    closest_language,
    language_of_terminal,
    languages,
    use_language,
)
from core.messages import Message, fill, form_of, set_translator, tr


@pytest.mark.parametrize("file", catalogues(), ids=lambda file: file.stem)
def test_that_every_sentence_is_translated_with_its_fields_and_none_is_left_over(
    file: Path,
) -> None:
    assert faults(read(file), set(sentences())) == []


@pytest.mark.parametrize("file", catalogues(), ids=lambda file: file.stem)
def test_that_the_program_reads_what_the_translators_wrote(file: Path) -> None:
    with file.with_suffix(".mo").open("rb") as opened:
        compiled = gettext.GNUTranslations(opened)
    written = {message.id: message.string for message in read(file) if message.id}
    assert {text: compiled.gettext(text) for text in written} == written


def test_that_a_language_is_one_file_more() -> None:
    codes = {file.stem for file in LANGUAGES.glob("*.po")}
    assert set(languages()) == {ENGLISH} | codes
    assert languages()[ENGLISH] == "English"
    assert all(name != OWN_NAME for code, name in languages().items() if code != ENGLISH)


def test_that_a_sentence_left_untranslated_or_with_other_fields_is_a_fault() -> None:
    catalogue = Catalog("fr")
    catalogue.add("{count:,} files", "fichiers")
    catalogue.add("Stop")
    catalogue.add("Start", "Commencer", flags=["fuzzy"])
    catalogue.add("gone", "parti")
    catalogue.add("{count:a|b}", "{count:a|b|c|d}")
    wanted = {"{count:,} files", "Stop", "Start", "new", "{count:a|b}"}
    assert faults(catalogue, wanted) == [
        "fuzzy: Start",
        "more forms than its language has: {count:a|b}",
        "no longer used: gone",
        "not in the catalogue: new",
        "not translated: Stop",
        "other {fields}: {count:,} files",
    ]


@pytest.mark.parametrize(
    ("text", "translation", "found"),
    [
        ("&Open...", "打开(&O)...", []),
        ("&Open...", "打开...", ["no letter for the keyboard"]),
        ("Cut && paste", "剪切并粘贴", []),
        ("one\ntwo", "一二", ["other lines"]),
        ("Open...", "打开", ["no dots of a question"]),
        (" left", "剩余", ["spaces at its ends"]),
        ("{a} of {b:,}", "{b}中的{a}", []),
        ("{a} of {b:,}", "{a}", ["other {fields}"]),
        ("{names}: the {count:file|files}", "文件：{names}", []),
        ("{count:one|{all} of them}", "全部 {all} 个", []),
        ("{count:one|{all} of them}", "全部 {some} 个", ["other {fields}"]),
    ],
)
def test_that_a_translation_keeps_what_the_program_needs(text, translation, found) -> None:
    assert differences(text, translation) == found


def test_that_fields_within_a_plural_count_as_fields() -> None:
    assert fields("{count:one {kind}|{count} {kind}s} of {row.name}") == {"count", "kind", "row"}


def test_that_an_update_keeps_translations_drops_what_is_gone_and_marks_what_is_near(
    tmp_path: Path,
) -> None:
    file = tmp_path / "fr.po"
    update(file, {"Stop the run": ["a.py"], "Open": ["a.py"]})
    text = file.read_text(encoding="utf-8")
    text = text.replace('"Stop the run"\nmsgstr ""', '"Stop the run"\nmsgstr "Arrête"')
    file.write_text(text.replace('"Open"\nmsgstr ""', '"Open"\nmsgstr "Ouvrir"'), encoding="utf-8")
    update(file, {"Stop the runs": ["b.py"], "Open": ["a.py"]})
    messages = {message.id: message for message in read(file) if message.id}
    assert set(messages) == {"Stop the runs", "Open"}
    assert messages["Open"].string == "Ouvrir"
    assert messages["Stop the runs"].fuzzy
    before = file.read_bytes()
    update(file, {"Stop the runs": ["b.py"], "Open": ["a.py"]})
    assert file.read_bytes() == before


@pytest.fixture
def french(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A language whose 0 is singular, beside the others."""
    from core import languages as module

    file = tmp_path / "fr_FR.po"
    update(file, {OWN_NAME: ["a.py"], "{count:file|files}": ["a.py"]})
    text = file.read_text(encoding="utf-8")
    text = text.replace(f'"{OWN_NAME}"\nmsgstr ""', f'"{OWN_NAME}"\nmsgstr "français"')
    text = text.replace('files}"\nmsgstr ""', 'files}"\nmsgstr "{count:fichier|fichiers}"')
    file.write_text(text, encoding="utf-8")
    update(file, {OWN_NAME: ["a.py"], "{count:file|files}": ["a.py"]})
    monkeypatch.setattr(module, "FOLDER", tmp_path)
    for cached in (module.languages, module._catalogue):
        cached.cache_clear()
    yield "fr_FR"
    set_translator(str)
    for cached in (module.languages, module._catalogue):
        cached.cache_clear()


def test_that_a_language_brings_its_name_its_words_and_its_plural(french: str) -> None:
    assert languages() == {"en": "English", french: "français"}
    use_language(french)
    assert [fill(tr("{count:file|files}"), count=count) for count in (0, 1, 2)] == [
        *("fichier", "fichier", "fichiers"),
    ]
    use_language(ENGLISH)
    assert fill(tr("{count:file|files}"), count=0) == "files"


@pytest.mark.parametrize(
    ("wishes", "code"),
    [
        (["fr_FR.UTF-8"], "fr_FR"),
        (["fr-CA"], "fr_FR"),
        (["de", "fr"], "fr_FR"),
        (["de_DE"], "en"),
        (["C"], "en"),
        (["en_GB", "fr"], "en"),
        ([], "en"),
    ],
)
def test_that_a_wish_is_met_by_the_closest_language(french, wishes, code) -> None:
    assert closest_language(wishes) == code


def test_that_a_terminal_says_its_language_in_the_usual_order(french, monkeypatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert language_of_terminal() == ENGLISH
    monkeypatch.setenv("LANG", "fr_FR.UTF-8")
    assert language_of_terminal() == french
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert language_of_terminal() == ENGLISH
    monkeypatch.setenv("LANGUAGE", "de:fr")
    assert language_of_terminal() == french


def test_that_three_forms_of_a_word_are_chosen_by_the_rule_of_their_language() -> None:
    def polish(count: int) -> int:
        few = count % 10 in (2, 3, 4) and count % 100 not in (12, 13, 14)
        return 0 if count == 1 else 1 if few else 2

    set_translator(str, polish)
    try:
        forms = ("plik", "pliki", "plików")
        assert [form_of(count, forms) for count in (1, 3, 5, 22)] == [
            *("plik", "pliki", "plików", "pliki"),
        ]
    finally:
        set_translator(str)


def test_that_a_sentence_within_another_brings_its_own_full_stop_in_any_language() -> None:
    inner = Message("文件已损坏。")
    assert fill("无法打开: {problem}。", problem=inner) == "无法打开: 文件已损坏。"
    assert fill("No: {problem}.", problem=inner) == "No: 文件已损坏。"

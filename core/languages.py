"""The languages that the bench speaks: English in the code, the others in resources/languages."""

import gettext
import os
from collections.abc import Sequence
from functools import cache

import resources
from core.messages import set_translator, to_translate, translate
from core.pseudo_language import PSEUDO, pseudo

ENGLISH = "en"
FOLDER = resources.path("languages")
OWN_NAME = to_translate("English")
"""What a language calls itself: a catalogue translates this by its own name."""
OURS = "LAYERBENCH_LANGUAGE"
"""Where the language of the program alone can be asked for, and PSEUDO, which is in no menu."""
VARIABLES = (OURS, "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
"""Where a terminal says which language its user reads; the first that is set counts."""


@cache
def languages() -> dict[str, str]:
    """Return every language by its code, as it calls itself; a catalogue more is one more."""
    codes = sorted(file.stem for file in FOLDER.glob("*.mo"))
    return {ENGLISH: OWN_NAME, **{code: _catalogue(code).gettext(OWN_NAME) for code in codes}}


def closest_language(wishes: Sequence[str]) -> str:
    """Return the code of the first wish that can be met, English where none can.

    A wish such as zh_CN.UTF-8, zh-Hans-CN or zh is met by its own catalogue, or else by another
    of the same language.
    """
    for wish in wishes:
        if wish == PSEUDO:
            return PSEUDO
        code = wish.split(".")[0].replace("-", "_")
        near = [known for known in languages() if known.split("_")[0] == code.split("_")[0]]
        if near:
            return code if code in near else near[0]
    return ENGLISH


def language_of_terminal() -> str:
    """Return the code of the language that the environment asks for."""
    wishes = next((value for name in VARIABLES if (value := os.environ.get(name))), "")
    return closest_language(wishes.split(":"))


def language_in_use() -> str:
    """Return the code of the language that sentences come in."""
    own_name = translate(OWN_NAME)
    return next((code for code, name in languages().items() if name == own_name), ENGLISH)


def use_language(code: str) -> None:
    """Have every later sentence in the language of a code of `languages`."""
    if code in (ENGLISH, PSEUDO):
        set_translator(pseudo if code == PSEUDO else str)
    else:
        catalogue = _catalogue(code)
        set_translator(catalogue.gettext, catalogue.plural)  # type: ignore[attr-defined]


@cache
def _catalogue(code: str) -> gettext.GNUTranslations:
    with (FOLDER / f"{code}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)

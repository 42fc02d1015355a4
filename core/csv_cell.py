"""Texts in cells of .csv tables, which spreadsheets must not take for formulas."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(text: str) -> str:
    """Return a cell's text, behind an apostrophe where a spreadsheet would run it as a formula.

    https://owasp.org/www-community/attacks/CSV_Injection
    """
    return f"'{text}" if text.startswith(_FORMULA) else text

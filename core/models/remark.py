"""Something about a model that its user should know, and that is no mistake."""

from core.words import tr


class Remark:
    """A sentence with {fields}, and the values that fill them, kept apart for translation."""

    def __init__(self, text: str, /, **values: object) -> None:
        self.text = text
        self.values = values

    def __str__(self) -> str:
        return tr(self.text).format(**self.values)

"""The one refusal that a person understands."""


class Refused(Exception):
    """An action that may not be done now; ``sentence`` says why, or what would open it, in plain words.

    ``about`` names the question at whose answer it is, for the page that asked it."""

    def __init__(self, sentence: str, *, about: str | None = None) -> None:
        super().__init__(sentence)
        self.sentence, self.about = str(sentence), about


def refuse(sentence: str | None) -> None:
    """Raise ``Refused`` when a policy gave a sentence; a policy that gave None lets pass."""
    if sentence is not None:
        raise Refused(sentence)

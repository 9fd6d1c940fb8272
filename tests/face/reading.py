"""What a page says: its texts and the attributes that are shown or read aloud, without what has another language."""

from html.parser import HTMLParser

_SAID = ("alt", "aria-label", "data-failed", "data-label", "data-saved", "data-text", "placeholder", "title")
_VOID = ("br", "circle", "ellipse", "hr", "img", "input", "link", "meta", "path", "rect")


class Reading(HTMLParser):
    """The page in the language ``language``: what it says, and where its links go."""

    def __init__(self, html: str, language: str) -> None:
        super().__init__()
        self.language = language
        self.said: list[str] = []
        self.links: list[str] = []
        self._open: list[tuple[str, bool]] = []  # each open element, and whether what is in it counts
        self.feed(html)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        have = dict(attributes)
        counts = self._counts() and tag not in ("script", "style")
        if "lang" in have:
            counts = have["lang"] == self.language
        if counts:
            self.said += [text for name in _SAID if (text := have.get(name))]
        if tag == "a" and (href := have.get("href")):
            self.links.append(href)
        if tag not in _VOID:
            self._open.append((tag, counts))

    def handle_endtag(self, tag: str) -> None:
        if tag in [name for name, _counts in self._open]:
            while self._open.pop()[0] != tag:
                pass

    def handle_data(self, data: str) -> None:
        if data.strip() and self._counts():
            self.said.append(" ".join(data.split()))

    def _counts(self) -> bool:
        return self._open[-1][1] if self._open else True

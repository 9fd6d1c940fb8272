"""What the content policy, right-to-left and "nothing stays in the browser" ask of the files."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Not paper.css: the PDF renderer places by physical sides, and a paper form has one direction.
STYLES = sorted(p for p in (ROOT / "static" / "css").rglob("*.css") if p.name != "paper.css")
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SHOWN = ("title", "aria-label", "placeholder", "alt")  # attributes that people see or hear


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_nothing_inline_and_nothing_from_elsewhere(path: Path):
    text = path.read_text()
    assert not re.search(r"<style|\sstyle=|javascript:|\son[a-z]+=|\shx-on", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r"""(src|href|action)=["']?(https?:)?//""", text)


class Words(HTMLParser):
    """Collects the words that a person would see, once the template language is taken away."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found += re.findall(r"[^\W\d_]{2,}", data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in SHOWN:
                self.found += re.findall(r"[^\W\d_]{2,}", value or "")


@pytest.mark.parametrize("path", [p for p in TEMPLATES if p.name != "gallery.html"], ids=named)
def test_every_word_can_be_translated(path: Path):
    attributes = r"{%\s*block \w+_marks\s*%}.*?{%\s*endblock\s*%}"  # inside a tag, not shown
    whole = attributes + r"|{%\s*(blocktrans|comment).*?end(blocktrans\w*|comment)\s*%}|{#.*?#}|{%.*?%}|{{.*?}}"
    words = Words()
    words.feed(re.sub(whole, "", path.read_text(), flags=re.S))
    assert words.found == []


@pytest.mark.parametrize("path", STYLES, ids=named)
def test_styles_turn_around_for_right_to_left(path: Path):
    text = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.S)
    physical = r"(margin|padding|border)-(left|right|top|bottom)|(?<![\w-])(left|right|top|bottom|width|height)\s*:"
    assert not re.findall(physical, re.sub(r"@media[^{]*", "", text))
    assert not re.search(r"text-align:\s*(left|right)|float:\s*(left|right)", text)
    assert "@import" not in text
    assert "url(" not in text
    assert len(path.read_text().splitlines()) < 250


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_scripts_are_small_and_keep_nothing(path: Path):
    text = path.read_text()
    assert len(text.splitlines()) < 80
    storage = r"localStorage|sessionStorage|indexedDB|document\.cookie|caches\b"
    markup = r"innerHTML|outerHTML|eval\(|new Function|document\.write"
    assert not re.search(f"{storage}|{markup}", text)


def test_a_page_asks_for_few_files():
    head = (ROOT / "templates" / "components" / "head.html").read_text()
    assert head.count('rel="stylesheet"') <= 8

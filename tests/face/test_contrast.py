"""The colours of both themes: 4.5:1 for text and 3:1 for controls, computed from tokens.css itself."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parents[2] / "static" / "css"
TOKENS = (CSS / "tokens.css").read_text()

GROUNDS = ("paper", "surface", "raised", "sunk")
TEXTS = (
    [(text, ground) for text in ("ink", "muted") for ground in (*GROUNDS, "accent-soft")]
    + [(text, ground) for text in ("accent", "accent-deep") for ground in (*GROUNDS, "accent-soft")]
    + [(text, ground) for text in ("wait", "stop", "good") for ground in ("paper", "surface", "raised", f"{text}-soft")]
    + [("on-accent", "accent"), ("on-accent", "accent-deep"), ("paper", "ink")]
)
CONTROLS = [(line, ground) for line in ("edge", "focus", "accent", "stop") for ground in GROUNDS]


def colours(selector: str) -> dict[str, str]:
    """The six-digit colours of the block that begins with this selector."""
    block = TOKENS[TOKENS.index(selector) :]
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6});", block[: block.index("}")]))


THEMES = {"light": colours(":root {"), "dark": colours(':root:not([data-theme="light"]) {')}


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text(theme: str, text: str, ground: str):
    assert contrast(THEMES[theme][text], THEMES[theme][ground]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("line", "ground"), CONTROLS)
def test_controls(theme: str, line: str, ground: str):
    assert contrast(THEMES[theme][line], THEMES[theme][ground]) >= 3


def test_the_two_dark_blocks_are_one():
    assert colours('[data-theme="dark"] {') == THEMES["dark"]
    assert set(THEMES["dark"]) == set(THEMES["light"])


def test_no_other_file_names_a_colour():
    for path in CSS.rglob("*.css"):
        if path.name not in ("tokens.css", "print.css", "paper.css", "report_paper.css"):  # on paper there is one theme
            assert not re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(", path.read_text()), path.name

"""Error pages: calm, the same for hidden and missing, and able to render when nothing else works."""

import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory

PAGES = ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"]


@pytest.mark.parametrize("name", PAGES)
def test_renders_without_any_context(name: str):
    html = render_to_string(name)
    assert 'class="leave"' in html
    assert 'href="/"' in html
    assert "<title>Record</title>" in html


def test_missing_and_hidden_are_one_page_byte_for_byte():
    context = [
        {"request_path": "/a/", "exception": "Resolver404"},
        {"request_path": "/b/secret/", "exception": "No case matches"},
    ]
    one, other = (render_to_string("404.html", given).encode() for given in context)
    assert one == other
    assert b"secret" not in other
    assert b"csrf" not in other


def test_the_way_out_comes_first():
    html = render_to_string("404.html")
    assert html.index('class="leave"') < html.index('class="skip"') < html.index("<main")


@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "429.html", "500.html"])
def test_says_what_was_kept(name: str):
    assert "kept" in render_to_string(name)


def test_a_refusal_is_shown_in_its_own_words():
    assert "A release would open it." in render_to_string("403.html", {"exception": "A release would open it."})


def test_how_long_to_wait():
    assert "Please wait 5 minutes" in render_to_string("429.html", {"retry_minutes": 5}, RequestFactory().get("/"))

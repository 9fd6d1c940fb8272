"""What every answer tells the browser, compared exactly, so that a loosened header fails."""

import re
from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

from mdt.kit.mail import notice
from tests.world import World

POLICY = {
    "default-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'",
}  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/", "/cases/", "/referrals/", "/no-such-page/", "/account/login/", "/healthz", "/readyz"]
)
def test_S16_nothing_is_stored_and_nobody_else_is_asked(
    path: str, as_person: Callable[..., Client], world: World
) -> None:
    for client in (Client(), as_person(world.ada)):
        answer = client.get(path)
        assert answer.headers["Cache-Control"] == "no-store, private"
        assert set(answer.headers["Content-Security-Policy"].split("; ")) == POLICY
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert "camera=()" in answer.headers["Permissions-Policy"]


def test_S16_no_page_names_another_host(as_person: Callable[..., Client], world: World) -> None:
    for path in ("/", "/cases/", "/referrals/", "/teams/", "/account/", "/gallery/"):
        body = as_person(world.ada).get(path).content.decode()
        hosts = set(re.findall(r"(?:src|href|action)=\"(https?://[^\"]+)\"", body))
        assert hosts <= {settings.EXIT_URL}, path


def test_S02_the_way_out_is_neutral_can_be_set_and_promises_nothing(
    as_person: Callable[..., Client], world: World, settings: object
) -> None:
    settings.EXIT_URL = "https://weather.example/"  # type: ignore[attr-defined]
    body = as_person(world.ada).get("/").content.decode()
    assert 'href="https://weather.example/"' in body
    assert not re.search(r"eras|clear(s|ed)? your history|untraceable", body, re.IGNORECASE)


def test_S04_what_leaves_says_only_that_there_is_something_to_do(mailoutbox: list) -> None:
    notice(to="somebody@rooms.example", path="/referrals/", language="en", key="referral:1:2")
    (mail,) = mailoutbox
    text = f"{mail.subject} {mail.body}".lower()
    assert "sign in" in text
    words = (
        "referral ",
        "case",
        "survivor",
        "victim",
        "assault",
        "violence",
        "meeting",
        "harbor",
        "advoc",
        "sheriff",
        "county",
    )
    assert not [word for word in words if word in text]

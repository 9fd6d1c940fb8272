"""Eleven agencies of the demo county at one agreement: who signs for each, signing by requests, and leaving no trace."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw

from agencies.models import Person
from mdt.demo.cast import PASSWORD
from protocols.models import Agreement, Version

TITLE = "Night response of eleven agencies"
# By first name who may sign; nobody may for the victim-witness unit when the demo begins.
SIGNERS = ("hana", "gus", "lou", "vic", "roy", "dora", "wes", "nora", "mae", "ida", "ray")
KEPT = (
    "comment", "decline", "governingapproval", "paperscan", "executed", "signature", "party", "override", "clause", "version",
    "agreement", "authority",
)  # fmt: skip

TABLES = (*(f"protocols_{name}" for name in KEPT), "agencies_agencysigner", "mfa_authenticator")


@contextmanager
def left_as_it_was(superuser: Any, tables: Sequence[str] = TABLES) -> Iterator[None]:
    """The cast is for all tests: what the story adds goes again, past every guard."""
    before = {name: superuser.execute(f"SELECT coalesce(max(id), 0) FROM {name}").fetchone()[0] for name in tables}
    try:
        yield
    finally:
        with superuser.transaction():
            superuser.execute("SET LOCAL session_replication_role = replica")
            for name, last in before.items():
                superuser.execute(f"DELETE FROM {name} WHERE id > %s", [last])


def written() -> Version:
    """The latest version of the story's agreement."""
    return Agreement.objects.get(title=TITLE).versions.order_by("-number")[0]


def signs(browser: Client, who: Person, version: Version) -> Any:
    """The same requests as the pages send: read to the end, then ticked, named and proved. The last answer."""
    key = [version.agreement.public_id]
    browser.post(reverse("agreement_sign", args=key), {"reached": version.sha256})
    typed = {"intent": "on", "consent": "on", "name": who.name, "proof": PASSWORD}
    return browser.post(reverse("agreement_sign_now", args=key), typed)


def sheet(words: str) -> dict[str, Any]:
    """A picture of a sheet of paper, as a browser hands it in."""
    paper, drawn = Image.new("RGB", (620, 877), "white"), BytesIO()
    ImageDraw.Draw(paper).text((60, 80), words, fill="black")
    paper.save(drawn, "PNG")
    return {"name": "sheet.png", "mimeType": "image/png", "buffer": drawn.getvalue()}

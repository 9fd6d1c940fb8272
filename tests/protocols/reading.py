"""What the tests of the pages of agreements share: addresses, the words of a page, a picture to hand in."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from protocols.models import Version


def at(name: str, version: Version, *more: object) -> str:
    return reverse(name, args=[version.agreement.public_id, *more])


def text(answer: Any) -> str:
    assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
    return str(answer.content.decode())


def said(answer: Any) -> str:
    """The sentence on the page to which one is led."""
    return text(answer.client.get(answer.url))


def picture() -> SimpleUploadedFile:
    drawn = BytesIO()
    Image.new("RGB", (40, 40), "white").save(drawn, "PNG")
    return SimpleUploadedFile("her name.png", drawn.getvalue(), "image/png")

"""The worker at its seal, in this process: its role in the database, and its key. And who finds a document whole."""

import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from pypdf import PdfWriter

from protocols import seal, tasks
from protocols.models import Executed, Version
from tests.copies import as_worker

VERIFY = "/agreements/verify/"


@contextmanager
def worker_with_key(key: str | None = None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch, as_worker():
        patch.setattr("django.conf.settings.SEAL_KEY", os.environ["MDT_SEAL_KEY"] if key is None else key)
        yield


def sealed(version: Version, key: str | None = None) -> Executed:
    """The worker makes this one document; what else waits is left alone."""
    with worker_with_key(key):
        tasks.make(Executed.objects.get(version=version).pk)
    return Executed.objects.get(version=version)


def page_says(data: bytes, client: Client | None = None) -> bool:
    """The public page's yes or no."""
    answer = (client or Client()).post(VERIFY, {"document": SimpleUploadedFile("x.pdf", data)})
    assert answer.status_code == 200
    return {(True, False): True, (False, True): False}[
        (b"to the last byte" in answer.content, b"not one that was signed" in answer.content)
    ]


def stranger_says(data: bytes) -> bool:
    """What poppler's pdfsig finds, which knows nothing of us."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(data)
        file.flush()
        said = subprocess.run(["pdfsig", "-nocert", file.name], capture_output=True, text=True, check=False).stdout
    return "Signature is Valid." in said and "Total document signed" in said


def found_by_all(data: bytes) -> bool:
    """Whether it is whole: to the page, to pyHanko and to pdfsig. They are never of two minds."""
    said = {page_says(data), seal.check(data).whole, stranger_says(data)}
    assert len(said) == 1, "they disagree"
    return said.pop()


def place_of_the_seal(data: bytes) -> range:
    """Where the seal itself stands, between its angle brackets: what no digest can cover."""
    start = data.rindex(b"/Contents <") + len(b"/Contents <")
    return range(start, data.index(b">", start))


def rewritten(data: bytes, *, without: int | None = None, exchanged: tuple[int, int] | None = None) -> bytes:
    """The same document with a page taken out, or two exchanged, as somebody with a tool would do it."""
    writer, out = PdfWriter(clone_from=BytesIO(data)), BytesIO()
    if without is not None:
        writer.remove_page(without)
    if exchanged is not None:
        kids = writer._root_object["/Pages"]["/Kids"]
        one, other = exchanged
        kids[one], kids[other] = kids[other], kids[one]
    writer.write(out)
    return out.getvalue()

"""PDFs of what people print: tagged, built to PDF/UA-1, with language and title, made from our own pages and files alone."""

import logging
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.exceptions import SuspiciousFileOperation
from django.http import HttpResponse
from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

HERE = "http://pages.invalid"  # stands for ourselves in relative addresses; nothing is ever asked of it
_PRINTED = 4  # the flag of an annotation that is printed too
for _name in ("weasyprint.progress", "fontTools"):  # seven lines a document, of no use to anybody
    logging.getLogger(_name).setLevel(logging.WARNING)


class OutsideAddress(ValueError):
    """A page wanted to fetch something that is not one of our static files."""


class StaticFilesOnly(URLFetcher):
    """Gives static files by reading them; opens no connection and no other file."""

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
        path = _static_file(url)
        if path is None:
            raise OutsideAddress("Only static files are fetched.")
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": _kind(path)})


def _static_file(url: str) -> Path | None:
    asked = urlsplit(url)
    prefix = settings.STATIC_URL if settings.STATIC_URL.startswith("/") else f"/{settings.STATIC_URL}"
    if f"{asked.scheme}://{asked.netloc}" != HERE or not asked.path.startswith(prefix):
        return None
    name = unquote(asked.path.removeprefix(prefix))
    try:
        found = finders.find(name)
    except SuspiciousFileOperation:  # a name that climbs out of the folder
        return None
    if not found and settings.STATIC_ROOT and staticfiles_storage.exists(name):  # a name with a digest in it
        found = staticfiles_storage.path(name)
    return Path(found) if found and Path(found).is_file() else None


def _kind(path: Path) -> str:
    kinds = {".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png", ".woff2": "font/woff2"}
    return kinds.get(path.suffix, "application/octet-stream")


def render(page: str) -> bytes:
    """The document of a whole HTML page. It says its language in ``<html lang>`` and its name in ``<title>``."""
    document = HTML(string=page, base_url=f"{HERE}/", url_fetcher=StaticFilesOnly())
    made: bytes = document.write_pdf(finisher=_finish, pdf_variant="pdf/ua-1")
    return made


def response(page: str, name: str) -> HttpResponse:
    """Handed over to be kept, under a name that says nothing."""
    return HttpResponse(
        render(page), content_type="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )  # fmt: skip


def _finish(document: Any, pdf: Any) -> None:
    """What WeasyPrint leaves out: which way a table's headers point, and that links are printed."""
    by_reference: dict[bytes, Any] = {thing.reference: thing for thing in pdf.objects if hasattr(thing, "keys")}
    for thing in by_reference.values():
        if thing.get("S") == "/TH":
            row = by_reference[thing["P"]]
            in_head = by_reference[row["P"]].get("S") == "/THead"
            thing["A"]["Scope"] = "/Column" if in_head else "/Row"
        if thing.get("Subtype") == "/Link":
            thing["F"] = _PRINTED

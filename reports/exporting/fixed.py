"""The same bytes for the same report (GR-04): a workbook without the moment at which it was made."""

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook

BEGIN = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP can name
MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:)")


def saved(book: Workbook) -> bytes:
    """openpyxl stamps the time of saving into the properties and each part; both are set to one moment for all."""
    given, made = BytesIO(), BytesIO()
    book.save(given)
    with ZipFile(given) as parts, ZipFile(made, "w", ZIP_DEFLATED) as out:
        for name in sorted(parts.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = ZipInfo(name, BEGIN)
            entry.compress_type, entry.external_attr = ZIP_DEFLATED, 0o600 << 16
            out.writestr(entry, _timeless(name, parts.read(name)))
    return made.getvalue()


def _timeless(name: str, data: bytes) -> bytes:
    return MOMENT.sub(rb"\g<1>1980-01-01T00:00:00Z\g<3>", data) if name == "docProps/core.xml" else data

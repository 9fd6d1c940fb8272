"""The scan of a signature on paper: what is taken, and what of it is kept (law S-08)."""

import hashlib
from dataclasses import dataclass, field
from io import BytesIO

from django.utils.translation import gettext as _
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from mdt.kit.errors import Refused
from mdt.kit.uploads import MOST

PDF = b"%PDF-"
DRAWN = {"JPEG": "image/jpeg", "PNG": "image/png"}
MOST_DOTS = 40_000_000  # a sheet at 600 to the inch; more would fill the memory when it is drawn
LONG_SIDE = 3600  # pixels: a sheet of paper at 300 to the inch


@dataclass(frozen=True)
class Scan:
    """Bytes that may be kept."""

    content_type: str
    content: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def scan_of(data: bytes) -> Scan:
    """The file as it is kept, whatever it is called. Refuses what is too large and what is none of the three kinds."""
    if not data:
        raise Refused(_("The file is empty. Choose it again."))
    if len(data) > MOST:
        raise Refused(_("The file is larger than 5 MB. Scan it in black and white, or with fewer dots."))
    if data.startswith(PDF):
        if b"%%EOF" not in data[-1024:]:
            raise Refused(_("The PDF is not whole. Save or scan it again."))
        return Scan("application/pdf", data)
    return _drawn_anew(data)


def _drawn_anew(data: bytes) -> Scan:
    """Only the picture: no place, no time, no device, no name of a program."""
    ImageFile.LOAD_TRUNCATED_IMAGES = (
        False  # WeasyPrint turns it on for the whole process: half a signature would be taken
    )
    try:
        with Image.open(BytesIO(data), formats=list(DRAWN)) as given:
            if given.width * given.height > MOST_DOTS:
                raise Refused(_("The resolution of the picture is too high. Scan it at 300 dots per inch."))
            kind = "PNG" if given.format == "PNG" else "JPEG"  # «MPO» is a telephone's JPEG with more behind it
            drawn = ImageOps.exif_transpose(given).convert("RGB")  # upright, before that is forgotten
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, ValueError, SyntaxError) as error:
        raise Refused(_("That is not a PDF, JPEG or PNG. Nothing was kept.")) from error
    drawn.thumbnail((LONG_SIDE, LONG_SIDE))
    only = Image.new("RGB", drawn.size)
    only.paste(drawn)
    out = BytesIO()
    only.save(out, kind, optimize=True, quality=85)
    return Scan(DRAWN[kind], out.getvalue())

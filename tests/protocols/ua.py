"""What PDF/UA-1 asks of a document as far as a machine sees: our own check, by pypdf, of what WeasyPrint and we promise.

The same rules are in veraPDF's profile for PDF/UA-1, which has no package that can be installed here. Returned are the
faults in words, so that a test that finds one says what it is.
"""

from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pypdf import PdfReader

HEADINGS = tuple(f"/H{level}" for level in range(1, 7))
NAMES = {"/Figure": "/Alt", "/Formula": "/Alt", "/Link": "/K"}  # what each of these has to have
FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")


def faults(data: bytes) -> list[str]:
    reader = PdfReader(BytesIO(data))
    root = reader.trailer["/Root"]
    return [*_of_the_whole(root, reader), *_of_the_tags(root["/StructTreeRoot"]), *_of_pages(reader)]


def tags(data: bytes) -> list[str]:
    """The kinds of the tags in the order in which they are read."""
    return [str(tag["/S"]) for tag in _tree(PdfReader(BytesIO(data)).trailer["/Root"]["/StructTreeRoot"])]


def _of_the_whole(root: Any, reader: PdfReader) -> Iterator[str]:
    if root.get("/MarkInfo", {}).get("/Marked") is None or not bool(root["/MarkInfo"]["/Marked"]):
        yield "it does not say that it is tagged"
    if not root.get("/Lang"):
        yield "it has no language"
    if not reader.metadata or not reader.metadata.title or "dc:title" not in _xmp(root):
        yield "it has no title, or not in its XMP"
    if not bool(root.get("/ViewerPreferences", {}).get("/DisplayDocTitle")):
        yield "the title is not what a window shows"
    if "pdfuaid:part" not in _xmp(root):
        yield "it does not say which PDF/UA it is"
    if root["/MarkInfo"].get("/Suspects"):
        yield "its tags are doubtful"


def _xmp(root: Any) -> str:
    return root["/Metadata"].get_data().decode() if "/Metadata" in root else ""


def _of_the_tags(top: Any) -> Iterator[str]:
    if "/ParentTree" not in top:
        yield "pages do not lead to their tags"
    level = 0
    for tag in _tree(top):
        kind = str(tag["/S"])
        if kind in HEADINGS:
            now = HEADINGS.index(kind) + 1
            if now > level + 1:
                yield f"a heading of level {now} under level {level}"
            level = now
        if kind == "/TH" and _attribute(tag, "/Scope") not in ("/Row", "/Column", "/Both"):
            yield "a header of a table does not say what it is over"
        if kind == "/Table" and not any(str(one["/S"]) == "/TH" for one in _tree(tag)):
            yield "a table has no header"
        if kind in NAMES and NAMES[kind] not in tag:
            yield f"{kind} lacks {NAMES[kind]}"


def _attribute(tag: Any, name: str) -> str:
    given = tag.get("/A", {})
    for one in given if isinstance(given, list) else [given]:
        if name in one.get_object():
            return str(one.get_object()[name])
    return ""


def _tree(tag: Any) -> Iterator[Any]:
    kids = tag.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        one = kid.get_object()
        if isinstance(one, dict) and "/S" in one:
            yield one
            yield from _tree(one)


def _of_pages(reader: PdfReader) -> Iterator[str]:
    for number, page in enumerate(reader.pages, start=1):
        if page.get("/Tabs") != "/S":
            yield f"page {number} is not tabbed in the order of its tags"
        if "/StructParents" not in page:
            yield f"page {number} has nothing that is tagged"
        for name, font in page["/Resources"].get("/Font", {}).items():
            if not _embedded(font.get_object()):
                yield f"font {name} of page {number} is not embedded"
            if "/ToUnicode" not in font.get_object():
                yield f"font {name} of page {number} does not say its letters"
        for annotation in page.get("/Annots", []):
            one = annotation.get_object()
            if not int(one.get("/F", 0)) & 2 and one.get("/Subtype") == "/Widget":
                yield f"page {number} shows a field that is not tagged"


def _embedded(font: Any) -> bool:
    inner = [one.get_object() for one in font.get("/DescendantFonts", [font])]
    return all(any(name in one.get("/FontDescriptor", {}) for name in FONT_FILES) for one in inner)

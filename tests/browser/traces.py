"""A Chromium with a profile folder of its own, as somebody has it on her machine, and what can be found in that folder afterwards."""

import base64
import contextlib
import zlib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import brotli
from playwright.sync_api import Browser, BrowserContext

from tests.chromium import CHROMIUM, QUIET

# What Playwright switches off and a person has: pages kept for the Back button, and all that a browser writes down by itself.
AS_A_PERSON = ["--disable-back-forward-cache", "--disable-breakpad", "--enable-automation"]
CACHE_ENTRY = bytes.fromhex("305c72a71b6dfbfc")  # how a file of Chromium's simple cache begins
HEADER = 24  # bytes before its key
PAPER = (
    "%PDF-1.7"  # the words of a PDF are written in the numbers of its own font; that one is there at all shows by this
)


@contextlib.contextmanager
def own_profile(browser: Browser, profile: Path, address: str) -> Iterator[BrowserContext]:
    context = browser.browser_type.launch_persistent_context(
        profile, executable_path=CHROMIUM, args=QUIET, ignore_default_args=AS_A_PERSON, base_url=address
    )
    context.set_default_timeout(10_000)  # milliseconds
    try:
        yield context
    finally:
        context.close()


def found(profile: Path, words: list[str]) -> set[tuple[str, str]]:
    """(word, file) for each word that stands anywhere in the profile, in any way of writing that is known here."""
    ways = {word: written(word) for word in words}
    hits = set()
    for path in sorted(profile.rglob("*")):
        if not path.is_file():
            continue
        texts = [text.lower() for text in unpacked(path.read_bytes())]
        for word, forms in ways.items():
            if any(form in text for text in texts for form in forms):
                hits.add((word, str(path.relative_to(profile))))
    return hits


def written(word: str) -> set[bytes]:
    """In small letters, as all that is searched: plain, two bytes a letter, percent signs, base64 at each of its three beginnings."""
    forms = {word.encode(), word.encode("utf-16-le"), word.encode("utf-16-be"), quote(word).encode()}
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + word.encode())
        forms.add(coded[(0, 2, 3)[before] : len(coded) // 4 * 4 - 4])  # its ends depend on what stands beside it
    return {form.lower() for form in forms}


def unpacked(data: bytes) -> Iterator[bytes]:
    """The bytes as they are, and what is packed in them: gzip and deflate wherever they begin, Brotli in entries of the cache."""
    yield data
    for magic, bits in ((b"\x1f\x8b\x08", 31), (b"\x78\x9c", 15), (b"\x78\xda", 15)):
        place = data.find(magic)
        while place >= 0:
            with contextlib.suppress(zlib.error):
                yield zlib.decompressobj(bits).decompress(data[place:], 1 << 24)
            place = data.find(magic, place + 1)
    if data.startswith(CACHE_ENTRY):
        body = data[HEADER + int.from_bytes(data[12:16], "little") :]
        yield from _brotli(body)


def _brotli(body: bytes) -> Iterator[bytes]:
    """What follows its end is another part of the entry, so byte by byte until it is through."""
    stream, told = brotli.Decompressor(), []
    with contextlib.suppress(brotli.error):
        for place in range(len(body)):
            told.append(stream.process(body[place : place + 1]))
            if stream.is_finished():
                break
    yield b"".join(told)

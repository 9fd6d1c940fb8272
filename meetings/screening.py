"""Finds what may point at a person in words about the system (law R-19): names, dates of birth, ages, phones, numbers of
cases and reports, addresses. A person reads each find and says whether it points at a survivor. It finds too much rather
than too little, and it is no proof that nothing is there: a first name alone, or one beside a word of our work («Order»), it does
not know."""

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mdt.kit import ids
from meetings.screening_words import ACRONYMS, AFTER_A_CUE, ALSO_FIRST, ALSO_LAST, ALSO_NAMES, COMMON, CUES, PLAIN

LABELS: dict[str, Promise | str] = {
    "name": _("a name"), "birth": _("a date of birth"), "age": _("an age"), "phone": _("a phone number"),
    "number": _("a number of a case or report"), "email": _("an e-mail address"), "address": _("an address"),
    "ssn": _("a social security number"),
}  # fmt: skip


@dataclass(frozen=True, order=True)
class Hit:
    """What was found and where it stands; ``kind`` is a key of LABELS."""

    start: int
    words: str
    kind: str

    @property
    def label(self) -> str:
        return str(LABELS[self.kind])


def hits(text: str, known: frozenset[str] = frozenset()) -> list[Hit]:
    """Everything found, in its order, each stretch of words once. ``known``: names that may stand there."""
    text = text.replace("’", "'").replace("\u00a0", " ").replace("‑", "-").replace("–", "-")
    text = _without(text, known)
    found = [Hit(at, words, kind) for kind, find in _SURE for at, words in find(text)]
    found += [Hit(at, words, "name") for at, words in _names(text)]
    return _each_once(found)


def digest(found: Iterable[Hit]) -> str:
    """For exactly these finds: changed words are screened anew."""
    told = "\x1f".join(f"{hit.kind}\x1e{hit.words}" for hit in sorted(found))
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def _each_once(found: list[Hit]) -> list[Hit]:
    """Of two finds over the same words the longer one, or the one that is said first above."""
    kept: list[Hit] = []
    for hit in sorted(found, key=lambda one: (one.start, -len(one.words))):
        if not any(one.start <= hit.start and hit.start + len(hit.words) <= one.start + len(one.words) for one in kept):
            kept.append(hit)
    return kept


def _without(text: str, known: frozenset[str]) -> str:
    """The text with its known names blanked out, each letter for one, so that places stay."""
    for name in sorted(known, key=len, reverse=True):
        if len(name) < 3 or name.lower() not in text.lower():
            continue
        whole = rf"(?<!\w){re.escape(name)}(?:'s)?(?!\w)"
        text = re.sub(whole, lambda m: "." * len(m.group()), text, flags=re.IGNORECASE)
    return text


# --- Numbers, dates, addresses ---------------------------------------------------------------------------------

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = (
    rf"(?:\d{{1,2}}\s*[/.\-]\s*\d{{1,2}}\s*[/.\-]\s*(?:\d{{4}}|\d{{2}})|\d{{4}}\s*[/.\-]\s*\d{{1,2}}\s*[/.\-]\s*\d{{1,2}}"
    rf"|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{4}})"
)
_BIRTH = r"(?:born|birth|birthday|birthdate|d\.?\s?o\.?\s?b\.?|age|aged|bday)"
_SIGN = f"[{ids.SIGNS}]"
_DIGIT_WORD = "(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)"
_NUMBERED = r"(?:case|docket|report|incident|complaint|cause|warrant|file|matter|citation|record|cr|mrn|ir)"


def _all(pattern: str, flags: int = re.IGNORECASE) -> Callable[[str], Iterator[tuple[int, str]]]:
    compiled = re.compile(pattern, flags)

    def find(text: str) -> Iterator[tuple[int, str]]:
        for match in compiled.finditer(text):
            yield match.start(), match.group().strip()

    return find


def _phones(text: str) -> Iterator[tuple[int, str]]:
    """Seven, ten or more figures with whatever stands between them; spelled out as well."""
    for match in re.finditer(r"(?<![\w])(?:\+|\()?\d(?:[\s().\-/·•,_x]{0,3}\d){6,14}(?!\d)", text):
        figures = re.sub(r"\D", "", match.group())
        dated = re.fullmatch(_DATE, match.group().strip(), re.IGNORECASE)
        years = re.fullmatch(r"(?:19|20)\d\d\s*[-/,]\s*(?:19|20)\d\d", match.group().strip())
        money = "," in match.group() and re.fullmatch(r"\d{1,3}(?:,\d{3})+", match.group().strip())
        if len(figures) >= 7 and not dated and not years and not money:
            yield match.start(), match.group().strip()
    for match in re.finditer(rf"\b{_DIGIT_WORD}(?:[\s\-,]+{_DIGIT_WORD}){{6,}}\b", text, re.IGNORECASE):
        yield match.start(), match.group()


_SLASHED = r"(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)\d\d|(?:19|20)\d\d[/.\-]\d{1,2}[/.\-]\d{1,2}|\d{1,2}[/.\-]\d{1,2}[/.\-]\d\d)"
_LONG_PAST = r"(?:19\d\d|20[01]\d)"  # a day of these years written out is hardly one of the work's own calendar
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DOT = r"\s?(?:\.|\sdot\s)\s?"
_WAYS = (
    "street|st|avenue|ave|road|rd|drive|dr|lane|ln|boulevard|blvd|court|ct|circle|cir|place|pl|way|terrace|ter|trail|trl|highway|hwy"
    "|parkway|pkwy"
)
_SURE: list[tuple[str, Callable[[str], Iterator[tuple[int, str]]]]] = [
    ("email", _all(rf"[\w.+\-']+\s?(?:@|\(at\)|\[at\]|\sat\s(?=[\w\-]+{_DOT}))\s?[\w\-]+(?:{_DOT}[a-z]{{2,}})+")),
    ("ssn", _all(r"(?<!\d)\d{3}[\s\-]\d{2}[\s\-]\d{4}(?!\d)|\bssn\b[\s:#]*\d[\d\s\-]{3,}")),
    ("birth", _all(rf"\b{_BIRTH}\b.{{0,40}}?{_DATE}|{_DATE}.{{0,20}}?\b{_BIRTH}\b")),
    ("birth", _all(rf"(?<![\d/.\-]){_SLASHED}(?![\d/.\-])")),
    ("birth", _all(rf"\b{_BIRTH}\b[^.\n]{{0,20}}?\b(?:19|20)\d\d\b|\bd\.?o\.?b\b\.?")),
    ("birth", _all(rf"{_MONTH}\s+{_DAY},?\s+{_LONG_PAST}\b|\b{_DAY}\s+(?:of\s+)?{_MONTH},?\s+{_LONG_PAST}\b")),
    ("age", _all(r"\b\d{1,3}[\s\-]*(?:years?|yrs?|months?)[\s\-]*(?:old|of\s+age)\b|\b\d{1,2}\s?y/?o\b")),
    ("age", _all(r"\bage[ds]?\s*:?\s*(?:of\s+)?\d{1,2}\b(?!\s*(?:to|-|and|or)\s*\d)")),
    ("number", _all(rf"(?<![\w\-])[A-Z]{{2}}\d-?{_SIGN}{{4}}(?![\w\-])")),
    ("number", _all(rf"\b{_NUMBERED}\b\.?\s*(?:no|num|number|nr|id|\#)?s?\.?\s*[:#]?\s*[A-Z]{{0,5}}[\s\-]?\d[\w\-/]{{2,}}")),
    ("number", _all(r"(?<![\w\-/])(?:\d{2}|\d{4})\s?-\s?[A-Z]{1,5}\s?-\s?\d{2,}(?![\w/])", 0)),
    ("number", _all(r"(?<![\w\-/])[A-Z]{1,5}\s?-\s?(?:\d{2}|\d{4})\s?-\s?\d{2,}(?![\w/])", 0)),
    ("number", _all(r"(?<![\w\-/])[A-Z]{1,4}\d{5,}(?![\w/])", 0)),
    ("number", _all(r"(?<![\w\-/])(?!(?:19|20)\d\d-(?:19|20)\d\d\b)\d{4}-\d{4,}(?![\w/])|(?<![\w\-/$,.])\d{6,}(?![\w/,])")),
    ("number", _all(r"(?<![\w\-/])\d{1,4}:\d{2}-[a-z]{2}-\d{3,}(?![\w/])")),
    ("phone", _phones),
    ("address", _all(
        rf"\b\d{{1,6}}[A-Z]?\s+(?:[NSEW]\.?\s+|North\s+|South\s+|East\s+|West\s+)?(?:[\w'.\-]+\s+){{1,4}}(?:{_WAYS})\b\.?"
        r"|\bp\.?\s?o\.?\s+box\s+\d+|\b(?:apt|apartment)\.?\s*#?\s*\d+\w?"
    )),
]  # fmt: skip


# --- Names -----------------------------------------------------------------------------------------------------

_UP = "A-ZÀ-ÖØ-ÞĀŁŚŠŽČĆ"
_LETTER = r"[^\W\d_]"
_WORD = rf"(?:{_LETTER}+(?:['\-]{_LETTER}+)*)"
_PART = rf"(?:[{_UP}]{_LETTER}*(?:['\-]{_LETTER}+)*\.?)"  # O'Neil, Ruiz-Soto, McKay, JONES, J.
_SMALL = r"(?:de las?|de los|del|de|da|dos|di|van der|van|von|la|le|y|bin|al|el)"
_GAP = r"(?:[ \t]+|[ \t]*\n[ \t]*)"
_RUN = re.compile(rf"(?<![\w']){_PART}(?:{_GAP}(?:{_SMALL}{_GAP})?{_PART})+(?!\w)")
_INITIALS = re.compile(rf"(?<![\w.])(?:[{_UP}]\.[ \t]?){{2,4}}(?!\w)")
_NO_INITIALS = frozenset(("u.s.", "d.c.", "p.o.", "e.g.", "i.e.", "a.m.", "p.m.", "u.s.c.", "c.f.r."))
_REVERSED = re.compile(rf"(?<![\w'])({_PART}),[ \t]+({_PART})(?!\w)")
_TITLED = re.compile(
    rf"(?<![\w'])(?:(?i:mr|mrs|ms|mx|dr|sra?|señora?)\.?|M[iI][sS][sS])[ \t]+({_WORD})(?:[ \t]+{_PART})*"
)
_CUED = re.compile(
    rf"(?<![\w'])(?i:{'|'.join(CUES)})(?i:'s name(?: is)?|\s+name(?: is)?)?[,:]?[ \t]+({_WORD})(?:[ \t]+({_WORD}))?"
)


def _names(text: str) -> Iterator[tuple[int, str]]:
    yield from _runs(text)
    for match in _INITIALS.finditer(text):
        if re.sub(r"\s", "", match.group().lower()) not in _NO_INITIALS:
            yield match.start(), match.group().strip()
    for match in _REVERSED.finditer(text):
        if not any(_common(one) for one in match.groups()):
            yield match.start(), match.group()
    for match in _TITLED.finditer(text):
        if match.group(1).lower() not in PLAIN or match.group(1)[0].isupper():
            yield match.start(), match.group()
    for match in _CUED.finditer(text):
        if words := _named_after(match.group(1), match.group(2) or ""):
            yield match.start(), text[match.start() : match.end(words)]


def _named_after(first: str, second: str) -> int:
    """How many of the two words after a cue may be a name: every word can be one that is not plain language there."""
    if not _plain_after(first):
        return 2 if second and not _plain_after(second) else 1
    if first.lower() in ALSO_FIRST and second and (second.lower() in ALSO_LAST or not _plain_after(second)):
        return 2
    return 0


def _plain_after(word: str) -> bool:
    bare = word.lower().removesuffix("'s")
    if word[:1].isupper() and bare in ALSO_NAMES:
        return False
    return bare in AFTER_A_CUE or bare.removesuffix("s") in COMMON or word in ACRONYMS


def _common(word: str) -> bool:
    bare = word.lower().strip(".").removesuffix("'s")
    if len(bare) == 1 and word.endswith("."):  # an initial
        return False
    if word.strip(".") in ACRONYMS:
        return True
    return bare in COMMON or all(part in COMMON for part in bare.split("-"))


def _runs(text: str) -> Iterator[tuple[int, str]]:
    """Two or more words with capitals beside each other, of which one is no word that we know."""
    for match in _RUN.finditer(text):
        parts = [(match.start() + one.start(), one.group()) for one in re.finditer(_PART, match.group())]
        for group in _groups(parts):
            if _is_name([word for _at, word in group]):
                last_at, last = group[-1]
                yield group[0][0], text[group[0][0] : last_at + len(last)].rstrip(".")


def _is_name(words: list[str]) -> bool:
    bare = [word.lower().strip(".").removesuffix("'s") for word in words]
    if any(a in ALSO_FIRST and b in ALSO_LAST for a, b in pairwise(bare)):
        return True
    return len(words) >= 2 and not all(_common(word) for word in words)


def _groups(parts: list[tuple[int, str]]) -> Iterator[list[tuple[int, str]]]:
    """Stretches between words that are no part of a name: «County Sheriff Jane Roe» gives «Jane Roe»."""
    group: list[tuple[int, str]] = []
    for at, word in parts:
        bare = word.lower().strip(".").removesuffix("'s")
        if _common(word) and bare not in ALSO_NAMES:
            yield group
            group = []
        else:
            group.append((at, word))
    yield group

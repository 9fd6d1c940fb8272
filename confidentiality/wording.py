"""Every sentence of the page that is signed, by key: the languages of the house by gettext, others as somebody approved them.

Another wording is another version (``terms.WORDING``). A translation that lacks one sentence is not used (law R-16).
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from confidentiality.elements import LABELS
from confidentiality.models import ReleaseWording
from confidentiality.policy.releases import RELEASABLE
from confidentiality.terms import WORDING
from confidentiality.vocabulary import Capacity, CopyKept, Method, Purpose, ReleaseKind, SigningWay, Spoken

OF_THE_HOUSE = (Spoken.ENGLISH, Spoken.SPANISH)
SENTENCES: dict[str, str | Promise] = {
    "title": _("Release"),
    "agree": _("What I agree to"),
    "who_tells": _("Who may tell"),
    "who_may_know": _("Who may know"),
    "person_alone": _("%(person)s at %(agency)s, and nobody else there"),
    "what": _("What they may know"),
    "withheld": _("What is not to be shared"),
    "nothing_withheld": _("Nothing more was named"),
    "purpose": _("What it is for"),
    "in_her_words": _("In her words"),
    "ways": _("By which ways"),
    "opens": _("When it opens"),
    "until": _("Until"),
    "why_long": _("Why longer than thirty days"),
    "copy": _("Copy"),
    "interpreter": _("Interpreter"),
    "free": _("I decide this freely. Help here does not depend on it."),
    "take_back": _("I can take it back at any time, by a word or in writing, without a reason."),
    "shows_contact": _("It shows that I was in contact with this agency, and may show where I am."),
    "no_control": _("Once they know it, I cannot control what they do with it. They may have to pass it on."),
    "opens_others": _("Telling a part can have the effect that other records may be asked for."),
    "talked": _("We talked about other ways to reach this, and about the risks."),
    "to_sign": _("To sign: %(capacity)s"),
    "name": _("Name, as it is signed"),
    "read": _("I have read this, or it was read to me, and I agree"),
    "way": _("How it is signed"),
    "signer": _("Who signs"),
    "sign": _("Sign"),
    "signatures": _("Signatures"),
    **{f"element.{int(one)}": LABELS[one] for one in RELEASABLE},
    **{f"{word}.{one.value}": one.label for word, kind in (
        ("purpose", Purpose), ("method", Method), ("copy", CopyKept), ("kind", ReleaseKind),
        ("capacity", Capacity), ("way", SigningWay),
    ) for one in kind},
}  # fmt: skip


@dataclass(frozen=True)
class Words:
    """The page's sentences in one language."""

    language: str
    right_to_left: bool
    said: Mapping[str, str]

    @property
    def direction(self) -> str:
        return "rtl" if self.right_to_left else "ltr"

    @property
    def dates(self) -> str:
        """The language in which Django writes its days; where the house speaks another, its own."""
        return self.language if self.language in OF_THE_HOUSE else Spoken.ENGLISH

    def __getitem__(self, key: str) -> str:
        return self.said[key]


def is_whole(sentences: Mapping[str, object]) -> bool:
    """Each sentence is there, with the same gaps to fill in."""
    return all(
        isinstance(text := sentences.get(key), str) and text.strip() and _gaps(text) == _gaps(str(english))
        for key, english in SENTENCES.items()
    )  # fmt: skip


def _gaps(text: str) -> list[str]:
    return sorted(re.findall(r"%(?:\(\w+\)s|.?)", text))


def page_in(language: str, approved: Iterable[ReleaseWording]) -> Words:
    """The page in a language; in English where there is no whole translation of this version any more."""
    if language not in OF_THE_HOUSE:
        for row in approved:
            if row.language == language and is_whole(row.sentences):
                return Words(language, row.right_to_left, row.sentences)
        language = Spoken.ENGLISH
    with translation.override(language):
        return Words(language, False, {key: str(text) for key, text in SENTENCES.items()})


def languages() -> list[str]:
    """Those in which a page can be signed now."""
    rows = ReleaseWording.objects.filter(wording=WORDING).exclude(language__in=[*OF_THE_HOUSE, Spoken.OTHER])
    return [*OF_THE_HOUSE, *(row.language for row in rows.order_by("language") if is_whole(row.sentences))]


def words_of(language: str, wording: str) -> Words:
    """As it was, or will be, signed."""
    rows = () if language in OF_THE_HOUSE else ReleaseWording.objects.filter(language=language, wording=wording)
    return page_in(language, rows)

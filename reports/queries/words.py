"""Who went through the words of a report, and for what (GR-49)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import ngettext

from agencies.models import Award
from reports.finding import Finding
from reports.models import CheckedWords, Run
from reports.narrative import Words, digest_of, words_of
from reports.shape import Report
from reports.vocabulary import WordsItem


@dataclass(frozen=True)
class Gone:
    """The words of one report, and who has said what of these very words."""

    words: list[Words]
    sha256: str
    done: dict[str, CheckedWords]

    @property
    def open(self) -> list[WordsItem]:
        """What nobody has said yet; nothing where there are no words."""
        return [item for item in WordsItem if item.value not in self.done] if self.words else []


def gone_through(run: Run, report: Report) -> Gone:
    """Inside ``looked`` or the gate of an action."""
    words = words_of(report)
    sha256 = digest_of(words)
    mine = CheckedWords.objects.select_related("by").filter(award=run.award_id, starts_on=run.starts_on, sha256=sha256)
    return Gone(words, sha256, {one.item: one for one in mine})


def unread(gone: Gone) -> Iterator[Finding]:
    """With words that nobody went through a report is not filed."""
    if gone.open:
        sentence = ngettext(
            "The words: %(count)s thing was not looked for yet.",
            "The words: %(count)s things were not looked for yet.",
            len(gone.open),
        )
        yield Finding("error", "words", (), (), sentence % {"count": len(gone.open)})


def known_names(award: Award) -> frozenset[str]:
    """Names that may stand in the words of a report: of the agency, of its place, of the award."""
    agency = award.agency
    return frozenset({agency.name, agency.jurisdiction.name, award.title})

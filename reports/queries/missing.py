"""What a count lacks: by what is missing, the records that the reporter may open, and how many others (in her own room alone)."""

from dataclasses import dataclass, field

from agencies.models import Person
from confidentiality.asking import asked
from reports.models import Run
from reports.queries.behind import File


@dataclass
class Lack:
    what: str
    files: list[File] = field(default_factory=list)
    more: int = 0

    @property
    def persons(self) -> int:
        return len(self.files) + self.more


def missing(actor: Person, run: Run) -> list[Lack]:
    """Only what the form asks about; services outside every award always."""
    asked_for = {place["by"] for entry in run.plan["tables"] for place in (entry["row"], entry["column"]) if place}
    by_what: dict[str, Lack] = {}
    with asked(actor, "mdt_report_missing", run.pk, purpose="report.missing") as found:
        for what, _key, code, public_id, more in found:
            lack = by_what.setdefault(what, Lack(what))
            if more is not None:
                lack.more = more
            else:
                lack.files.append(File(code, public_id))
    return sorted((one for one in by_what.values() if one.what in {*asked_for, "unpaid"}), key=lambda one: -one.persons)

"""One fact by which parts of a record are seen, and how it is told. No database."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import formats, timezone
from django.utils.translation import gettext as _

from confidentiality.elements import ALL, labels


def moment(at: datetime) -> str:
    """Day, time and the zone that is shown."""
    local = timezone.localtime(at)
    return f"{formats.date_format(local, 'DATE_FORMAT')}, {formats.date_format(local, 'g:i a T')}"


def day(at: datetime) -> str:
    return formats.date_format(timezone.localtime(at), "DATE_FORMAT")


@dataclass(frozen=True)
class Ground:
    """``kind``, ``a`` and ``b`` say of whom it counts (``mdt_principal``). ``ended`` is empty where only the clock ends it."""

    source: str
    source_id: int
    kind: int
    a: int
    b: int
    elements: int
    basis: str
    own: bool
    starts_at: datetime
    expires_at: datetime
    ended: str = ""  # prepared, after_death, withdrawn, replaced, closed, void; ended
    ended_at: datetime | None = None
    label: str = ""  # citation of a law or an order, reason of an emergency

    def holds(self, now: datetime) -> bool:
        return not self.ended and self.starts_at <= now < self.expires_at

    def same_fact(self, other: "Ground") -> bool:
        return (self.source, self.source_id) == (other.source, other.source_id)

    def fact(self) -> str:
        """The fact itself."""
        said = {
            "case": _("Who supervises the agency of record sees its records."),
            "assignment": _("It was given to this person to work on."),
            "emergency": _("Emergency access was asked for: %(label)s."),
            "release": _("She signed a release on %(day)s."),
            "mandate": _("A law or an order compels it: %(label)s."),
        }.get(self.source, "")
        if self.ended == "prepared":
            said = _("A release was prepared on %(day)s.")
        return said % {"label": self.label, "day": day(self.starts_at)}

    def parts(self) -> str:
        if self.elements == ALL:
            return _("It opens all parts.")
        return _("It opens: %(parts)s.") % {"parts": ", ".join(labels(self.elements))}

    def until(self) -> str:
        if self.expires_at.year >= 9999:
            return _("Until somebody ends it.")
        return _("Until %(when)s. Then it closes by itself.") % {"when": moment(self.expires_at)}

    def not_in_force(self, now: datetime) -> str:
        """Why it does not count now; empty where it does."""
        if self.holds(now):
            return ""
        how = {
            "prepared": _("It waits to be signed."),
            "after_death": _("It is for after her death, and waits for that."),
            "withdrawn": _("She took it back on %(day)s."),
            "replaced": _("A new one took its place on %(day)s."),
            "closed": _("It ended with the record on %(day)s."),
            "void": _("It became void on %(day)s."),
            "ended": _("It was ended on %(day)s."),
        }.get(self.ended)
        if how is None:
            how = _("It begins on %(when)s.") if self.starts_at > now else _("It was over on %(when)s.")
        elif self.ended == "prepared" and self.expires_at <= now:
            how = _("Its time was over before it was signed.")
        when = moment(self.starts_at if self.starts_at > now else self.expires_at)
        return f"{self.fact()} {how % {'day': day(self.ended_at or self.expires_at), 'when': when}}".strip()

"""Releases that will end: the releasing agency's own people hear of it once, and nobody else ever (law R-22)."""

from datetime import timedelta

from agencies.models import Reminder
from cases.actions import access
from confidentiality.tasks import tell_ending_releases
from mdt.kit import clock
from tests import rooms
from tests.copies import as_worker


def tell() -> None:
    """Twice, with the worker's role in the database."""
    with as_worker():
        tell_ending_releases()
        tell_ending_releases()


def told(prefix: str = "ending:") -> set[int]:
    return set(Reminder.objects.filter(key__startswith=prefix).values_list("person_id", flat=True))


def test_R22_who_works_on_the_record_hears_once_and_the_recipient_never(doors, given, acting_as) -> None:
    given(expires_at=clock.now() + timedelta(days=6))
    tell()
    mine = Reminder.objects.filter(person=doors.ada, key__startswith="ending:")
    assert [row.path for row in mine] == ["/"]
    assert not told() & {doors.dan.pk, doors.tom.pk, doors.bea.pk, doors.other.pk}


def test_R22_nothing_is_said_of_what_ends_later_or_is_over(doors, given) -> None:
    given(expires_at=clock.now() + timedelta(days=8))
    tell()
    assert doors.ada.pk not in told()


def test_R22_where_nobody_works_on_it_who_supervises_hears_and_who_is_walled_off_does_not(
    doors, given, acting_as
) -> None:
    hana, ines = (rooms.person(doors.ada.agency, is_supervisor=True) for _ in range(2))
    given(expires_at=clock.now() + timedelta(days=2))
    with acting_as(hana):
        access.recuse(case=doors.case.public_id, person=doors.ada, by=hana)
        access.recuse(case=doors.case.public_id, person=ines, by=hana)
    tell()
    assert hana.pk in told() and not told() & {doors.ada.pk, ines.pk}

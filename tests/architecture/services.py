"""What breaks each constraint of awards, services and how a person is counted; and the good rows of their tables."""

from datetime import date
from typing import Any

from tests import rows
from tests.copies import Connection
from tests.rows import FAR_AHEAD, put

SECONDARY = {"kind": "secondary"}
SERVICES: dict[str, tuple[str, dict[str, Any] | str]] = {
    "award_ends_later": ("agencies_award", {"ends_on": date(2019, 12, 31)}),
    "award_reset_month": ("agencies_award", {"reset_month": 13}),
    "award_due_whole": ("agencies_award", {"due_months": 1}),
    "award_reset_day": ("agencies_award", {"reset_day": 29}),
    "age_told_has_day": ("cases_demographics", {"age_told": 30}),
    "request_service_known": ("cases_servicerequest", {"service": "alchemy"}),
    "request_outcome_known": ("cases_servicerequest", {"outcome": "lost", "settled_on": date(2026, 1, 6)}),
    "request_falls_short_by_program": ("cases_servicerequest", {"outcome": "not", "settled_on": date(2026, 1, 6)}),
    "request_her_reason_when_she_ended": ("cases_servicerequest", {"her_reason": "moved"}),
    "request_settled_later": ("cases_servicerequest", {"outcome": "provided", "settled_on": date(2026, 1, 4)}),
    "service_known": ("cases_serviceevent", {"service": "alchemy"}),
    "service_units": ("cases_serviceevent", {"units": 0}),
    "service_family": ("cases_serviceevent", {"family": 31}),
    "funding_share": ("cases_servicefunding", "share = 0"),
    "primary_known": ("cases_primaryvictimization", {"kind": "bad luck"}),
    "related_file_is_another": ("cases_relatedfile", {"other_id": lambda here: here.ids["cases_case"], **SECONDARY}),
    "related_file_kind": ("cases_relatedfile", {"kind": "friend"}),
    "barrier_known": ("cases_knownbarrier", {"code": "wall"}),
    "service_contact_kind": ("cases_servicecontact", {"kind": "letter"}),
    "service_contact_service": ("cases_servicecontact", {"service": "alchemy"}),
    "service_contact_count": ("cases_servicecontact", {"count": 0}),
    "order_kind_known": ("cases_protectionorder", {"kind": "for_ever"}),
    "order_granted_later": ("cases_protectionorder", {"granted_on": date(2026, 1, 4)}),
    # The same by triggers.
    "award_reporter_named_in_agency": ("agencies_awardreporter", {"person_id": lambda here: here.stranger}),
    "service_has_been": ("cases_serviceevent", {"on": FAR_AHEAD}),
    "service_after_birth": ("cases_identity", "date_of_birth = '2026-01-06'"),
    "service_by_own_staff": ("cases_serviceevent", {"by_id": lambda here: here.stranger}),
    "service_interview_on_one_line": ("cases_serviceevent", {"service": lambda here: here.interviewed()}),
    "funding_of_its_case": ("cases_servicefunding", {"case_id": lambda here: here.another_case()}),
    "funding_by_own_award": ("cases_servicefunding", {"award_id": lambda here: here.award_elsewhere}),
    "funding_in_term": ("cases_serviceevent", "\"on\" = '2019-12-31'"),
    "funding_is_whole": ("cases_servicefunding", {"award_id": None}),
    "related_file_in_room": ("cases_relatedfile", {"other_id": lambda here: here.case_elsewhere, **SECONDARY}),
    "related_file_is_first": ("cases_relatedfile", {
        "case_id": lambda here: here.another_case(), "other_id": lambda here: here.ids["cases_case"],
    }),
    "reported_under_own_award": ("cases_reportedunder", {"award_id": lambda here: here.award_elsewhere}),
    "service_contact_has_been": ("cases_servicecontact", {"on": FAR_AHEAD}),
    "service_contact_in_term": ("cases_servicecontact", {"award_id": lambda here: here.award_elsewhere}),
    "contact_link_in_room": ("cases_contactlink", {"linked_on": date(2026, 1, 4)}),
}  # fmt: skip


class WithServices:
    """Part of ``Furnished``: the elements of a case, with what was done, from which award, and a contact without a record."""

    db: Connection
    ids: dict[str, int]
    links: dict[str, dict[str, Any]]
    add: Any

    def add_elements(self, case: int, agency: int, person: int) -> None:
        right = rows.permission(self.db, "work_case")
        self.add("cases_caseassignment", content_object_id=case, user_id=person, permission_id=right)
        self.add("cases_draft", owner_id=person, case_id=None)
        more = self.add_services(agency, person)
        for table in (t for t in rows.SAMPLES if "absences" in rows.SAMPLES[t] and t != "cases_referral"):
            also = {name: value() for name, value in more.get(table, {}).items()}
            self.add(table, case_id=case, agency_id=agency, updated_by_id=person, **also)

    def add_services(self, agency: int, person: int) -> dict[str, dict[str, Any]]:
        """Awards and a contact; and what rows of elements need besides their case, each asked when its turn has come."""
        self.add_elsewhere()
        award = self.add("agencies_award", agency_id=agency, created_by_id=person)
        self.db.execute("UPDATE agencies_person SET is_supervisor = true WHERE id = %s", [person])
        self.add("agencies_awardreporter", award_id=award, person_id=person, named_by_id=person)
        contact = self.add("cases_servicecontact", agency_id=agency, by_id=person)
        return {
            "cases_serviceevent": {"by_id": lambda: person},
            "cases_servicefunding": {"event_id": lambda: self.ids["cases_serviceevent"], "award_id": lambda: award},
            "cases_relatedfile": {"other_id": self.another_case},
            "cases_reportedunder": {"award_id": lambda: award},
            "cases_contactlink": {"contact_id": lambda: contact},
        }

    def interviewed(self) -> str:
        """The good row is an interview with the police; this is its other line."""
        self.db.execute(
            "UPDATE cases_serviceevent SET service = 'police_interview' WHERE id = %s", [self.ids["cases_serviceevent"]]
        )
        return "police_interview_justice"

    def another_case(self) -> int:
        return put(self.db, "cases_case", **self.links["cases_case"])

    def add_elsewhere(self) -> None:
        """Another agency with a person, an award and a case of its own."""
        agency = put(self.db, "agencies_agency", jurisdiction_id=self.ids["agencies_jurisdiction"])
        self.stranger = put(self.db, "agencies_person", agency_id=agency)
        self.award_elsewhere = put(self.db, "agencies_award", agency_id=agency, created_by_id=self.stranger)
        self.case_elsewhere = put(self.db, "cases_case", agency_id=agency, opened_by_id=self.stranger)

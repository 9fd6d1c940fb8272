"""What breaks each constraint of counts, products and written-down work; and the good rows of their tables."""

from datetime import date
from typing import Any

from tests.copies import Connection
from tests.rows import LONG_AGO, put

_FILED = "status = 'filed', filed_at = now(), filed_by_id = (SELECT w.created_by_id FROM agencies_award w WHERE w.id = award_id), report = "
NOTHING = f"{_FILED} '{{}}'"
# What the cell of a furnished count says.
FILED = _FILED + """'{"sections": [{"tables": [{"key": "status", "cells": [["served", "", "exact", "3", null]]}]}]}'"""
RELEASED = "status = 'released', decided_at = now(), decided_by_id = (SELECT asked_by_id FROM reports_run r WHERE r.id = run_id)"
ELSEWHERE = "(SELECT min(p.id) FROM agencies_person p WHERE p.agency_id <> reports_publication.agency_id)"
DECIDED: dict[str, Any] = {
    "decided_by_id": lambda here: here.links["reports_typedfigure"]["by_id"],
    "decided_at": LONG_AGO,
}

REPORTS: dict[str, tuple[str, dict[str, Any] | str]] = {
    "run_status_known": ("reports_run", {"status": "lost"}),
    "run_period_whole": ("reports_run", {"ends_on": date(2024, 12, 31)}),
    "run_filed_whole": ("reports_run", {"filed_at": LONG_AGO}),
    "run_amends_with_reason": ("reports_run", {"amends_id": lambda here: here.filed}),
    "typed_not_below_zero": ("reports_typedfigure", {"value": -1, "line": "staff.other"}),
    "typed_partner_whole": ("reports_typedfigure", {"value": 1.5, "partner_id": lambda here: here.partner}),
    "partner_totals_signed": ("reports_partnertotals", "signed = false"),
    "words_item_known": ("reports_checkedwords", {"item": "gossip"}),
    "trained_people": ("reports_trainingpeople", {"people": 0, "discipline": "court"}),
    "product_number": ("reports_product", {"number": 0}),
    "staff_percent": ("reports_staffassignment", {"percent": 101}),
    "staff_ends_later": ("reports_staffassignment", {"ends_on": date(2019, 12, 31)}),
    "policy_work_or_protocol": ("reports_policywork", {"action": ""}),
    "tracked_source_known": ("reports_tracked", {"source": "gossip"}),
    "tracked_ends_later": ("reports_tracked", "to_on = from_on - 1"),
    "publication_threshold": ("reports_publication", {"threshold": 4}),
    "publication_audience_known": ("reports_publication", {"audience": "enemies"}),
    "publication_status_known": ("reports_publication", {"status": "lost", **DECIDED}),
    "publication_decided_by_another": ("reports_publication", {"decided_at": LONG_AGO}),
    # The same by triggers.
    "run_of_its_award": ("reports_run", {"award_id": lambda here: here.award_elsewhere}),
    "run_amends_filed": ("reports_run", {"amends_id": lambda here: here.ids["reports_run"], "reason": "One more came"}),
    "run_prepared_when_over": ("reports_run", {"ends_on": date(2038, 12, 31)}),
    "run_filed_stays": ("reports_run", f"{FILED} → step = 1"),
    "run_filed_when_counted": ("reports_run", f"status = 'waiting' → {FILED}"),
    "run_filed_as_counted": ("reports_run", FILED.replace('"3"', '"4"')),
    "run_filed_and_no_more": ("reports_run", f"{FILED}, counted_at = '2001-01-01'"),
    "run_filed_when_over": ("reports_run", {"form": lambda here: here.files(ends_on=date(2038, 12, 31))}),
    "run_filed_again_amends": ("reports_run", {"form": lambda here: here.files(form="ovw.filed")}),
    "counted_stays_when_filed": ("reports_countedcell", {"run_id": lambda here: here.changes_what_is_filed()}),
    "publication_of_filed": ("reports_publication", {"run_id": lambda here: here.ids["reports_run"]}),
    "publication_by_nation": ("reports_publication", {"nation_agreed": lambda here: here.of_a_nation()}),
    "publication_of_own_numbers": ("reports_publication", {"run_id": lambda here: here.files_with_partners()}),
    "partner_totals_have_none": ("reports_partnertotals", {"starts_on": lambda here: here.takes_away_who_gave()}),
    "partner_totals_of_another": ("reports_partnertotals", {"partner_id": lambda here: here.ids["agencies_agency"]}),
    "typed_partner_gave": ("reports_typedfigure", {"starts_on": date(2031, 1, 1), "partner_id": lambda here: here.partner}),
    "publication_decided_once": ("reports_publication", f"{RELEASED} → reason = 'So'"),
    "publication_decided_in_agency": ("reports_publication", f"status = 'released', decided_at = now(), decided_by_id = {ELSEWHERE}"),
    "activity_of_own_award": ("reports_product", {"award_id": lambda here: here.award_elsewhere}),
    "activity_of_own_agreement": ("reports_awardagreement", {"agreement_id": lambda here: here.agreement()}),
}  # fmt: skip


class WithReports:
    """Part of ``Furnished``: a count that is over, one that is filed with a product of it, and all that is written down."""

    db: Connection
    ids: dict[str, int]
    links: dict[str, dict[str, Any]]
    add: Any
    other: int

    def add_reports(self, agency: int, person: int) -> None:
        award = self.ids["agencies_award"]
        links = {"agency_id": agency, "award_id": award, "asked_by_id": person}
        self.filed = put(self.db, "reports_run", **links, form="ovw.filed")
        self.db.execute("UPDATE reports_run SET status = 'counted' WHERE id = %s", [self.filed])
        self.cell_of_filed = put(self.db, "reports_countedcell", run_id=self.filed)
        self.db.execute(f"UPDATE reports_run SET {FILED} WHERE id = %s", [self.filed])
        self.add("reports_publication", run_id=self.filed, agency_id=agency, made_by_id=self.other)
        run = self.add("reports_run", **{**links, "asked_by_id": None})  # a draft that was made by itself
        self.db.execute("UPDATE reports_run SET status = 'counted' WHERE id = %s", [run])
        self.add("reports_fact", run_id=run)
        self.add("reports_countedcell", run_id=run)
        self.add("reports_typedfigure", award_id=award, by_id=person)
        self.partner = put(self.db, "agencies_agency", jurisdiction_id=self.ids["agencies_jurisdiction"])
        self.add("reports_partnertotals", award_id=award, partner_id=self.partner, by_id=person)
        put(self.db, "reports_typedfigure", award_id=award, partner_id=self.partner, by_id=person)
        self.add("reports_checkedwords", award_id=award, by_id=person)
        self.add("reports_verification", agency_id=agency, by_id=person)
        self.add("reports_customform", agency_id=agency, made_by_id=person)
        self.add_activity(agency, person, award)

    def add_activity(self, agency: int, person: int, award: int) -> None:
        wrote = {"agency_id": agency, "by_id": person}
        training = self.add("reports_training", **wrote)
        self.add("reports_trainingpeople", training_id=training, award_id=award)
        for table in ("product", "staffassignment", "policywork"):
            self.add(f"reports_{table}", award_id=award, **wrote)
        agreement = self.ids["protocols_agreement"]
        self.add("reports_awardagreement", award_id=award, agreement_id=agreement, linked_by_id=person)
        self.add("reports_tracked", **wrote)

    def files(self, **columns: Any) -> str:
        asked = {"asked_by_id": self.links["reports_typedfigure"]["by_id"]}
        run = put(self.db, "reports_run", **{**self.links["reports_run"], **asked, **columns})
        self.db.execute("UPDATE reports_run SET status = 'counted' WHERE id = %s", [run])
        self.db.execute(f"UPDATE reports_run SET {NOTHING} WHERE id = %s", [run])
        return "ovw.stop"

    def files_with_partners(self) -> int:
        run = put(self.db, "reports_run", **{**self.links["reports_run"], "form": "ovw.summed"})
        self.db.execute("UPDATE reports_run SET status = 'counted' WHERE id = %s", [run])
        summed = NOTHING.replace("'{}'", """'{"sections": [], "sum_of": 1}'""")
        self.db.execute(f"UPDATE reports_run SET {summed} WHERE id = %s", [run])
        return run

    def takes_away_who_gave(self) -> None:
        self.db.execute("DELETE FROM reports_partnertotals WHERE partner_id = %s", [self.partner])

    def changes_what_is_filed(self) -> int:
        self.db.execute("UPDATE reports_countedcell SET value = 9 WHERE id = %s", [self.cell_of_filed])
        return self.filed

    def of_a_nation(self) -> bool:
        """From now on the agency is a nation's, and it has not agreed."""
        self.db.execute("UPDATE agencies_agency SET is_tribal = true WHERE id = %s", [self.ids["agencies_agency"]])
        return False

"""Every constraint of ours has an example that breaks it; one without fails here."""

import os
import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from confidentiality.wall import HERE, WALL
from tests import rows
from tests.architecture.cycles import CYCLES
from tests.architecture.keeping import KEEPING, add_keeping
from tests.architecture.meetings import MEETINGS, WithMeetings
from tests.architecture.reports import REPORTS, WithReports
from tests.architecture.services import SERVICES, WithServices
from tests.copies import Connection
from tests.rows import FAR_AHEAD, LONG_AGO, put

EARLIER = LONG_AGO - timedelta(days=1)
APPS = ("agencies_", "cases_", "confidentiality_", "meetings_", "protocols_", "reports_")

# A version of another agreement.
ANOTHER: dict[str, Any] = {"agreement_id": lambda here: here.agreement()}

DRAFTED: dict[str, Any] = {"version_id": lambda here: here.draft(kind="protocol")}
CLOSED = "outcome = '%s', closed_at = now(), closed_by_id = opened_by_id"
ANSWERED = "answer = 'So', answered_by_id = by_id, answered_at = now()"

# Constraint → its table, and what a row must say to break it (a text is an UPDATE of a good row instead, or several).
BROKEN: dict[str, tuple[str, dict[str, Any] | str]] = {
    **CYCLES, **MEETINGS, **SERVICES, **REPORTS, **KEEPING,
    "acknowledgement_ends_later": ("agencies_acknowledgement", {"expires_at": LONG_AGO}),
    "agency_discipline_known": ("agencies_agency", {"discipline": "alchemy"}),
    "agency_is_not_its_own_parent": ("agencies_agency", "parent_id = id"),
    "agency_sector_known": ("agencies_agency", {"sector": "guild"}),
    "jurisdiction_contact_rule_whole": ("agencies_jurisdiction", {"contact_hours": 24, "contact_law": "A law"}),
    "invitation_ends_later": ("agencies_invitation", {"expires_at": LONG_AGO}),
    "person_email_lower": ("agencies_person", {"email": "Capital@rooms.example"}),
    "person_has_agency_or_runs_installation": ("agencies_person", {"agency_id": None}),
    "person_is_never_superuser": ("agencies_person", {"is_superuser": True}),
    "reminder_sent_or_cancelled": ("agencies_reminder", {"sent_at": LONG_AGO, "cancelled_at": LONG_AGO}),
    "seat_ends_after_start": ("agencies_seat", {"ends_on": date(2019, 12, 31)}),
    "team_is_not_its_own_parent": ("agencies_team", "parent_id = id"),
    "team_subcommittee_has_parent": ("agencies_team", {"structure": "subcommittee"}),
    "case_status_known": ("cases_case", {"status": "burnt"}),
    "attempt_from_closed_lists": ("cases_contactattempt", {"way": "her_sister"}),
    "attempt_not_to_come": ("cases_contactattempt", {"recorded_at": EARLIER}),
    "notice_from_closed_lists": ("cases_contactnotice", {"whom": "her_sister"}),
    "clock_due_by_law": ("cases_clock", {"in_person_by": LONG_AGO}),
    "clock_due_after_start": ("cases_clock", {"due_at": EARLIER}),
    "clock_rule_one_owner": ("cases_clockrule", {"team_id": None, "agency_id": None}),
    "clock_rule_takes_time": ("cases_clockrule", {"minutes": 0}),
    "consultation_answer_whole": ("cases_consultation", {"answer": "yes"}),
    "contact_safety_has_date": ("cases_contactmethod", {"safety": "safe"}),
    "referral_accepted_has_one_coordinator": ("cases_referral", {"status": "accepted"}),
    "referral_asks_for_something": ("cases_referral", {"asked_for": []}),
    "carried_names_elements": ("cases_referralcarried", {"elements": 1}),
    "referral_one_recipient": ("cases_referral", {"to_team_id": None}),
    "referral_status_known": ("cases_referral", {"status": "lost"}),
    "roster_weekday": ("cases_rosterslot", {"weekday": 7}),
    "emergency_alerts_another": ("confidentiality_emergencyaccess", "alerted_id = person_id"),
    "backup_kind_known": ("confidentiality_backuprecord", {"kind": "hope"}),
    "emergency_ends_later": ("confidentiality_emergencyaccess", {"expires_at": LONG_AGO}),
    "grant_one_subject": ("confidentiality_grant", {"case_id": None}),
    "release_ends_later": ("confidentiality_release", {"expires_at": LONG_AGO}),
    "release_leaves_the_room": ("confidentiality_release", {"recipient_id": lambda here: here.ids["agencies_agency"]}),
    "release_names_elements": ("confidentiality_release", {"elements": 1}),
    "release_names_methods": ("confidentiality_release", {"methods": []}),
    "release_purpose_known": ("confidentiality_release", {"purpose": "fun"}),
    "release_kind_known": ("confidentiality_release", {"kind": "some_day"}),
    "release_effect_after_death": ("confidentiality_release", {"takes_effect_at": LONG_AGO}),
    "release_oral_yes_whole": ("confidentiality_release", {"oral_yes_at": LONG_AGO}),
    "release_talked_through": ("confidentiality_releasetalk", {"risks": False}),
    "release_in_her_language": ("confidentiality_releasetalk", {"spoken": "ar"}),
    "release_wording_approved": ("confidentiality_releasewording", {"approved_by": ""}),
    "death_known_from_list": ("confidentiality_death", {"known_from": "a_dream"}),
    "release_needs_a_signer": ("confidentiality_releasetalk", {"needed": []}),
    "release_interpreter_named": ("confidentiality_releasetalk", {"interpreting": "sight"}),
    "release_signer_is_known": ("confidentiality_releasesignature", {"capacity": "parent"}),
    "link_identity_checked": ("confidentiality_releaselink", {"check_way": "guess"}),
    "link_lives_half_an_hour": ("confidentiality_releaselink", {"expires_at": LONG_AGO + timedelta(minutes=31)}),
    "link_signer_is_known": ("confidentiality_releaselink", {"capacity": "parent"}),
    "scan_kind_known": ("confidentiality_releasescan", {"content_type": "text/html"}),
    "statute_effect_known": ("confidentiality_statute", {"effect": "suggests"}),
    "mandate_compels": ("confidentiality_mandate", {"basis": "RELEASE"}),
    "mandate_ends_later": ("confidentiality_mandate", {"expires_at": LONG_AGO}),
    "mandate_leaves_the_room": ("confidentiality_mandate", {"recipient_id": lambda here: here.ids["agencies_agency"]}),
    "mandate_names_elements": ("confidentiality_mandate", {"elements": 1}),
    "mandate_names_methods": ("confidentiality_mandate", {"methods": []}),
    "mandate_cites": ("confidentiality_mandate", {"citation": ""}),
    "mandate_order_is_signed": ("confidentiality_mandate", {"judge_signed": False}),
    "mandate_law_is_named": ("confidentiality_mandate", {"basis": "STATUTORY_MANDATE"}),
    "care_scope_and_safety": ("confidentiality_mandatecare", {"safety_steps": ""}),
    "care_notice_or_why_not": ("confidentiality_mandatecare", {"why_no_notice": ""}),
    "disclosure_has_a_basis": ("confidentiality_disclosure", {"basis": "OWN_AGENCY"}),
    "disclosure_names_its_basis": ("confidentiality_disclosure", {"basis": "COURT_MANDATE"}),
    "disclosure_not_to_come": ("confidentiality_disclosure", {"recorded_at": EARLIER}),
    "disclosure_names_elements": ("confidentiality_disclosure", {"elements": 1}),
    "agreement_kind_known": ("protocols_agreement", {"kind": "pact"}),
    "agreement_template_known": ("protocols_agreement", {"template": "blank"}),
    "agreement_does_not_replace_itself": ("protocols_agreement", "replaces_id = id"),
    "agreement_end_has_a_reason": ("protocols_agreement", {"ended_on": LONG_AGO}),
    "version_out_is_fixed": ("protocols_version", {"sent_at": LONG_AGO, **ANOTHER}),
    "version_executed_has_a_term": ("protocols_version", {"starts_on": LONG_AGO, **ANOTHER}),
    "version_term_is_bounded": ("protocols_version", {"term_months": 0, **ANOTHER}),
    "override_never_of_no_waiver": ("protocols_override", {"key": "no_waiver"}),
    "comment_answer_whole": ("protocols_comment", {"answered_at": LONG_AGO}),
    "authority_is_named": ("protocols_authority", {"citation": ""}),
    "authority_ends_after_start": ("protocols_authority", {"ends_on": EARLIER}),
    "authority_delegated_by_an_instrument": ("protocols_authority", {"source": "delegation"}),
    "approval_has_a_number": ("protocols_governingapproval", "number = ''"),
    "signature_is_whole": ("protocols_signature", {"name": "", "party_id": lambda here: here.sends("")}),
    "signature_for_the_agency_has_authority": ("protocols_signature", {"by_authority_of": "", "party_id": lambda here: here.sends("")}),
    "signature_after_reading": ("protocols_signature", {"read_at": FAR_AHEAD, "party_id": lambda here: here.sends("")}),
    "paper_verified_elsewhere": ("protocols_paperscan", {
        "uploaded_by_id": lambda f: f.colleagues()[0], "verified_by_id": lambda f: f.colleagues()[1], "verified_at": LONG_AGO,
    }),
    "paper_verified_by_another": ("protocols_paperscan", "verified_by_id = uploaded_by_id, verified_at = now()"),
    "decline_has_a_reason": ("protocols_decline", {"reason": ""}),
    "executed_is_whole": ("protocols_executed", "sha256 = 'x'"),
    "withdrawal_after_its_notice": ("protocols_withdrawalnotice", "effective_on = given_on - 1"),
    "text_out_is_fixed": ("protocols_clause", {"version_id": lambda here: here.ids["protocols_version"]}),
    "version_begins_as_draft": ("protocols_version", {"status": "out", **ANOTHER}),
    "version_moves_on": ("protocols_version", "status = 'draft'"),
    "version_waives_nothing": ("protocols_version", {"number": lambda here: here.sends("purpose")}),
    "version_signed_by_all": ("protocols_version", {"number": lambda here: here.sends("no_waiver")}),
    "agreement_signature_stands": ("protocols_signature", "voided_at = now()"),
    "signature_of_these_words": ("protocols_signature", {"version_sha256": "1" * 64}),
    "signature_in_ones_own_name": ("protocols_signature", {"person_id": lambda here: here.other, "party_id": lambda here: here.sends("")}),
    "signature_with_authority": ("protocols_signature", {"authority_id": None, "party_id": lambda here: here.sends("")}),
    "signature_after_approval": ("protocols_signature", {"party_id": lambda here: here.sends("", body="council")}),
    "signature_in_order": ("protocols_signature", {"party_id": lambda here: here.sends("", in_order=True)}),
    "executed_stands": ("protocols_executed", "content = 'x', sha256 = 'x', sealed_at = now() → sha256 = 'y'"),
    "task_says_what": ("protocols_task", {"what": "", "position": 9}),
    "duty_from_closed_lists": ("protocols_duty", {"part": "watches", "discipline": "housing"}),
    "measure_is_whole": ("protocols_measure", {"number": 0, "position": 9}),
    "proposal_closed_whole": ("protocols_proposal", "closed_at = now()"),
    "proposal_has_a_threshold": ("protocols_proposal", {"threshold": "at_least", **DRAFTED}),
    "proposal_asks_something": ("protocols_proposal", {"question": "", **DRAFTED}),
    "gradient_from_1_to_8": ("protocols_gradient", {"number": 9, "words": "Why"}),
    "gradient_7_and_8_say_why": ("protocols_gradient", {"number": 7, "words": ""}),
    "gradient_answer_whole": ("protocols_gradient", {"answer": "So", "words": "Why"}),
    "matrix_out_is_fixed": ("protocols_duty", {"task_id": lambda here: here.task_out, "discipline": "housing", "part": "informed"}),
    "proposal_of_a_protocol_at_work": ("protocols_proposal", {"version_id": lambda here: here.draft()}),
    "proposal_stands": ("protocols_proposal", f"{CLOSED % 'void'} → {CLOSED % 'carried'}"),
    "proposal_carried_by_its_rule": ("protocols_proposal", CLOSED % "carried"),
    "asked_before_any_answer": ("protocols_asked", {"proposal_id": lambda here: here.ids["protocols_proposal"], "agency_id": lambda here: here.not_asked}),
    "gradient_while_open": ("protocols_gradient", f"{ANSWERED} → {ANSWERED}"),
    "gradient_for_ones_own_agency": ("protocols_gradient", {"agency_id": lambda here: here.not_asked}),
    "protocol_goes_out_decided": ("protocols_version", {"number": lambda here: here.undecided()}),
    "understood_of_an_adopted_protocol": ("protocols_understanding", {"version_id": lambda here: here.draft()}),
    "executed_of_an_executed_version": ("protocols_executed", {"version_id": lambda here: here.draft()}),
    "ledger_kind": ("confidentiality_ledger", {"kind": "glance"}),
    "confidentiality_ledger_outcome_check": ("confidentiality_ledger", {"outcome": "perhaps"}),
    # Kept by triggers, for whoever writes.
    "case_cover_fixed": ("cases_case", "code = 'OTHER'"),
    "referral_words_fixed": ("cases_referral", "urgency = 'routine'"),
    "referral_answer_stands": ("cases_referral", "status = 'declined' → status = 'received'"),
    "release_not_too_long": ("confidentiality_release", {"expires_at": LONG_AGO + timedelta(days=91)}),
    "release_waits_for_death": ("confidentiality_release", "takes_effect_at = now()"),  # it waits to be signed
    "release_oral_yes_stands": (
        "confidentiality_release",
        "oral_yes_at = now(), oral_yes_by_id = prepared_by_id → oral_yes_at = NULL, oral_yes_by_id = NULL",
    ),
    "release_death_withholds_nothing": (
        "confidentiality_releasetalk", {"withheld": "Where she works", "release_id": lambda here: here.after_death()},
    ),
    "release_moves_on": ("confidentiality_release", "status = 'withdrawn' → status = 'active'"),
    "release_signed_by_all": ("confidentiality_release", "status = 'active'"),
    "release_signature_stands": ("confidentiality_release", "countersigned_by_id = prepared_by_id"),
    "link_used_once": ("confidentiality_releaselink", "used_at = now() → used_at = NULL"),
    "signature_by_a_checked_link": ("confidentiality_releasesignature", {"way": "link", "check_way": "voice"}),
    "mandate_ended_stays": (
        "confidentiality_mandate", "ended_at = now(), ended_by_id = recorded_by_id → ended_at = NULL, ended_by_id = NULL",
    ),
    "mandate_law_compels": (
        "confidentiality_mandate",
        {"basis": "STATUTORY_MANDATE", "elements": 512 | 1, "statute_id": lambda here: here.ids["confidentiality_statute"]},
    ),
    "mandate_generated_there": ("confidentiality_mandate", {"basis": "LE_PROS_GENERATED", "agency_id": lambda here: here.strict()}),
    "disclosure_of_record": ("confidentiality_disclosure", {"agency_id": lambda here: here.strict()}),
    "disclosure_by_law_with_care": ("confidentiality_disclosure", {"safety_steps": ""}),
    "disclosure_law_compels": ("confidentiality_disclosure", {"elements": 512 | 1}),
    "disclosure_within_its_basis": (
        "confidentiality_disclosure",
        {"basis": "COURT_MANDATE", "statute_id": None, "mandate_id": lambda here: here.ids["confidentiality_mandate"]},
    ),
    "referral_identity_needs_basis": ("cases_referral", {"identified": True}),
    "attempt_after_acceptance": ("cases_contactattempt", {"at": EARLIER}),
    "clock_times_fixed": ("cases_clock", "due_at = due_at + interval '1 day'"),
    "consultation_answered_once": ("cases_consultation", "answer = 'yes', answered_by_id = asked_by_id, answered_at = now() → answer = 'no'"),
}  # fmt: skip


class Furnished(WithMeetings, WithServices, WithReports):
    """One good row in each table, and the links that a further row of it needs."""

    def __init__(self, db: Connection) -> None:
        self.db, self.ids = db, {}
        self.links: dict[str, dict[str, Any]] = {}
        place = self.add("agencies_jurisdiction")
        agency = self.add("agencies_agency", jurisdiction_id=place)
        person = self.add("agencies_person", agency_id=agency)
        self.other = other = put(db, "agencies_person", agency_id=agency)
        team = self.add("agencies_team", jurisdiction_id=place)
        self.add_around(place, agency, person, team)
        self.add_cycle(person, team)
        case = self.add("cases_case", agency_id=agency, opened_by_id=person)
        self.add_meetings(person, agency, team, case)
        self.add_elements(case, agency, person)
        referral = self.add("cases_referral", from_agency_id=agency, sent_by_id=person, area_id=place, to_team_id=team)
        self.add_referral_parts(referral, case, agency, person)
        self.add_carried(case, agency, person, place)
        self.add("confidentiality_recusal", case_id=case, person_id=person, recorded_by_id=other)
        self.add("confidentiality_emergencyaccess", case_id=case, person_id=person, alerted_id=other)
        self.add("confidentiality_grant", case_id=case)
        elsewhere = put(db, "agencies_agency", jurisdiction_id=place)
        self.add_releases(case, agency, person, elsewhere)
        self.add_mandates(case, agency, person, elsewhere)
        add_keeping(self, case, agency, person)
        self.add_agreements(agency, person, other, team)
        self.add_reports(agency, person)
        self.add("confidentiality_checkpoint", number=10**9)
        for table in ("confidentiality_ledger", "confidentiality_ledgercheck", "confidentiality_backuprecord"):
            self.add(table)
        kind = db.execute("SELECT id FROM django_content_type WHERE model = 'case'").fetchone()[0]  # type: ignore[index]
        self.add("confidentiality_changeentry", content_type_id=kind, actor_id=person, agency_id=agency)

    def add_around(self, place: int, agency: int, person: int, team: int) -> None:
        right = {name: rows.permission(self.db, name) for name in ("coordinate_team", "sign_for_agency")}
        self.add(
            "agencies_agencysigner", content_object_id=agency, user_id=person, permission_id=right["sign_for_agency"]
        )
        self.add(
            "agencies_teamcoordinator", content_object_id=team, user_id=person, permission_id=right["coordinate_team"]
        )
        self.add("agencies_invitation", agency_id=agency, invited_by_id=person)
        for one in ("reminder", "staffsession", "signintry"):
            self.add(f"agencies_{one}", person_id=person)
        self.add("agencies_seat", team_id=team, person_id=person, agency_id=agency)
        self.add("agencies_acknowledgement", person_id=person)
        self.add("cases_clockrule", team_id=team)
        self.add("cases_holiday", jurisdiction_id=place)
        self.add("cases_rosterslot", team_id=team)

    def add_referral_parts(self, referral: int, case: int, agency: int, person: int) -> None:
        self.add("cases_referralorigin", referral_id=referral, case_id=case)
        self.add("cases_referralintake", referral_id=referral, case_id=case)
        self.add("cases_referralevent", referral_id=referral, by_id=person, by_agency_id=agency)
        self.add("cases_consultation", referral_id=referral, asked_by_id=person)
        clock = self.add("cases_clock", referral_id=referral)
        for table in ("cases_contactattempt", "cases_contactnotice"):
            self.add(table, referral_id=referral, clock_id=clock, by_id=person)

    def add_carried(self, case: int, agency: int, person: int, place: int) -> None:
        """A referral that is identified, with the row that makes it so; neither can be there alone when all is asked."""
        links = {"from_agency_id": agency, "sent_by_id": person, "area_id": place, "to_agency_id": agency}
        self.add(
            "cases_referralcarried", referral_id=put(self.db, "cases_referral", identified=True, **links), case_id=case
        )
        self.db.execute("SET CONSTRAINTS ALL IMMEDIATE")

    def add_releases(self, case: int, agency: int, person: int, recipient: int) -> None:
        release = self.add(
            "confidentiality_release", case_id=case, agency_id=agency, recipient_id=recipient, prepared_by_id=person
        )
        self.add("confidentiality_releasetalk", release_id=release, case_id=case)
        signature = self.add(
            "confidentiality_releasesignature", release_id=release, case_id=case, witnessed_by_id=person
        )
        self.add("confidentiality_releasescan", signature_id=signature, case_id=case, added_by_id=person)
        self.add("confidentiality_releaselink", release_id=release, case_id=case, checked_by_id=person)
        self.add("confidentiality_selfconsentrule")
        self.add("confidentiality_releasewording")
        self.add("confidentiality_death", case_id=case, recorded_by_id=person)

    def add_mandates(self, case: int, agency: int, person: int, recipient: int) -> None:
        law = self.add("confidentiality_statute")
        mandate = self.add(
            "confidentiality_mandate", case_id=case, agency_id=agency, recipient_id=recipient, recorded_by_id=person
        )
        self.add("confidentiality_mandatecare", mandate_id=mandate, case_id=case)
        self.add("confidentiality_disclosure", case_id=case, agency_id=agency, statute_id=law, recorded_by_id=person)

    def add_agreements(self, agency: int, person: int, other: int, team: int) -> None:
        """One that is out and one that is executed; each part was put there while it could be."""
        before = put(self.db, "protocols_agreement", team_id=team, created_by_id=person)
        self.add("protocols_agreement", team_id=team, created_by_id=person, replaces_id=before)
        links = {"agreement_id": self.ids["protocols_agreement"], "created_by_id": person}
        version = self.ids["protocols_version"] = put(self.db, "protocols_version", number=5, **links)
        self.links["protocols_version"] = links
        put(self.db, "protocols_clause", version_id=version, key="no_waiver")
        party = put(self.db, "protocols_party", version_id=version, agency_id=agency)
        draft = self.draft()
        self.add("protocols_clause", version_id=draft)
        self.add("protocols_override", version_id=draft, by_id=person)
        self.add("protocols_comment", version_id=draft, agency_id=agency, by_id=person)
        self.add("protocols_party", version_id=draft, agency_id=agency)
        authority = self.add("protocols_authority", agency_id=agency, person_id=person, recorded_by_id=other)
        self.out(version)
        signature = self.add("protocols_signature", party_id=party, person_id=person, authority_id=authority)
        self.add("protocols_paperscan", signature_id=signature, uploaded_by_id=person)
        self.add("protocols_governingapproval", party_id=party, recorded_by_id=person)
        self.add("protocols_decline", party_id=party, by_id=person)
        self.add("protocols_withdrawalnotice", party_id=party, recorded_by_id=person)
        executed = self.executed(person, agency, authority)
        self.add("protocols_executed", version_id=executed)
        self.add("protocols_review", version_id=executed)
        self.add_protocols(agency, person)

    def add_protocols(self, agency: int, person: int) -> None:
        """One that is decided about, one that is out, and one that is adopted."""
        self.not_asked = put(self.db, "agencies_agency", jurisdiction_id=self.ids["agencies_jurisdiction"])
        draft = self.draft(kind="protocol")
        task = self.add("protocols_task", version_id=draft)
        self.add("protocols_duty", task_id=task)
        self.add("protocols_measure", version_id=draft)
        proposal = self.add("protocols_proposal", version_id=draft, opened_by_id=person)
        put(self.db, "protocols_asked", proposal_id=proposal, agency_id=agency)
        silent = put(self.db, "protocols_proposal", version_id=self.draft(kind="protocol"), opened_by_id=person)
        self.add("protocols_asked", proposal_id=silent, agency_id=agency)
        self.add("protocols_gradient", proposal_id=proposal, agency_id=agency, by_id=person, words="Why", number=3)
        adopted = self.executed(person, agency, self.ids["protocols_authority"], kind="protocol")
        self.add("protocols_understanding", version_id=adopted, person_id=person)

    def undecided(self) -> int:
        """Goes out without a decision."""
        version = self.draft(kind="protocol")
        put(self.db, "protocols_clause", version_id=version, key="no_waiver")
        self.out(version)
        return version

    def decided(self, version: int, person: int, agency: int) -> None:
        """The one agency that was asked agrees."""
        links = {"version_id": version, "opened_by_id": person, "sha256": "0" * 64}
        proposal = put(self.db, "protocols_proposal", **links)
        put(self.db, "protocols_asked", proposal_id=proposal, agency_id=agency)
        put(self.db, "protocols_gradient", proposal_id=proposal, agency_id=agency, by_id=person)
        self.db.execute(f"UPDATE protocols_proposal SET {CLOSED % 'carried'} WHERE id = %s", [proposal])

    def executed(self, person: int, agency: int, authority: int, kind: str = "mou") -> int:
        """A version of another agreement that its one party has signed."""
        version = self.draft(kind=kind)
        put(self.db, "protocols_clause", version_id=version, key="no_waiver")
        if kind == "protocol":
            self.task_out = put(self.db, "protocols_task", version_id=version)
            self.decided(version, person, agency)
        party = put(self.db, "protocols_party", version_id=version, agency_id=agency)
        self.out(version)
        put(self.db, "protocols_signature", party_id=party, person_id=person, authority_id=authority)
        self.executes(version)
        return version

    def out(self, version: int) -> None:
        self.db.execute("UPDATE protocols_version SET status = 'out', sent_at = now(), sent_by_id = created_by_id,"
                        " sha256 = repeat('0', 64) WHERE id = %s", [version])  # fmt: skip

    def executes(self, version: int) -> None:
        self.db.execute("UPDATE protocols_version SET status = 'executed', executed_at = now(), starts_on = now(), ends_on = now()"
                        " WHERE id = %s", [version])  # fmt: skip

    def agreement(self, kind: str = "mou") -> int:
        links = {**self.links["protocols_agreement"], "replaces_id": None, "kind": kind}
        return put(self.db, "protocols_agreement", **links)

    def draft(self, kind: str = "mou", **columns: Any) -> int:
        """A version of another agreement, which is being written."""
        agreement = self.agreement(kind)
        return put(
            self.db, "protocols_version", **{**self.links["protocols_version"], "agreement_id": agreement, **columns}
        )

    def sends(self, key: str, *, in_order: bool = False, body: str = "") -> int:
        """Another version with this one clause goes out, its second party's id comes back; with ``no_waiver`` it is executed unsigned."""
        version, links = self.draft(in_order=in_order), self.links["protocols_party"]
        put(self.db, "protocols_clause", version_id=version, key=key or "no_waiver")
        elsewhere = put(self.db, "agencies_agency", jurisdiction_id=self.ids["agencies_jurisdiction"])
        put(self.db, "protocols_party", version_id=version, agency_id=elsewhere)
        party = put(self.db, "protocols_party", **{**links, "version_id": version, "position": 2, "body": body})
        self.out(version)
        if key:
            self.executes(version)
        else:
            self.db.execute(
                "SELECT set_config('mdt.user_id', %s, true)", [str(self.links["protocols_signature"]["person_id"])]
            )
        return party

    def colleagues(self) -> tuple[int, int]:
        """Two people of one agency."""
        return self.db.execute(
            "SELECT min(id), max(id) FROM agencies_person WHERE agency_id IS NOT NULL GROUP BY agency_id HAVING count(*) > 1 LIMIT 1"
        ).fetchone()  # type: ignore[return-value]

    def after_death(self) -> int:
        """A release for after her death."""
        return put(
            self.db, "confidentiality_release", **{**self.links["confidentiality_release"], "kind": "after_death"}
        )

    def strict(self) -> int:
        """Another agency, bound by federal confidentiality."""
        return put(self.db, "agencies_agency", jurisdiction_id=self.ids["agencies_jurisdiction"], regimes=["VOCA"])

    def another(self, table: str, /, **columns: Any) -> None:
        said = {name: value(self) if callable(value) else value for name, value in columns.items()}
        put(self.db, table, **{**self.links[table], **said})


@pytest.fixture(scope="module")
def room() -> Iterator[Furnished]:
    with (
        psycopg.connect(os.environ["OWNER_DATABASE_URL"], autocommit=True) as owner,
        owner.transaction(force_rollback=True),
    ):
        yield Furnished(owner)


@pytest.fixture
def furnished(room: Furnished) -> Iterator[Furnished]:
    with room.db.transaction(force_rollback=True):
        yield room


@pytest.mark.parametrize("name", BROKEN)
def test_a_constraint_refuses_what_breaks_it(furnished: Furnished, name: str) -> None:
    table, how = BROKEN[name]
    with pytest.raises(psycopg.errors.CheckViolation) as refused:
        if isinstance(how, dict):
            furnished.another(table, **how)
        else:
            for change in how.split(" → "):  # the last of them is refused
                furnished.db.execute(f"UPDATE {table} SET {change} WHERE id = {furnished.ids[table]}")
    assert refused.value.diag.constraint_name == name


def ours(db: Connection, sql: str) -> list[Any]:
    """Rows whose first column is one of our tables."""
    return [row for row in db.execute(sql) if str(row[0]).startswith(APPS)]


CHECKS = """SELECT DISTINCT coalesce(p.relname, c.relname), k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k
    JOIN pg_class c ON c.oid = k.conrelid LEFT JOIN pg_inherits i ON i.inhrelid = c.oid LEFT JOIN pg_class p ON p.oid = i.inhparent
    WHERE k.contype IN ('c', 'x')"""


def test_every_check_has_its_example_and_no_example_is_idle(furnished: Furnished) -> None:
    checks = ours(furnished.db, CHECKS)
    not_negative = [
        (table, name, rule) for table, name, rule in checks if re.fullmatch(r"CHECK \(\(\"?\w+\"? >= 0\)\)", rule)
    ]
    by_triggers = {
        n
        for f in [*(HERE / "sql").glob("*.sql"), *WALL.files]
        for n in re.findall(r"CONSTRAINT = '(\w+)'", f.read_text())
    }
    assert {c[1] for c in checks if c not in not_negative} | by_triggers == set(BROKEN)
    assert len(not_negative) > 6
    for table, name, rule in not_negative:
        with pytest.raises(psycopg.errors.CheckViolation) as refused, furnished.db.transaction():
            furnished.another(table, **{rule.split("(")[2].split()[0].strip('"'): -1})
        assert refused.value.diag.constraint_name == name


UNIQUE = """SELECT t.relname, i.relname, array(SELECT a.attname FROM unnest(x.indkey) WITH ORDINALITY k (n, place)
      JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = k.n ORDER BY k.place)
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
    WHERE x.indisunique AND NOT x.indisprimary"""
UNUSED = {"agencies_person_groups", "agencies_person_user_permissions"}  # always empty: nobody may write a first row


def test_every_unique_key_refuses_a_second_row(furnished: Furnished) -> None:
    keys = [row for row in ours(furnished.db, UNIQUE) if row[0] not in UNUSED]
    assert len(keys) > 30
    for table, name, columns in keys:
        names = ", ".join(f'"{column}"' for column in columns)
        same = furnished.db.execute(f"SELECT {names} FROM {table} WHERE id = {furnished.ids[table]}").fetchone()
        with pytest.raises(psycopg.errors.UniqueViolation) as refused, furnished.db.transaction():
            furnished.another(table, **dict(zip(columns, same, strict=True)))  # type: ignore[arg-type]
        assert refused.value.diag.constraint_name == name, (table, name)


def test_every_table_of_ours_is_furnished(furnished: Furnished) -> None:
    assert {t for t in WALL.tables if t.startswith(APPS)} - UNUSED == set(furnished.ids)


def test_no_key_spans_rooms(furnished: Furnished) -> None:
    """A unique key looks past row security, so it must not tell of other rooms: its values are random, or of one room."""
    random = {"public_id", "once", "token_hash", "session_key"}
    own = {"case_id", "referral_id", "release_id", "mandate_id", "content_object_id", "agency_id", "owner_id"}
    own |= {"meeting_id", "item_id", "decision_id", "carried_from_id"}  # of one table, and of one item on it
    own |= {"contact_id", "event_id"}
    own |= {"award_id", "run_id"}
    for table, name, columns in ours(furnished.db, UNIQUE):
        if WALL.tables[table].protected:
            assert set(columns) & (random | own), name

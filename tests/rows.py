"""Rows written by the owner with plain SQL: facts of any date, quickly, without a line of the application."""

import itertools
import uuid
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from typing import Any

import psycopg
from psycopg import sql

from tests.copies import Connection

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FAR_AHEAD = datetime(2039, 1, 1, tzinfo=UTC)
JSON = psycopg.types.json.Jsonb({})


def some_id() -> uuid.UUID:
    return uuid.uuid4()


def word() -> str:
    return uuid.uuid4().hex


def word_of_24() -> str:
    return uuid.uuid4().hex[:24]


def code() -> str:
    return uuid.uuid4().hex[:8].upper()


def mail() -> str:
    return f"r+{uuid.uuid4().hex[:12]}@rooms.example"


# What a row says when nobody asks for anything else; a function is asked anew for each row. Links are the caller's.
_ELEMENT = {"absences": JSON, "updated_at": LONG_AGO}
SAMPLES: dict[str, dict[str, Any | Callable[[], Any]]] = {
    "agencies_jurisdiction": {"public_id": some_id, "name": "County", "state": "ZZ", "population": 40_000,
                              "time_zone": "America/Chicago", "is_tribal": False, "contact_law": "", "contact_verified": False},
    "agencies_agency": {"public_id": some_id, "name": word, "sector": "advocacy", "discipline": "advocacy", "regimes": [],
                        "is_tribal": False, "is_active": True},
    "agencies_agencysigner": {},
    "agencies_person": {"password": "!", "is_superuser": False, "public_id": some_id, "email": mail, "name": word, "title": "",
                        "is_active": True, "is_supervisor": False, "takes_referrals": False, "manages_people": False,
                        "runs_installation": False, "language": "en", "date_joined": LONG_AGO},
    "agencies_invitation": {"email": mail, "name": "Name", "is_supervisor": False, "takes_referrals": False,
                            "manages_people": False, "token_hash": word, "created_at": LONG_AGO, "expires_at": FAR_AHEAD},
    "agencies_award": {"public_id": some_id, "number": word, "title": "Award", "form": "ovw.stop", "version": "2017",
                       "starts_on": date(2020, 1, 1), "ends_on": date(2038, 12, 31), "reset_month": 10, "reset_day": 1, "services": [],
                       "choices": JSON, "has_match": True, "created_at": LONG_AGO},
    "agencies_awardreporter": {"named_at": LONG_AGO},
    "agencies_reminder": {"key": word, "path": "/", "due_at": FAR_AHEAD, "created_at": LONG_AGO, "attempts": 0},
    "agencies_staffsession": {"session_key": word, "device": "", "shared_device": False, "started_at": LONG_AGO,
                              "seen_at": LONG_AGO},
    "agencies_signintry": {"outcome": "in", "device": "", "at": LONG_AGO},
    "agencies_team": {"public_id": some_id, "name": word, "structure": "standalone", "purpose": "case",
                      "time_zone": "America/Chicago", "takes_pool_referrals": True, "is_active": True},
    "agencies_teamcoordinator": {},
    "agencies_seat": {"public_id": some_id, "discipline": "advocacy", "role": "member", "starts_on": date(2020, 1, 1)},
    "agencies_acknowledgement": {"wording": "1", "text_sha256": "0" * 64, "signed_name": "Name", "signed_at": LONG_AGO,
                                 "expires_at": FAR_AHEAD},
    "cases_case": {"public_id": some_id, "code": code, "status": "open", "opened_at": LONG_AGO},
    "cases_caseassignment": {},
    "cases_agethen": {"on": date(2026, 1, 5), "years": 30},
    "cases_draft": {"form": "identity", "element": 2, "data": JSON, "saved_at": LONG_AGO},
    "cases_identity": {**_ELEMENT, "name": "Testa Person-950", "other_names": "", "pronouns": ""},
    "cases_contactplan": {**_ELEMENT, "code_word": "", "who_may_answer": "", "instructions": ""},
    "cases_contactmethod": {**_ELEMENT, "public_id": some_id, "kind": "phone", "value": "555-0100", "safety": "unknown",
                            "safe_hours": ""},
    "cases_location": {**_ELEMENT, "address": "", "area": "", "safety": ""},
    "cases_demographics": {**_ELEMENT, "age_band": "", "sex": "", "race": [], "gender": "", "race_ethnicity": "", "language": "", "access_needs": []},
    "cases_victimization": {**_ELEMENT, "kinds": [], "happened": "", "reported": ""},
    "cases_involvedperson": {**_ELEMENT, "public_id": some_id, "name": "", "relation": "sister", "relationship": "", "age_class": "", "harmed_her": "",
                             "harmed_parent": "", "works_at_member_agency": "", "note": ""},
    "cases_servicerequest": {**_ELEMENT, "public_id": some_id, "service": "counseling", "asked_on": date(2026, 1, 5), "outcome": "waiting",
                             "reasons": [], "her_reason": ""},
    "cases_serviceevent": {**_ELEMENT, "public_id": some_id, "service": "counseling", "on": date(2026, 1, 5), "units": 1, "family": 0,
                           "once": some_id},
    "cases_servicefunding": {**_ELEMENT, "share": 100},
    "cases_primaryvictimization": {**_ELEMENT, "kind": "sexual_assault", "from_on": date(2026, 1, 5)},
    "cases_relatedfile": {**_ELEMENT, "kind": "same"},
    "cases_knownbarrier": {**_ELEMENT, "code": "deaf", "learned_on": date(2026, 1, 5), "learned_from": "in_service"},
    "cases_reportedunder": {**_ELEMENT, "starts_on": date(2026, 1, 1)},
    "cases_protectionorder": {**_ELEMENT, "public_id": some_id, "kind": "temporary_civil", "requested_on": date(2026, 1, 5)},
    "cases_justice": {**_ELEMENT, "team_outcome": "", "charges": "", "disposition": "", "protection_finding": "", "medical": "",
                      "mental_health": ""},
    "cases_servicecontact": {"public_id": some_id, "kind": "hotline", "service": "hotline", "on": date(2026, 1, 5), "count": 1,
                             "at": LONG_AGO, "once": some_id},
    "cases_contactlink": {**_ELEMENT, "linked_on": date(2026, 1, 5)},
    "cases_narrative": {**_ELEMENT, "wants": "", "told_us": ""},
    "cases_referral": {"public_id": some_id, "code": code, "sent_at": LONG_AGO, "once": some_id, "tier": 1, "urgency": "soon",
                       "risk_band": "", "area_kind": "county", "age_band": "", "language": "", "access_needs": [],
                       "asked_for": ["advocacy"], "absences": JSON, "identified": False, "status": "received"},
    "cases_referralevent": {"before": "", "after": "received", "reason": "", "at": LONG_AGO},
    "cases_referralorigin": {},
    "cases_referralintake": {},
    "cases_referralcarried": {"elements": 2},
    "cases_consultation": {"question": "safe_contact", "asked_at": LONG_AGO, "answer": ""},
    "cases_clock": {"kind": "consult", "started_at": LONG_AGO, "due_at": LONG_AGO, "escalate_at": LONG_AGO},
    "cases_contactattempt": {"once": some_id, "at": LONG_AGO, "way": "phone", "outcome": "not_there", "recorded_at": LONG_AGO},
    "cases_contactnotice": {"whom": "police", "way": "phone", "told_at": LONG_AGO},
    "cases_clockrule": {"tier": 1, "kind": "consult", "minutes": 60, "calendar": "always", "escalate_after": 0},
    "cases_holiday": {"day": date(2026, 1, 1), "name": "Day"},
    "cases_rosterslot": {"tier": 1, "discipline": "advocacy", "weekday": 0, "starts": time(8), "ends": time(17)},
    "confidentiality_recusal": {"recorded_at": LONG_AGO},
    "confidentiality_emergencyaccess": {"reason": "danger", "starts_at": LONG_AGO, "expires_at": FAR_AHEAD},
    "confidentiality_release": {"public_id": some_id, "kind": "normal", "elements": 3, "purpose": "safety", "methods": ["here"], "prepared_at": LONG_AGO,
                                "expires_at": LONG_AGO + timedelta(days=15), "sha256": "0" * 64, "status": "prepared", "channel": ""},
    "confidentiality_releasetalk": {"in_her_words": "", "withheld": "", "why_long": "", "age": 30, "emancipated": False,
                                    "guardian": "none", "service": "advocacy", "why_incapable": "", "needed": ["survivor"],
                                    "because": "adult", "copy": "none", "alternatives": True, "risks": True, "voluntary": True,
                                    "spoken": "en", "language": "en", "wording": "1", "interpreting": "none", "interpreter": "",
                                    "interpreter_apart": False},
    "confidentiality_releasesignature": {"capacity": "survivor", "name": "Name", "way": "device", "sha256": "0" * 64,
                                         "signed_at": LONG_AGO, "check_way": ""},
    "confidentiality_releaselink": {"capacity": "survivor", "check_way": "voice", "contact": "phone", "asked_again": False,
                                    "token_hash": word, "code_hash": "0" * 64, "sealed": b"", "made_at": LONG_AGO,
                                    "expires_at": LONG_AGO + timedelta(minutes=30), "tries": 0},
    "confidentiality_releasescan": {"public_id": some_id, "content_type": "image/png", "content": b"", "sha256": "0" * 64,
                                    "added_at": LONG_AGO},
    "confidentiality_selfconsentrule": {"state": "ZZ", "service": "advocacy", "from_age": 14, "citation": "", "verified": False,
                                        "checked_on": date(2026, 1, 1)},
    "confidentiality_releasewording": {"language": "hmn", "wording": word()[:8], "sentences": JSON, "right_to_left": False,
                                       "translated_by": "Name", "approved_by": "Name", "approved_on": date(2026, 1, 1)},
    "confidentiality_death": {"died_on": date(2026, 1, 1), "known_from": "family", "recorded_at": LONG_AGO},
    "confidentiality_statute": {"public_id": some_id, "state": "ZZ", "title": "Law", "citation": word, "effect": "compels",
                                "sector": "child_welfare", "elements": 1 | 2 | 8 | 32, "verified": True,
                                "checked_on": date(2026, 1, 1)},
    "confidentiality_mandate": {"public_id": some_id, "basis": "COURT_MANDATE", "citation": "Order 1", "issuer": "A court",
                                "judge_signed": True, "elements": 3, "methods": ["here"], "recorded_at": LONG_AGO,
                                "expires_at": LONG_AGO + timedelta(days=15)},
    "confidentiality_mandatecare": {"scope": "Her name", "notice_way": "", "notice_result": "", "why_no_notice": "Not safe",
                                    "safety_steps": "A plan"},
    "confidentiality_disclosure": {"public_id": some_id, "basis": "STATUTORY_MANDATE", "to_whom": "An office", "elements": 3,
                                   "what": "", "method": "phone", "at": LONG_AGO, "notice": "She was there", "safety_steps": "A plan",
                                   "recorded_at": LONG_AGO},
    "confidentiality_retentionrule": {"record_class": "words", "after": 5, "unit": "years", "source": "Our policy", "verified": True,
                                      "set_at": LONG_AGO},
    "confidentiality_legalhold": {"public_id": some_id, "why": "audit", "set_at": LONG_AGO},
    "confidentiality_purge": {"public_id": some_id, "record_class": "words", "due_before": FAR_AHEAD, "counted": 1,
                              "asked_at": LONG_AGO},
    "confidentiality_certificate": {"number": itertools.count(1_000).__next__, "public_id": some_id, "record_class": "words", "count": 0,
                                    "at": LONG_AGO, "records": [], "said": "{}", "sha256": "0" * 64},
    "confidentiality_grant": {"principal": 0, "subject_at": LONG_AGO, "elements": 1, "own": False, "basis": "OWN_AGENCY",
                              "source": "none", "source_id": 0, "starts_at": LONG_AGO, "expires_at": LONG_AGO},
    "confidentiality_backuprecord": {"kind": "backup", "at": LONG_AGO, "checkpoint": 0, "size": 0, "sha256": "", "verified": False},
    "confidentiality_ledgercheck": {"at": LONG_AGO, "checkpoint": 0, "rows": 0, "findings": 0},
    "confidentiality_checkpoint": {"xid_from": 0, "xid_to": 1, "rows": 0, "ids": [], "leaves": b"", "root": b"", "previous": b"",
                                   "hash": b"", "signature": b"", "sealed_at": LONG_AGO},
    "confidentiality_changeentry": {"object_pk": "1", "object_repr": "", "action": 0, "changes_text": "", "changes": JSON,
                                    "cid": lambda: str(uuid.uuid4()), "timestamp": LONG_AGO},
    "protocols_agreement": {"public_id": some_id, "kind": "mou", "title": word, "template": "sart", "profile": "own", "wanted": [],
                            "created_at": LONG_AGO, "why_ended": ""},
    "protocols_version": {"number": 1, "status": "draft", "term_months": 36, "review_months": 12, "notice_days": 30, "grace_days": 30,
                          "in_order": False, "created_at": LONG_AGO, "sha256": ""},
    "protocols_clause": {"position": 1, "key": word_of_24, "heading": "Purpose", "body": "Words"},
    "protocols_override": {"key": "cultural", "reason": "It stands elsewhere", "at": LONG_AGO},
    "protocols_comment": {"public_id": some_id, "key": "purpose", "at": LONG_AGO, "body": "Words", "proposed": "", "answer": ""},
    "protocols_party": {"position": 1, "is_required": True, "body": ""},
    "protocols_authority": {"public_id": some_id, "office": "Director", "source": "head", "citation": "Charter", "starts_on": LONG_AGO,
                            "instrument_type": "", "instrument_sha256": "", "recorded_at": LONG_AGO},
    "protocols_governingapproval": {"body": "council", "number": "R-1", "decided_on": LONG_AGO, "content_type": "", "sha256": "",
                                    "recorded_at": LONG_AGO},
    "protocols_signature": {"public_id": some_id, "name": "Name", "capacity": "agency", "office": "Director", "by_authority_of": "Charter",
                            "way": "online", "intent": "I sign", "consent_version": "1", "factor": "code", "authenticated_at": LONG_AGO,
                            "read_at": LONG_AGO, "signed_at": LONG_AGO, "version_sha256": "0" * 64, "sha256": "0" * 64},
    "protocols_paperscan": {"content": b"%PDF", "content_type": "application/pdf", "sha256": "0" * 64, "uploaded_at": LONG_AGO,
                            "verified_name": ""},
    "protocols_decline": {"at": LONG_AGO, "reason": "Too long"},
    "protocols_executed": {"asked_at": LONG_AGO, "step": 0, "steps": 4, "sha256": "", "trouble": ""},
    "protocols_withdrawalnotice": {"given_on": LONG_AGO, "effective_on": LONG_AGO, "reason": "", "recorded_at": LONG_AGO},
    "protocols_protocolcycle": {"public_id": some_id, "number": 1, "opened_at": LONG_AGO},
    "protocols_cyclestep": {"number": 1, "notes": "", "why_early": ""},
    "protocols_evidence": {"public_id": some_id, "title": "A paper", "content_type": "", "sha256": "", "place": "Binder 1",
                           "added_at": LONG_AGO},
    "protocols_reopening": {"was_closed_at": LONG_AGO, "reason": "Counted twice", "at": LONG_AGO},
    "protocols_statutenote": {"public_id": some_id, "title": "Law", "citation": word, "effective_on": LONG_AGO, "verified": False,
                              "noted_at": LONG_AGO},
    "protocols_review": {"public_id": some_id, "key": word, "cause": "calendar", "turn": 1, "due_on": LONG_AGO, "made_at": LONG_AGO,
                         "outcome": "", "note": ""},
    "protocols_tensionpoint": {"public_id": some_id, "key": "reporting", "title": "", "opened_at": LONG_AGO, "outcome": ""},
    "protocols_position": {"discipline": "advocacy", "at": LONG_AGO, "text": "Words"},
    "protocols_task": {"position": 1, "key": "first_response", "what": word},
    "protocols_duty": {"discipline": cycle(["advocacy", "medical", "tribal"]).__next__, "part": "leads"},
    "protocols_measure": {"position": 1, "key": "first_response", "what": word, "number": 60, "unit": "minutes",
                          "counted_from": "Her yes"},
    "protocols_proposal": {"public_id": some_id, "sha256": "0" * 64, "question": "Do we?", "threshold": "no_objection",
                           "closes_on": LONG_AGO, "opened_at": LONG_AGO, "outcome": ""},
    "protocols_asked": {},
    "protocols_gradient": {"public_id": some_id, "number": 2, "words": "", "at": LONG_AGO, "answer": ""},
    "protocols_understanding": {"at": LONG_AGO},
    "meetings_series": {"public_id": some_id, "kind": "consultation", "every": "week", "weekday": 3, "starts_on": date(2020, 1, 1),
                        "at": time(9), "minutes": 60, "place": "", "link": "", "notice_days": 7, "skips_holidays": True,
                        "made_at": LONG_AGO, "sequence": 0},
    "meetings_meeting": {"public_id": some_id, "kind": "consultation", "starts_at": LONG_AGO, "minutes": 60, "place": "", "link": "",
                         "chosen_only": False, "trafficking_focus": False, "status": "planned", "made_at": LONG_AGO,
                         "late_because": "", "sequence": 0},
    "meetings_attendee": {"public_id": some_id, "discipline": "advocacy", "is_needed": False, "reply": "", "presence": ""},
    "meetings_item": {"public_id": some_id, "kind": "systems", "code": code, "position": 1, "minutes": 10, "title": "Kits", "text": "",
                      "origin": "request", "status": "waiting", "added_at": LONG_AGO},
    "meetings_itemcase": {"elements": 1, "criterion": "new", "adult": True, "wishes": [], "wishes_absent": "", "litigation": "",
                          "counsel": "", "coarse": JSON},
    "meetings_heard": {"discipline": "advocacy", "since": LONG_AGO},
    "meetings_decision": {"public_id": some_id, "step": "", "proposal": "We try it", "threshold": "no_objection", "outcome": "",
                          "put_at": LONG_AGO},
    "meetings_stance": {"number": 2, "holding": "", "words": "", "at": LONG_AGO},
    "meetings_task": {"public_id": some_id, "step": "", "what": "Ask the hospital", "due_on": LONG_AGO, "status": "open",
                      "made_at": LONG_AGO},
    "meetings_minutes": {"approved_at": LONG_AGO, "sha256": "0" * 64},
    "meetings_minutesread": {"at": LONG_AGO},
    "meetings_calendarmail": {"key": word, "method": "REQUEST", "sequence": 0, "due_at": FAR_AHEAD, "created_at": LONG_AGO,
                              "attempts": 0},
    "meetings_feed": {"token_hash": word, "made_at": LONG_AGO},
    "meetings_leadtimes": {"hours": [24]},
    "reports_run": {"public_id": some_id, "form": "ovw.stop", "version": "2017", "starts_on": date(2025, 1, 1), "ends_on": date(2025, 12, 31),
                    "definition": JSON, "plan": JSON, "choices": JSON, "sha256": "0" * 64, "status": "waiting", "step": 0, "steps": 0,
                    "asked_at": LONG_AGO, "reason": ""},
    "reports_fact": {"kind": "person", "key": 1, "dim": "role", "code": "primary", "amount": 1},
    "reports_countedcell": {"table": "status", "row": "served", "column": "", "value": 3},
    "reports_partnertotals": {"starts_on": date(2025, 1, 1), "given_by": word, "role": "Director", "given_on": date(2025, 2, 1),
                              "signed": True, "at": LONG_AGO},
    "reports_checkedwords": {"starts_on": date(2025, 1, 1), "sha256": "0" * 64, "item": "ages", "at": LONG_AGO},
    "reports_typedfigure": {"starts_on": date(2025, 1, 1), "line": word, "value": 1, "text": "", "reason": "", "at": LONG_AGO},
    "reports_verification": {"form": "ovw.stop", "version": "2017", "line": word, "sha256": "0" * 64, "at": LONG_AGO},
    "reports_customform": {"public_id": some_id, "key": word, "version": "1", "source": JSON, "made_at": LONG_AGO},
    "reports_publication": {"public_id": some_id, "audience": "team", "threshold": 5, "seed": "0" * 64, "report": JSON, "sha256": "0" * 64,
                            "status": "proposed", "made_at": LONG_AGO, "reason": ""},
    "reports_training": {"public_id": some_id, "title": "Training", "on": date(2025, 3, 3), "topics": [], "at": LONG_AGO},
    "reports_trainingpeople": {"discipline": "law_enforcement", "people": 3},
    "reports_product": {"public_id": some_id, "kind": "brochure", "title": "Product", "audience": "", "languages": "",
                        "on": date(2025, 3, 3), "number": 1, "at": LONG_AGO},
    "reports_staffassignment": {"public_id": some_id, "job": "program_coordinator", "percent": 100, "starts_on": date(2020, 1, 1),
                                "at": LONG_AGO},
    "reports_policywork": {"public_id": some_id, "topic": "victim_services.confidentiality", "action": "developed",
                           "on": date(2025, 3, 3), "at": LONG_AGO},
    "reports_awardagreement": {"linked_at": LONG_AGO},
    "reports_tracked": {"source": "services", "from_on": date(2020, 1, 1)},
    "confidentiality_ledger": {"request_id": some_id, "kind": "look", "outcome": "shown", "purpose": "test", "route": "test"},
}  # fmt: skip


def put(db: Connection, table: str, /, **columns: Any) -> int:
    """A new row, as its sample with these columns; its id."""
    row = {name: value() if callable(value) else value for name, value in SAMPLES[table].items()} | columns
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
        sql.Identifier(table),
        sql.SQL(", ").join(map(sql.Identifier, row)),
        sql.SQL(", ").join(sql.Placeholder() * len(row)),
    )
    return db.execute(statement, list(row.values())).fetchone()[0]  # type: ignore[index,return-value]


def permission(db: Connection, codename: str) -> int:
    """The id of one of guardian's permissions."""
    return db.execute("SELECT id FROM auth_permission WHERE codename = %s", [codename]).fetchone()[0]  # type: ignore[index,return-value]

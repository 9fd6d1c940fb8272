"""The facts of a database, loaded for the naive oracle, and the things in it that a page may be asked for."""

import re
from dataclasses import dataclass, field
from types import SimpleNamespace as Fact
from typing import Any

from tests.copies import Connection
from tests.oracle import Facts, in_own_room, released, sees_case, sides_of_referral, works

NEVER = 1 << 20  # of what no release shows
TOKENS = re.compile(
    rb'(name="csrfmiddlewaretoken" value|name="(?:[a-z0-9]+-)?once" value|data-csrf)="[^"]*"|csrfToken[^,;]*'
)


def _rows(db: Connection, sql: str) -> list[Fact]:
    cursor = db.execute(sql)
    names = [column.name for column in cursor.description or ()]
    return [Fact(**dict(zip(names, row, strict=True))) for row in cursor]


def load(db: Connection) -> Facts:
    """Everything that people have done, read by the owner, past the wall."""
    by_id = lambda sql: {row.id: row for row in _rows(db, sql)}  # noqa: E731
    return Facts(
        agencies=by_id("SELECT id, name, public_id AS public, is_active AS active FROM agencies_agency"),
        people=by_id("SELECT id, name, email, public_id AS public, agency_id AS agency, is_active AS active, is_supervisor AS"
                     " supervisor, takes_referrals AS answers, manages_people AS manages, runs_installation AS installs"
                     " FROM agencies_person"),
        teams=by_id("SELECT id, public_id AS public, purpose, is_active AS active, time_zone AS zone, jurisdiction_id FROM agencies_team"),
        cases=by_id("SELECT id, public_id AS public, code, agency_id AS agency, opened_at AS opened, status FROM cases_case"),
        referrals=by_id("SELECT r.id, r.public_id AS public, code, from_agency_id AS from_agency, sent_by_id AS sender, sent_at AS sent,"
                        " to_agency_id AS to_agency, to_team_id AS to_team, accepted_agency_id AS accepted, status,"
                        " coordinator_id AS coordinator, o.case_id AS origin, i.case_id AS intake, redirected_from_id AS before"
                        " FROM cases_referral r LEFT JOIN cases_referralorigin o ON o.referral_id = r.id"
                        " LEFT JOIN cases_referralintake i ON i.referral_id = r.id"),
        seats=_rows(db, "SELECT public_id AS public, team_id AS team, person_id AS person, agency_id AS agency, starts_on AS first,"
                        " ends_on AS last FROM agencies_seat"),
        acknowledgements=_rows(db, "SELECT person_id AS person, signed_at AS signed, expires_at AS expires FROM agencies_acknowledgement"),
        coordinators=_rows(db, "SELECT user_id AS person, content_object_id AS team FROM agencies_teamcoordinator"),
        assignments=_rows(db, "SELECT user_id AS person, content_object_id AS case FROM cases_caseassignment"),
        emergencies=_rows(db, "SELECT person_id AS person, case_id AS case, starts_at AS starts, expires_at AS expires"
                              " FROM confidentiality_emergencyaccess"),
        releases=_rows(db, "SELECT public_id AS public, case_id AS case, recipient_id AS recipient, recipient_person_id AS person, elements,"
                           " status, CASE kind WHEN 'normal' THEN countersigned_at ELSE takes_effect_at END AS starts, expires_at AS expires FROM confidentiality_release"),
        mandates=_rows(db, "SELECT public_id AS public, case_id AS case, recipient_id AS recipient, recipient_person_id AS person, elements,"
                           " ended_at IS NOT NULL AS ended, recorded_at AS starts, expires_at AS expires FROM confidentiality_mandate"),
        holds=_rows(db, "SELECT public_id AS public, case_id AS case FROM confidentiality_legalhold WHERE ended_at IS NULL ORDER BY id"),
        purges=_rows(db, "SELECT p.id, p.public_id AS purge, p.agency_id AS agency, (min(c.public_id::text))::uuid AS certificate FROM"
                         " confidentiality_purge p JOIN confidentiality_certificate c USING (agency_id) WHERE p.done_at IS NULL GROUP BY p.id"
                         " ORDER BY p.id"),
        recusals=_rows(db, "SELECT person_id AS person, case_id AS case, ended_at IS NOT NULL AS ended FROM confidentiality_recusal"),
        agreements=_rows(db, "SELECT a.id, a.public_id AS public, team_id AS team, ARRAY(SELECT p.agency_id FROM protocols_party p JOIN"
                             " protocols_version v ON v.id = p.version_id WHERE v.agreement_id = a.id AND v.sent_at IS NOT NULL) AS asked,"
                             " (SELECT c.public_id FROM protocols_comment c JOIN protocols_version v ON v.id = c.version_id"
                             " WHERE v.agreement_id = a.id LIMIT 1) AS comment, NULL AS agency,"
                             " (SELECT p.public_id FROM protocols_proposal p JOIN protocols_version v ON v.id = p.version_id"
                             " WHERE v.agreement_id = a.id LIMIT 1) AS proposal, (SELECT g.public_id FROM protocols_gradient g JOIN"
                             " protocols_proposal p ON p.id = g.proposal_id JOIN protocols_version v ON v.id = p.version_id"
                             " WHERE v.agreement_id = a.id AND g.words <> '' AND g.answered_at IS NULL LIMIT 1) AS gradient,"
                             " (SELECT s.public_id FROM protocols_paperscan x JOIN protocols_signature s ON s.id = x.signature_id"
                             " JOIN protocols_party p ON p.id = s.party_id JOIN protocols_version v ON v.id = p.version_id"
                             " WHERE v.agreement_id = a.id LIMIT 1) AS paper, (SELECT g.public_id FROM protocols_party p"
                             " JOIN protocols_version v ON v.id = p.version_id JOIN agencies_agency g ON g.id = p.agency_id"
                             " WHERE v.agreement_id = a.id ORDER BY g.name LIMIT 1) AS party FROM protocols_agreement a ORDER BY a.id"),
        cycles=_rows(db, "SELECT t.id, t.public_id AS public, t.id AS team, NULL AS agency, c.public_id AS cycle, (SELECT e.public_id FROM"
                         " protocols_evidence e JOIN protocols_cyclestep s ON s.id = e.step_id WHERE s.cycle_id = c.id AND s.number = 5"
                         " AND e.content IS NOT NULL LIMIT 1) AS evidence, (SELECT n.public_id FROM protocols_statutenote n WHERE"
                         " n.team_id = t.id LIMIT 1) AS statute, (SELECT p.public_id FROM protocols_tensionpoint p WHERE p.team_id = t.id"
                         " LIMIT 1) AS tension FROM agencies_team t LEFT JOIN protocols_protocolcycle c ON c.team_id = t.id"
                         " AND c.closed_at IS NULL ORDER BY t.id"),
        reviews=_rows(db, "SELECT r.public_id AS review, v.agreement_id AS id FROM protocols_review r JOIN protocols_version v"
                          " ON v.id = r.version_id ORDER BY r.id"),
        meetings=_rows(db, "SELECT public_id AS public, id, team_id AS team, kind, chosen_only AS chosen, NULL AS agency, ARRAY(SELECT"
                           " a.person_id FROM meetings_attendee a WHERE a.meeting_id = m.id) AS invited, (SELECT a.public_id FROM"
                           " meetings_attendee a WHERE a.meeting_id = m.id ORDER BY a.id LIMIT 1) AS attendee, (SELECT s.public_id FROM"
                           " agencies_seat s WHERE s.team_id = m.team_id ORDER BY s.id LIMIT 1) AS seat FROM meetings_meeting m"
                           " ORDER BY starts_at, id"),
        items=_rows(db, "SELECT i.id, m.public_id AS public, i.public_id AS item, b.case_id AS case, m.team_id AS team, m.kind, i.agency_id AS agency,"
                        " m.chosen_only AS chosen, ARRAY(SELECT a.person_id FROM meetings_attendee a WHERE a.meeting_id = m.id) AS invited"
                        " FROM meetings_item i JOIN meetings_meeting m ON m.id = i.meeting_id LEFT JOIN meetings_itemcase b ON b.item_id = i.id"
                        " WHERE i.status NOT IN ('withdrawn', 'carried') ORDER BY i.id"),
        decisions=_rows(db, "SELECT d.id, m.public_id AS public, d.public_id AS decision, d.case_id AS case, m.team_id AS team, m.kind, NULL AS"
                            " agency, m.chosen_only AS chosen, ARRAY(SELECT a.person_id FROM meetings_attendee a WHERE a.meeting_id = m.id) AS"
                            " invited, (SELECT g.public_id FROM meetings_stance s JOIN agencies_agency g ON g.id = s.agency_id WHERE"
                            " s.decision_id = d.id ORDER BY g.name LIMIT 1) AS stood FROM meetings_decision d JOIN meetings_item i"
                            " ON i.id = d.item_id JOIN meetings_meeting m ON m.id = i.meeting_id ORDER BY d.id"),
        tasks=_rows(db, "SELECT t.id, t.public_id AS task, t.case_id AS case, m.team_id AS team, m.kind, NULL AS agency, t.owner_id AS owner,"
                        " (SELECT b.parent_id FROM agencies_team b JOIN meetings_minutes k ON k.meeting_id = m.id WHERE b.id = m.team_id) AS above,"
                        " m.chosen_only AS chosen, ARRAY(SELECT a.person_id FROM meetings_attendee a WHERE a.meeting_id = m.id) AS invited"
                        " FROM meetings_task t JOIN meetings_meeting m ON m.id = t.meeting_id ORDER BY t.id"),
        reported=_rows(db, "SELECT m.id, m.public_id AS public, t.parent_id AS team, NULL AS agency FROM meetings_minutes k JOIN meetings_meeting m"
                           " ON m.id = k.meeting_id JOIN agencies_team t ON t.id = m.team_id ORDER BY m.id"),
        reporters=_rows(db, "SELECT r.person_id AS person, w.agency_id AS agency FROM agencies_awardreporter r JOIN agencies_award w"
                            " ON w.id = r.award_id"),
        works=_rows(db, "SELECT w.id, w.agency_id AS agency, w.public_id AS award, (SELECT t.public_id FROM reports_training t WHERE"
                        " t.agency_id = w.agency_id LIMIT 1) AS training, (SELECT t.public_id FROM reports_product t WHERE t.agency_id ="
                        " w.agency_id LIMIT 1) AS product, (SELECT t.public_id FROM reports_staffassignment t WHERE t.agency_id ="
                        " w.agency_id LIMIT 1) AS assignment, (SELECT t.public_id FROM reports_policywork t WHERE t.agency_id ="
                        " w.agency_id AND t.protocol_id IS NULL LIMIT 1) AS work, (SELECT t.public_id FROM reports_policywork t WHERE"
                        " t.award_id = w.id AND t.protocol_id IS NOT NULL LIMIT 1) AS policy, (SELECT a.public_id FROM"
                        " reports_awardagreement l JOIN protocols_agreement a ON a.id = l.agreement_id WHERE l.award_id = w.id LIMIT 1)"
                        " AS agreement, (SELECT f.public_id FROM reports_customform f WHERE f.agency_id = w.agency_id LIMIT 1)"
                        " AS own_form FROM agencies_award w ORDER BY w.id"),
        counts=_rows(db, "SELECT r.id, r.public_id AS run, w.public_id AS award, r.agency_id AS agency, (SELECT"
                         " a.public_id FROM reports_partnertotals g JOIN agencies_agency a ON a.id = g.partner_id WHERE g.award_id ="
                         " w.id AND g.starts_on = '2025-01-01' LIMIT 1) AS partner, ARRAY(SELECT p.person_id FROM"
                         " agencies_awardreporter p WHERE p.award_id = w.id) AS reporters FROM reports_run r JOIN agencies_award w"
                         " ON w.id = r.award_id ORDER BY r.id"),
        publications=_rows(db, "SELECT id, public_id AS public, agency_id AS agency, status, audience FROM reports_publication ORDER BY id"),
        awards=_rows(db, "SELECT id, public_id AS public, public_id AS award, agency_id AS agency FROM agencies_award ORDER BY id"),
        services=_rows(db, "SELECT e.public_id AS id, c.public_id AS public, e.public_id AS event, e.case_id AS case, e.agency_id AS agency"
                           " FROM cases_serviceevent e JOIN cases_case c ON c.id = e.case_id ORDER BY e.id"),
        authorities=_rows(db, "SELECT public_id AS public, person_id AS person, agency_id AS agency, delegated_from_id AS before,"
                              " starts_on AS first, ends_on AS last FROM protocols_authority"),
    )  # fmt: skip


@dataclass
class Bait:
    """Words that stand in one room only: by case and by referral."""

    by_case: dict[int, dict[int, set[bytes]]] = field(default_factory=dict)  # case → element → words
    by_referral: dict[int, set[bytes]] = field(default_factory=dict)

    def hidden_from(self, facts: Facts, me: Fact, now: Any) -> set[bytes]:
        """All that may not stand on any page that this person gets."""
        hidden: set[bytes] = set()
        shown: set[bytes] = set()
        for number, parts in self.by_case.items():
            case = facts.cases[number]
            bits = -1 if in_own_room(facts, me, case, now) else released(facts, me, case, now)
            for element, words in parts.items():
                (shown if bits & element else hidden).update(words)
        for referral, words in self.by_referral.items():
            (shown if sides_of_referral(facts, me, facts.referrals[referral], now) else hidden).update(words)
        return hidden - shown


def bait(db: Connection, facts: Facts) -> Bait:
    """Codes, public ids, and the long answers of every element, as they would stand in a page."""
    found = Bait()
    for case in facts.cases.values():
        found.by_case[case.id] = {1: {case.code.encode(), str(case.public).encode()}}
    for referral in facts.referrals.values():
        found.by_referral[referral.id] = {referral.code.encode(), str(referral.public).encode()}
    words = {
        "cases_identity": ("name", 2), "cases_contactmethod": ("value", 4), "cases_location": ("address", 8),
        "cases_involvedperson": ("name", 64), "cases_narrative": ("wants", 512),
        "confidentiality_releasetalk": ("in_her_words", NEVER), "confidentiality_releasesignature": ("name", NEVER),
        "confidentiality_mandatecare": ("safety_steps", NEVER), "confidentiality_disclosure": ("what", NEVER),
    }  # fmt: skip
    for table, (column, element) in words.items():
        for case, text in db.execute(f"SELECT case_id, {column} FROM {table} WHERE length({column}) > 9"):
            said = found.by_case[case].setdefault(element, set())  # type: ignore[index]
            said.add(str(text)[:60].encode())
    return found


def rows_of(db: Connection) -> dict[int, Any]:
    """Case → the public id of one of its ways of contact."""
    return dict(db.execute("SELECT case_id, min(public_id::text) FROM cases_contactmethod GROUP BY 1").fetchall())  # type: ignore[arg-type]


def scans_of(db: Connection) -> dict[Any, Any]:
    """The public id of a release → that of one of its scans."""
    return dict(db.execute("SELECT r.public_id, min(c.public_id::text) FROM confidentiality_releasescan c JOIN"
                           " confidentiality_releasesignature s ON s.id = c.signature_id JOIN confidentiality_release r"
                           " ON r.id = s.release_id GROUP BY 1").fetchall())  # type: ignore[arg-type] # fmt: skip


def masked(body: bytes, *ids: object) -> bytes:
    """The page without what is new each time, and without the ids that were asked for."""
    body = TOKENS.sub(b"", body)
    for one in ids:
        body = body.replace(str(one).encode(), b"ID")
    return body


__all__ = [
    "Bait",
    "bait",
    "in_own_room",
    "load",
    "masked",
    "released",
    "rows_of",
    "scans_of",
    "sees_case",
    "sides_of_referral",
    "works",
]

"""Row security of cases, elements and referrals, and the facts that open them."""

from pathlib import Path

from confidentiality.elements import ALL, Element
from confidentiality.wall import element_table, facts, sees_case, sees_referral, sql_file, table

FAR = "'9999-01-01 00:00+00'::timestamptz"
sql_file(Path(__file__).parent / "sql" / "cases.sql")
sql_file(Path(__file__).parent / "sql" / "identified.sql")
sql_file(Path(__file__).parent / "sql" / "structures.sql")
sql_file(Path(__file__).parent / "sql" / "services.sql")
sql_file(Path(__file__).parent / "sql" / "gaps.sql")

# --- Tables --------------------------------------------------------------------------------------------------
table(
    "cases_case", web="SELECT INSERT UPDATE",
    rules={
        "SELECT": sees_case("cases_case.id"),
        "INSERT": "agency_id = (SELECT mdt_agency()) AND opened_by_id = (SELECT mdt_actor())",
        "UPDATE": sees_case("cases_case.id", own=True),
    },
)  # fmt: skip
table("cases_agethen", note="written by a purge, read by counts alone")
_OWN_CASE = sees_case("cases_caseassignment.content_object_id", own=True)
table(
    "cases_caseassignment", web="SELECT INSERT DELETE",
    rules={
        # Who opens a case reads her own assignment back before its grant exists.
        "SELECT": f"({_OWN_CASE}) OR mdt_may_staff(content_object_id)",
        "INSERT": "mdt_may_staff(content_object_id) AND EXISTS (SELECT 1 FROM agencies_person p"
                  " WHERE p.id = user_id AND p.is_active AND p.agency_id = (SELECT mdt_agency()))",
        "DELETE": "mdt_may_staff(content_object_id)",  # whoever it is: an account that was closed can be opened again
    },
)  # fmt: skip
_MINE = "owner_id = (SELECT mdt_actor()) AND (SELECT mdt_agency()) IS NOT NULL"
_DRAFT = (
    f"{_MINE} AND (case_id IS NULL OR ({sees_case('cases_draft.case_id', own=True)} AND case_id = ANY"
    " (SELECT l FROM unnest((SELECT mdt_looked(element))::bigint[]) AS l)))"
)
table(
    "cases_draft", web="SELECT INSERT UPDATE DELETE", fixed="owner_id case_id element", words=True,
    rules={"SELECT": _DRAFT, "INSERT": _DRAFT, "UPDATE": _DRAFT, "DELETE": _DRAFT},
)  # fmt: skip
for _name, _element in {
    "cases_identity": Element.IDENTITY, "cases_contactplan": Element.CONTACT, "cases_contactmethod": Element.CONTACT,
    "cases_location": Element.LOCATION, "cases_demographics": Element.DEMOGRAPHICS,
    "cases_victimization": Element.VICTIMIZATION, "cases_involvedperson": Element.PEOPLE,
    "cases_narrative": Element.NARRATIVE,
    "cases_servicerequest": Element.SERVICES, "cases_serviceevent": Element.SERVICES,
    "cases_primaryvictimization": Element.SERVICES, "cases_justice": Element.JUSTICE, "cases_protectionorder": Element.JUSTICE,
}.items():  # fmt: skip
    element_table(_name, _element)

# What it was paid from, with what else she is counted, what was learned of barriers: no release opens it (GR-19).
for _name in (
    "cases_servicefunding", "cases_relatedfile", "cases_knownbarrier", "cases_reportedunder", "cases_contactlink",
):  # fmt: skip
    element_table(_name, Element.SERVICES, own=True)
# Contacts without a record: of the agency alone, by whoever works there. They name nobody.
_CONTACT = "agency_id = (SELECT mdt_agency())"
table(
    "cases_servicecontact", web="SELECT INSERT UPDATE DELETE", fixed="public_id agency_id by_id at once",
    rules={"SELECT": _CONTACT, "INSERT": f"{_CONTACT} AND by_id = (SELECT mdt_actor())", "UPDATE": _CONTACT,
           "DELETE": f"{_CONTACT} AND by_id = (SELECT mdt_actor())"},
)  # fmt: skip

_REFERRAL, _SENT, _GOT = (sees_referral("cases_referral.id", own=own) for own in (None, True, False))
table(
    "cases_referral", web="SELECT INSERT UPDATE",
    worker_columns="id, status, to_agency_id, to_team_id, coordinator_id, accepted_agency_id",
    rules={
        "SELECT": _REFERRAL,
        "INSERT": "from_agency_id = (SELECT mdt_agency()) AND sent_by_id = (SELECT mdt_actor()) AND status = 'received'"
                  f" AND (redirected_from_id IS NULL OR {sees_referral('cases_referral.redirected_from_id', own=False)})",
        "UPDATE": _REFERRAL,
        # The sender takes it back and does nothing else. The recipient answers, and accepts for her own agency and people.
        "CHECK": f"CASE WHEN status = 'withdrawn' THEN {_SENT} ELSE {_GOT} AND (accepted_agency_id IS NULL"
                 " OR (accepted_agency_id = (SELECT mdt_agency()) AND EXISTS (SELECT 1 FROM agencies_person p"
                 " WHERE p.id = cases_referral.coordinator_id AND p.agency_id = cases_referral.accepted_agency_id))) END",
    },
)  # fmt: skip
# Each side's link is written by that side alone: a unique key would tell the other side that the link is there.
for _name, _own in (("cases_referralorigin", True), ("cases_referralintake", False)):
    _linked = sees_case(f"{_name}.case_id", own=True)
    table(
        _name, web="SELECT INSERT",
        rules={"SELECT": _linked, "INSERT": f"{_linked} AND {sees_referral(f'{_name}.referral_id', own=_own)}"},
    )  # fmt: skip
# The sender's room always; the other side only while a live basis opens the case to the very person who asks.
_CARRIED = "cases_referralcarried"
_HERS = sees_case(f"{_CARRIED}.case_id", own=True)
table(
    _CARRIED, web="SELECT INSERT", fixed="referral_id case_id elements",
    rules={
        "SELECT": f"({_HERS}) OR ({sees_case(f'{_CARRIED}.case_id')} AND {sees_referral(f'{_CARRIED}.referral_id', own=False)})",
        "INSERT": f"mdt_carries({_CARRIED}.referral_id, {_CARRIED}.case_id, {_CARRIED}.elements)",  # asks for the room too
    },
)  # fmt: skip


def _sides(name: str) -> tuple[str, str, str]:
    """Either side of the referral that a row of the table belongs to, its sender's, its recipient's."""
    either, sent, got = (sees_referral(f"{name}.referral_id", own=own) for own in (None, True, False))
    return either, sent, got


def _status(name: str) -> str:
    """Where the referral of a row of the table is now."""
    return f"(SELECT r.status FROM cases_referral r WHERE r.id = {name}.referral_id)"


_EITHER, _SENT, _GOT = _sides("cases_referralevent")
table(
    "cases_referralevent", web="SELECT INSERT",
    rules={
        "SELECT": _EITHER,
        "INSERT": f"{_EITHER} AND by_id = (SELECT mdt_actor()) AND by_agency_id = (SELECT mdt_agency())"
                  f" AND after = {_status('cases_referralevent')}",
    },
)  # fmt: skip
_EITHER, _SENT, _GOT = _sides("cases_consultation")
table(
    "cases_consultation", web="SELECT INSERT UPDATE", fixed="referral_id question asked_by_id asked_at",
    rules={
        "SELECT": _EITHER,
        "INSERT": f"{_GOT} AND asked_by_id = (SELECT mdt_actor()) AND answer = ''",
        "UPDATE": _SENT, "CHECK": f"{_SENT} AND answered_by_id = (SELECT mdt_actor())",
    },
)  # fmt: skip
_EITHER, _SENT, _GOT = _sides("cases_clock")
table(
    "cases_clock", web="SELECT INSERT UPDATE", worker="SELECT", worker_updates="escalated_at",
    rules={
        "SELECT": _EITHER,
        # The sender starts the first clock by sending and stops what runs by taking back; all else is the recipient's.
        "INSERT": f"{_GOT} OR ({_SENT} AND kind = 'consult' AND {_status('cases_clock')} = 'received')",
        "UPDATE": _EITHER,
        "CHECK": f"{_GOT} OR ({_SENT} AND met_at IS NULL AND {_status('cases_clock')} = 'withdrawn')",
    },
)  # fmt: skip
# The log of attempts and the ticks on what is to be told are the accepting agency's own. Nobody changes or deletes a row.
for _name, _fixed, _when in (
    (
        "cases_contactattempt", "referral_id clock_id once at way outcome by_id recorded_at",
        "k.met_at IS NULL AND k.stopped_at IS NULL",
    ),
    ("cases_contactnotice", "referral_id clock_id whom way by_id told_at", "k.in_person_by <= mdt_now()"),
):  # fmt: skip
    _here = (
        f"{sees_referral(f'{_name}.referral_id', own=False)} AND EXISTS (SELECT 1 FROM cases_referral r"
        f" WHERE r.id = {_name}.referral_id AND r.accepted_agency_id = (SELECT mdt_agency()))"
    )
    table(
        _name, web="SELECT INSERT", fixed=_fixed,
        rules={
            "SELECT": _here,
            "INSERT": f"{_here} AND by_id = (SELECT mdt_actor()) AND EXISTS (SELECT 1 FROM cases_clock k WHERE"
                      f" k.id = {_name}.clock_id AND k.referral_id = {_name}.referral_id AND k.in_person_by IS NOT NULL"
                      f" AND {_when})",
        },
    )  # fmt: skip
table("cases_clockrule", web="SELECT INSERT UPDATE DELETE", worker="SELECT")
table("cases_holiday", web="SELECT INSERT UPDATE DELETE", worker="SELECT")
table("cases_rosterslot", web="SELECT INSERT UPDATE DELETE", worker="SELECT")

# --- Facts ---------------------------------------------------------------------------------------------------
facts(
    "case", on={"cases_case": "id"},
    select=f"""SELECT mdt_principal(2, agency_id) AS principal, id AS case_id, NULL::bigint AS referral_id,
      opened_at AS subject_at, {ALL} AS elements, true AS own, 'OWN_AGENCY' AS basis, id AS source_id,
      opened_at AS starts_at, {FAR} AS expires_at FROM cases_case""",
)  # fmt: skip
_ASSIGNED = """cases_caseassignment s JOIN auth_permission q ON q.id = s.permission_id AND q.codename = 'work_case'
      JOIN cases_case c ON c.id = s.content_object_id"""
facts(
    "assignment", on={"cases_caseassignment": "id"},
    select=f"""SELECT mdt_principal(1, s.user_id, c.agency_id) AS principal, c.id AS case_id, NULL::bigint AS referral_id,
      c.opened_at AS subject_at, {ALL} AS elements, true AS own, 'OWN_AGENCY' AS basis, s.id AS source_id,
      c.opened_at AS starts_at, {FAR} AS expires_at FROM {_ASSIGNED}""",
)  # fmt: skip
facts(
    "emergency", on={"confidentiality_emergencyaccess": "id"},
    select=f"""SELECT mdt_principal(1, e.person_id, c.agency_id) AS principal, c.id AS case_id, NULL::bigint AS referral_id,
      c.opened_at AS subject_at, {ALL} AS elements, true AS own, 'OWN_AGENCY' AS basis, e.id AS source_id,
      e.starts_at, e.expires_at FROM confidentiality_emergencyaccess e JOIN cases_case c ON c.id = e.case_id""",
)  # fmt: skip


def _referral_grants(principal: str, own: str, where: str = "true") -> str:
    return f"""SELECT {principal} AS principal, NULL::bigint AS case_id, r.id AS referral_id, r.sent_at AS subject_at,
      {int(Element.COVER)} AS elements, {own} AS own, 'ZERO_IDENTITY' AS basis, r.id AS source_id,
      r.sent_at AS starts_at, {FAR} AS expires_at FROM cases_referral r WHERE {where}"""


facts(
    "referral", on={"cases_referral": "id"},
    select=" UNION ALL ".join([
        _referral_grants("mdt_principal(1, r.sent_by_id, r.from_agency_id)", "true"),
        _referral_grants("mdt_principal(2, r.from_agency_id)", "true"),
        _referral_grants("mdt_principal(5, r.to_agency_id)", "false", "r.to_agency_id IS NOT NULL"),
        _referral_grants("mdt_principal(2, r.to_agency_id)", "false", "r.to_agency_id IS NOT NULL"),
        _referral_grants("mdt_principal(4, r.to_team_id)", "false", "r.to_team_id IS NOT NULL"),
        _referral_grants("mdt_principal(1, r.coordinator_id, r.accepted_agency_id)", "false", "r.coordinator_id IS NOT NULL"),
        _referral_grants("mdt_principal(2, r.accepted_agency_id)", "false", "r.accepted_agency_id IS NOT NULL"),
    ]),
)  # fmt: skip
# Whoever works on the case that a referral came from sees where the referral is now.
facts(
    "origin", on={"cases_caseassignment": "content_object_id", "cases_referralorigin": "case_id"},
    select=f"""SELECT mdt_principal(1, s.user_id, c.agency_id) AS principal, NULL::bigint AS case_id, r.id AS referral_id,
      r.sent_at AS subject_at, {int(Element.COVER)} AS elements, true AS own, 'ZERO_IDENTITY' AS basis, c.id AS source_id,
      r.sent_at AS starts_at, {FAR} AS expires_at FROM {_ASSIGNED}
      JOIN cases_referralorigin o ON o.case_id = c.id JOIN cases_referral r ON r.id = o.referral_id""",
)  # fmt: skip

"""The classification of this app's tables, of the agencies' and of the libraries'."""

from confidentiality.elements import Element
from confidentiality.wall import facts, looked, sees_case, table

ALL = "SELECT INSERT UPDATE DELETE"

# Libraries. Django's and allauth's own: staff accounts, sessions, second factors.
table("django_migrations", web="SELECT", note="the owner's; the web asks whether it fits the code")
table("django_content_type", web="SELECT", worker="SELECT")
table("django_session", web=ALL, note="signed-in staff")
table("auth_permission", web="SELECT", worker="SELECT")
table("auth_group", note="unused: rights are facts, not groups")
table("auth_group_permissions", note="unused")
table("agencies_person_groups", web="SELECT", note="must stay empty")
table("agencies_person_user_permissions", web="SELECT", note="must stay empty")
table("guardian_userobjectpermission", note="must stay empty: direct foreign keys only")
table("guardian_groupobjectpermission", note="must stay empty")
table("auditlog_logentry", note="must stay empty: our own entry model")
table("account_emailaddress", web=ALL)
table("account_emailconfirmation", web=ALL)
table("mfa_authenticator", web=ALL, note="secrets encrypted")

# The table's own people. Readable by staff pages; who may change what is policy.
table("agencies_jurisdiction", web="SELECT INSERT UPDATE", worker_columns="id, time_zone")
table("agencies_agency", web="SELECT INSERT UPDATE", worker="SELECT")
table("agencies_agencysigner", web="SELECT INSERT DELETE")
table(
    "agencies_person",
    web="SELECT INSERT UPDATE",
    worker_columns="id, email, language, is_active, agency_id, is_supervisor, takes_referrals",
)
table("agencies_invitation", web="SELECT INSERT UPDATE")
table("agencies_staffsession", web=ALL)
table("agencies_signintry", web="SELECT INSERT")
table("agencies_team", web="SELECT INSERT UPDATE", worker="SELECT", fixed="public_id purpose")  # law P-11
table("agencies_teamcoordinator", web="SELECT INSERT DELETE", worker="SELECT")
table("agencies_seat", web="SELECT INSERT UPDATE", worker="SELECT")
table("agencies_acknowledgement", web="SELECT INSERT", worker="SELECT")
# Awards name nobody. Who may report on one sees exact totals, so who names whom is the database's to check.
table(
    "agencies_award", web="SELECT INSERT UPDATE", worker="SELECT", fixed="public_id agency_id created_by_id created_at"
)
table("agencies_awardreporter", web="SELECT INSERT DELETE", worker="SELECT")
table("agencies_reminder", web="SELECT INSERT UPDATE", worker="SELECT INSERT UPDATE")

# The gate's own.
table(
    "confidentiality_grant", web="SELECT",
    # The person's own live ones alone, and none of a case that the person is walled off from, or of a referral tied to one.
    # The other policies ask for a grant and lean on this one.
    rules={
        "SELECT": "principal = ANY ((SELECT mdt_principals())::bigint[]) AND starts_at <= mdt_now() AND expires_at > mdt_now()"
                  " AND (case_id IS NULL OR case_id <> ALL ((SELECT mdt_recused())::bigint[]))"
                  " AND (referral_id IS NULL OR referral_id <> ALL ((SELECT mdt_walled_referrals())::bigint[]))",
    },
)  # fmt: skip
table("confidentiality_ledger", worker="SELECT", note="written through functions only")
table("confidentiality_checkpoint", web="SELECT", worker="SELECT INSERT")
table("confidentiality_backuprecord", web="SELECT", worker="SELECT", note="written by the owner's commands")
table("confidentiality_ledgercheck", web="SELECT", worker="SELECT INSERT")
_CHANGED_CASE = sees_case("confidentiality_changeentry.case_id", own=True)
table(
    "confidentiality_changeentry", web="SELECT INSERT", worker="SELECT",
    rules={
        "SELECT": _CHANGED_CASE,
        # In one's own name, for one's own agency; on the record of a case only for who works in its room, or opens it.
        "INSERT": "actor_id = (SELECT mdt_actor()) AND agency_id IS NOT DISTINCT FROM (SELECT p.agency_id FROM"
                  " agencies_person p WHERE p.id = confidentiality_changeentry.actor_id)"
                  f" AND (case_id IS NULL OR ({_CHANGED_CASE}) OR mdt_may_staff(case_id))",
    },
)  # fmt: skip
_OF_THE_RECORD = sees_case("confidentiality_recusal.case_id", own=True)
table(
    "confidentiality_recusal", web="SELECT INSERT UPDATE", fixed="case_id person_id recorded_by_id recorded_at",
    rules={
        "SELECT": _OF_THE_RECORD,
        "INSERT": f"{_OF_THE_RECORD} AND mdt_may_staff(case_id) AND recorded_by_id = (SELECT mdt_actor())",
        "UPDATE": f"{_OF_THE_RECORD} AND mdt_may_staff(case_id)",
    },
)  # fmt: skip
table(
    "confidentiality_emergencyaccess", web="SELECT INSERT",
    rules={
        "SELECT": sees_case("confidentiality_emergencyaccess.case_id", own=True),
        "INSERT": "person_id = (SELECT mdt_actor()) AND mdt_may_break(case_id, alerted_id)",  # the times are the database's
    },
)  # fmt: skip

# Releases. The terms are for both ends, as long as they open something; what was talked about and who signed is not.
_OF_CASE = sees_case("confidentiality_release.case_id", own=True)
_GIVEN = (
    "confidentiality_release.status = 'active' AND confidentiality_release.recipient_id = (SELECT mdt_agency())"
    f" AND confidentiality_release.expires_at > mdt_now() AND {sees_case('confidentiality_release.case_id')}"
    # That she signed one for after her death is not told before, not even to whom another release lets in.
    " AND (confidentiality_release.kind = 'normal' OR confidentiality_release.takes_effect_at <= mdt_now())"
)
table(
    "confidentiality_release", web="SELECT INSERT UPDATE",
    fixed="public_id case_id agency_id recipient_id recipient_person_id kind elements purpose methods prepared_at"
          " prepared_by_id expires_at sha256",
    rules={
        "SELECT": f"({_OF_CASE}) OR ({_GIVEN})",
        "INSERT": f"{_OF_CASE} AND agency_id = (SELECT mdt_agency()) AND prepared_by_id = (SELECT mdt_actor())"
                  " AND status = 'prepared' AND countersigned_at IS NULL AND ended_at IS NULL AND takes_effect_at IS NULL",
        "UPDATE": f"{_OF_CASE} AND agency_id = (SELECT mdt_agency())",
    },
)  # fmt: skip
for _name, _by in (("confidentiality_releasetalk", ""), ("confidentiality_releasesignature", "witnessed_by_id")):
    _looked = looked(f"{_name}.case_id", Element.COVER)
    _own = f"{sees_case(f'{_name}.case_id', own=True)} AND {_looked}"
    # What still waits is shown in its own room alone, so the release that is named says whose it is.
    # A signature by link comes in through mdt_link_sign alone (law R-20).
    _mine = f" AND {_by} = (SELECT mdt_actor()) AND {_name}.way <> 'link'" if _by else ""
    table(
        _name, web="SELECT INSERT", words=True,
        rules={
            "SELECT": _own,
            "INSERT": f"{_looked}{_mine} AND EXISTS (SELECT 1 FROM confidentiality_release r WHERE r.id = {_name}.release_id"
                      f" AND r.case_id = {_name}.case_id AND r.status = 'prepared' AND r.expires_at > mdt_now())",
        },
    )  # fmt: skip
_link = "confidentiality_releaselink"
_looked = looked(f"{_link}.case_id", Element.COVER)
_own = f"{sees_case(f'{_link}.case_id', own=True)} AND {_looked}"
table(
    _link, web="SELECT INSERT", words=True,
    fixed="release_id case_id capacity signer_id check_way checked_by_id contact asked_again token_hash code_hash made_at"
          " expires_at",
    rules={
        "SELECT": _own,
        "INSERT": f"{_looked} AND checked_by_id = (SELECT mdt_actor()) AND EXISTS (SELECT 1 FROM confidentiality_release r"
                  f" WHERE r.id = {_link}.release_id AND r.case_id = {_link}.case_id AND r.status = 'prepared'"
                  " AND r.agency_id = (SELECT mdt_agency()) AND r.expires_at > mdt_now())",
    },
)  # fmt: skip
_scan = "confidentiality_releasescan"
_own = f"{sees_case(f'{_scan}.case_id', own=True)} AND {looked(f'{_scan}.case_id', Element.COVER)}"
table(
    _scan, web="SELECT INSERT", words=True,
    fixed="public_id signature_id case_id content_type content sha256 added_by_id added_at",
    rules={
        "SELECT": _own,
        # A signature is shown in its own room alone, after a look.
        "INSERT": "added_by_id = (SELECT mdt_actor()) AND EXISTS (SELECT 1 FROM confidentiality_releasesignature s"
                  f" WHERE s.id = {_scan}.signature_id AND s.case_id = {_scan}.case_id AND s.way = 'paper')",
    },
)  # fmt: skip
table("confidentiality_selfconsentrule", web="SELECT", note="law as data; changed by the owner")
table(
    "confidentiality_releasewording", web="SELECT", note="approved translations; written by the owner",
    fixed="language wording sentences right_to_left",
)  # fmt: skip
# Her death, written down once by who supervises the agency of record.
_own = f"{sees_case('confidentiality_death.case_id', own=True)} AND {looked('confidentiality_death.case_id', Element.COVER)}"
table(
    "confidentiality_death", web="SELECT INSERT", words=True, fixed="case_id died_on known_from recorded_by_id recorded_at",
    rules={
        "SELECT": _own,
        "INSERT": f"{_own} AND recorded_by_id = (SELECT mdt_actor()) AND EXISTS (SELECT 1 FROM agencies_person p WHERE"
                  " p.id = confidentiality_death.recorded_by_id AND p.is_supervisor)",
    },
)  # fmt: skip

table("confidentiality_statute", web="SELECT", note="law as data; changed by the owner")

# Laws and orders that compel, likewise in two: what the recipient may read of it, and what the survivor was told.
_OF_CASE = sees_case("confidentiality_mandate.case_id", own=True)
_GIVEN = (
    "confidentiality_mandate.ended_at IS NULL AND confidentiality_mandate.recipient_id = (SELECT mdt_agency())"
    f" AND confidentiality_mandate.expires_at > mdt_now() AND {sees_case('confidentiality_mandate.case_id')}"
)
table(
    "confidentiality_mandate", web="SELECT INSERT UPDATE",
    fixed="public_id case_id agency_id basis statute_id citation issuer judge_signed recipient_id recipient_person_id elements"
          " methods recorded_by_id recorded_at expires_at",
    rules={
        "SELECT": f"({_OF_CASE}) OR ({_GIVEN})",
        "INSERT": f"{_OF_CASE} AND agency_id = (SELECT mdt_agency()) AND recorded_by_id = (SELECT mdt_actor())"
                  " AND ended_at IS NULL",
        "UPDATE": f"{_OF_CASE} AND agency_id = (SELECT mdt_agency())",
    },
)  # fmt: skip
_care = "confidentiality_mandatecare.case_id"
_own = f"{sees_case(_care, own=True)} AND {looked(_care, Element.COVER)}"
table(
    "confidentiality_mandatecare", web="SELECT INSERT", words=True,
    rules={
        "SELECT": _own,
        "INSERT": f"{_own} AND EXISTS (SELECT 1 FROM confidentiality_mandate m WHERE m.id ="
                  " confidentiality_mandatecare.mandate_id AND m.case_id = confidentiality_mandatecare.case_id)",
    },
)  # fmt: skip
# Written by the agency of record, and by the recipient who copies something or takes it on paper.
_OF_CASE = sees_case("confidentiality_disclosure.case_id", own=True)
table(
    "confidentiality_disclosure", web="SELECT INSERT", words=True,
    rules={
        "SELECT": f"{_OF_CASE} AND {looked('confidentiality_disclosure.case_id', Element.COVER)}",
        "INSERT": "recorded_by_id = (SELECT mdt_actor()) AND"
                  f" (({_OF_CASE}) OR (method IN ('copy', 'paper') AND what = ''"
                  f" AND recipient_id = (SELECT mdt_agency()) AND {sees_case('confidentiality_disclosure.case_id')}))",
    },
)  # fmt: skip

# One recipient, one direction, named elements, until the clock says so. A named person, or who answers and supervises there.
_RECIPIENTS = """CROSS JOIN LATERAL (
        SELECT mdt_principal(1, r.recipient_person_id, r.recipient_id) AS principal WHERE r.recipient_person_id IS NOT NULL
        UNION ALL SELECT mdt_principal(2, r.recipient_id) WHERE r.recipient_person_id IS NULL
        UNION ALL SELECT mdt_principal(5, r.recipient_id) WHERE r.recipient_person_id IS NULL) p"""
facts(
    "release", on={"confidentiality_release": "id"},
    select=f"""SELECT p.principal, r.case_id, NULL::bigint AS referral_id, c.opened_at AS subject_at,
      r.elements | 1 AS elements, false AS own, 'RELEASE' AS basis, r.id AS source_id,
      CASE r.kind WHEN 'normal' THEN r.countersigned_at ELSE r.takes_effect_at END AS starts_at,
      r.expires_at FROM confidentiality_release r JOIN cases_case c ON c.id = r.case_id {_RECIPIENTS}
      WHERE r.status = 'active' AND (r.kind = 'normal' OR r.takes_effect_at IS NOT NULL)""",
)  # fmt: skip
facts(
    "mandate", on={"confidentiality_mandate": "id"},
    select=f"""SELECT p.principal, r.case_id, NULL::bigint AS referral_id, c.opened_at AS subject_at,
      r.elements | 1 AS elements, false AS own, r.basis, r.id AS source_id, r.recorded_at AS starts_at,
      r.expires_at FROM confidentiality_mandate r JOIN cases_case c ON c.id = r.case_id {_RECIPIENTS}
      WHERE r.ended_at IS NULL""",
)  # fmt: skip

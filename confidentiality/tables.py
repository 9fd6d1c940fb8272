"""The classification of this app's tables, of the agencies' and of the libraries'."""

from confidentiality.elements import Element
from confidentiality.wall import looked, sees_case, table

ALL = "SELECT INSERT UPDATE DELETE"

# Libraries. Django's and allauth's own: staff accounts, sessions, second factors.
table("django_migrations", note="the owner's")
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
table("agencies_jurisdiction", web="SELECT INSERT UPDATE")
table("agencies_agency", web="SELECT INSERT UPDATE", worker="SELECT")
table("agencies_agencysigner", web="SELECT INSERT DELETE")
table(
    "agencies_person", web="SELECT INSERT UPDATE",
    worker_columns="id, email, language, is_active, agency_id, is_supervisor, takes_referrals",
)
table("agencies_invitation", web="SELECT INSERT UPDATE")
table("agencies_staffsession", web=ALL)
table("agencies_team", web="SELECT INSERT UPDATE", worker="SELECT")
table("agencies_teamcoordinator", web="SELECT INSERT DELETE", worker="SELECT")
table("agencies_seat", web="SELECT INSERT UPDATE", worker="SELECT")
table("agencies_acknowledgement", web="SELECT INSERT", worker="SELECT")
table("agencies_reminder", web="SELECT INSERT UPDATE", worker="SELECT INSERT UPDATE")

# The gate's own.
table(
    "confidentiality_grant",
    web="SELECT",
    rules={"SELECT": "principal = ANY ((SELECT mdt_principals())::bigint[])"},
)
table("confidentiality_ledger", worker="SELECT", note="written through functions only")
table("confidentiality_checkpoint", web="SELECT", worker="SELECT INSERT")
table(
    "confidentiality_changeentry", web="SELECT INSERT", worker="SELECT",
    rules={
        "SELECT": f"CASE WHEN case_id IS NULL THEN agency_id = (SELECT mdt_agency()) ELSE {sees_case('confidentiality_changeentry.case_id', own=True)} END",
        "INSERT": "actor_id = (SELECT mdt_actor())",
    },
)  # fmt: skip
_OF_THE_RECORD = sees_case("confidentiality_recusal.case_id", own=True)
table(
    "confidentiality_recusal", web="SELECT INSERT UPDATE",
    rules={
        "SELECT": _OF_THE_RECORD,
        "INSERT": f"{_OF_THE_RECORD} AND recorded_by_id = (SELECT mdt_actor())",
        "UPDATE": _OF_THE_RECORD,
    },
)  # fmt: skip
table(
    "confidentiality_emergencyaccess", web="SELECT INSERT",
    rules={
        "SELECT": sees_case("confidentiality_emergencyaccess.case_id", own=True),
        # The try is on record (``mdt_break_glass``), the second person may be alerted; the times are the database's.
        "INSERT": "person_id = (SELECT mdt_actor()) AND mdt_same_agency(case_id, person_id)"
                  f" AND mdt_may_be_alerted(case_id, person_id, alerted_id) AND {looked('case_id', Element.COVER)}",
    },
)  # fmt: skip

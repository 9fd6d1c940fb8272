"""The access matrix as data: for each named address, for whom it is there, and what it answers.

``docs/access-matrix.md`` is made from it, and ``test_access_matrix.py`` tries it with everybody in the cast.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any

from tests.examples import EVERYTHING


class Kind(Enum):
    """For whom a page is there. For everybody else it answers like a page that does not exist (law C-01)."""

    OPEN = "Everybody, signed in or not"
    EVERYONE = "Everybody who is signed in; it shows what is theirs"
    AGENCY = "People of any agency; it shows what is theirs"
    CASE = "Whoever has a live basis for the case"
    CONTACT = "Whoever has a live basis for the case and its safe contact"
    RECEIVED = "To whom the survivor's release opens her identity, in another agency; where it names that way, and else refused"
    OWN_CASE = "Who works on the case in the room of the agency of record"
    RELEASE = "The same, for a release, a law, an order or a hold of the case"
    REFERRAL = "Both sides of the referral: who sent it and who answers it"
    TEAM = "Who sits at the team's table, and who runs the installation"
    CASE_TEAM = "The same, for teams that work on cases"
    CYCLE = "Who sits at the team's table"
    MEETING = "Who sits at the team's table, acknowledged; where only some are invited, these; without cases whoever is invited"
    ITEM = "Who sits there likewise, and is not walled off from the case behind the item"
    DECISION = "The same, and whoever a live basis shows the case, where there is one"
    TASK = "Who has to do it, who sees the item and the case behind it, and to whom a subcommittee reports it"
    SEATED = "Who sits at the team's table, acknowledged"
    REPORTED = "Who sits, acknowledged, at the table above the subcommittee's"
    BRINGING = "Who works on the case in the room of the agency of record, and sits there likewise"
    AGREEMENT = "Who sits at the table of the agreement's team, and who may sign it for an agency once it was sent out"
    REVIEW = "The same, for a review of one that is in force"
    WORK = "Who reports on an award of the agency, and who supervises there; who does neither is told so, before anything is looked for"
    SIGNERS = "Who manages the agency's people, who may sign for it, and who runs the installation"
    HEAD = "Who may sign for the own agency by an office, not by a delegation"
    AWARD = "Who supervises the records of the agency whose award it is"
    DESTROYED = "Who supervises the records of the agency that destroys"
    SERVICE = "Who works on the case in the room of the agency of record, for a service that was done for her"
    SUPERVISOR = "Who supervises the agency's records"
    MANAGER = "Who manages an agency's people, and who runs the installation"
    OWN_AGENCY = "Who manages the agency's people"
    ACCOUNT = "Who manages the people of that very agency, and who runs the installation"
    AWARD_REPORTER = "Who is named to report on the award, and is still of its agency"
    PICTURE = "Who reads at least one released product of that agency"
    PUBLICATION = "Who reports or supervises in its agency; once it is released, those for whom it was made"
    INSTALLATION = "Who runs the installation"


@dataclass(frozen=True)
class Row:
    """``opened`` and ``posted``: answers to GET and to an empty POST for whom the page is there (several where it depends
    on roles or on how far a thing is). ``unseen`` and ``hidden``: answers to GET and POST by others; not 404 only where an answer comes before the
    thing is asked for, and is then the same for one that does not exist."""

    kind: Kind
    opened: tuple[int, ...] = (200,)
    posted: tuple[int, ...] = (405,)
    hidden: tuple[int, ...] = (404,)
    unseen: tuple[int, ...] = (404,)
    words: tuple[tuple[str, Any], ...] = ()  # further parts of the address
    ends: bool = False  # its POST ends something: tried last


K = Kind
PAGE = Row(K.EVERYONE)
BUTTON = {"opened": (405,), "posted": (302,)}
FORM = {"opened": (200,), "posted": (200,)}
ASKS = {"opened": (200, 302), "posted": (200, 302)}  # a page of one question, or back with the sentence that refuses
SECTION = (("word", "contact"),)
STEP = (("tier", "1"), ("kind", "consult"))
LINE = (("tier", "1"), ("discipline", "law_enforcement"))
CLASS = (("record_class", "words"),)
FIRST = (("number", "1"),)
CLAUSE = (("key", "purpose"),)
FIFTH = (("number", "5"),)
PERIOD = (("first", date(2025, 1, 1)),)  # of a year; a quarter that begins on that day is one too
NUMBER = (("table", "individuals"), ("line", "individuals"))
TICK = (("table", "ccr_meetings"), ("line", "law_enforcement"))
OWN_PART = {
    "opened": (200, 302, 404),
    "posted": (200, 302, 404),
}  # 404: the own agency is no party of a text that is out
TOLD: dict[str, tuple[int, ...]] = {"unseen": (302, 404), "hidden": (302, 404)}
SOURCE = (("source", "trainings"),)
DRAFT = {"opened": (405,), "posted": (204, 409)}

MATRIX: dict[str, Row] = {
    # The house
    "today": PAGE,
    "healthz": Row(K.OPEN, (200,), (200,)),
    "readyz": Row(K.OPEN, (200,), (405,)),
    "metrics": Row(K.OPEN, (404,), (405,)),  # of a token alone (tests/operating/test_metrics.py)
    "gallery": Row(K.EVERYONE, (200, 404), (200, 404, 405)),
    "lock": Row(K.OPEN, (405,), (302,)),
    "account_logout": Row(K.OPEN, (405,), (302,)),
    "stay": Row(K.EVERYONE, (405,), (204,)),
    "signed_out": Row(K.OPEN, (200,), (200, 405)),
    "set_language": Row(K.OPEN, (405,), (302,)),
    # My account
    "account": Row(K.EVERYONE, (200,), (200, 405)),
    "my_sessions": Row(K.EVERYONE, (200,), (302,)),
    "account_login": Row(K.OPEN, (200, 302), (200, 302)),
    "account_inactive": Row(K.OPEN, (200,), (405,)),
    "account_reset_password": Row(K.OPEN, (200,), (200,)),
    "account_reset_password_done": Row(K.OPEN, (200,), (405,)),
    "account_reset_password_from_key": Row(K.OPEN, (200, 302), (200, 302), words=(("uidb36", "1"), ("key", "a-b"))),
    "account_reset_password_from_key_done": Row(K.OPEN, (200, 302), (405,)),
    "account_reauthenticate": Row(K.EVERYONE, (200, 302), (200, 302)),
    "account_change_password": Row(K.EVERYONE, (200, 302), (200, 302)),
    "mfa_index": Row(K.EVERYONE, (200,), (200, 405)),
    "mfa_authenticate": Row(K.OPEN, (200, 302), (200, 302)),
    "mfa_reauthenticate": Row(K.EVERYONE, (200, 302), (200, 302)),
    "mfa_activate_totp": Row(K.EVERYONE, (200, 302), (200, 302)),
    "mfa_deactivate_totp": Row(K.EVERYONE, (302, 404), (302, 404)),
    "mfa_view_recovery_codes": Row(K.EVERYONE, (200, 302, 404), (302, 404, 405)),
    "mfa_generate_recovery_codes": Row(K.EVERYONE, (200, 302), (200, 302)),
    "mfa_list_webauthn": Row(K.EVERYONE, (200, 302), (200, 302, 405)),
    "mfa_add_webauthn": Row(K.EVERYONE, (200, 302), (200, 302)),
    "mfa_remove_webauthn": Row(K.EVERYONE, (404,), (404,), words=(("pk", "1"),)),
    "mfa_reauthenticate_webauthn": Row(K.EVERYONE, (200, 302), (200, 302, 400)),
    "mfa_login_webauthn": Row(K.OPEN, (200, 302), (200, 302, 400)),
    "invitation": Row(K.OPEN, (404, 429), (404, 429)),
    "invitation_opened": Row(K.OPEN, (302,), (302,), words=(("token", "not-a-token"),)),
    "acknowledgement": Row(K.EVERYONE, **FORM),
    # People and agencies
    "people": Row(K.MANAGER, (200,), (200, 405)),
    "agency_people": Row(K.ACCOUNT, (200,), (200, 405)),
    "invite": Row(K.ACCOUNT, (200, 404), (200, 404, 429)),
    "settle_invitation": Row(K.EVERYONE, (405,), (404,)),
    "people_account": Row(K.ACCOUNT, **FORM),
    "deactivate_person": Row(K.ACCOUNT, **BUTTON, ends=True),
    "reactivate_person": Row(K.ACCOUNT, **BUTTON, ends=True),
    "reset_second_factor": Row(K.ACCOUNT, **BUTTON, ends=True),
    "own_agency": Row(K.OWN_AGENCY, **FORM),
    "awards": Row(K.SUPERVISOR),
    "award_new": Row(K.SUPERVISOR, **FORM),
    "award_change": Row(K.AWARD, **FORM),
    # Teams
    "teams": PAGE,
    "team": Row(K.TEAM),
    "team_seats_add": Row(K.TEAM, **ASKS),
    "team_first_coordinator": Row(K.TEAM, **ASKS),
    "team_seat": Row(K.TEAM, **ASKS),
    "team_seat_end": Row(K.TEAM, **BUTTON, ends=True),
    "team_coordinator_appoint": Row(K.TEAM, **BUTTON, ends=True),
    "team_coordinator_withdraw": Row(K.TEAM, **BUTTON, ends=True),
    "roster": Row(K.CASE_TEAM),
    "roster_add": Row(K.CASE_TEAM, **ASKS),
    "roster_line": Row(K.CASE_TEAM, (200, 302, 404), (200, 302, 404), words=LINE),  # 404: no such line at this table
    "roster_remove": Row(K.CASE_TEAM, **BUTTON, words=LINE, ends=True),
    "team_terms": Row(K.CASE_TEAM),
    "team_term": Row(K.CASE_TEAM, **ASKS, words=STEP),
    "team_term_built_in": Row(K.CASE_TEAM, **BUTTON, words=STEP),
    "holidays": Row(K.CASE_TEAM, **FORM),
    "holiday_remove": Row(K.CASE_TEAM, **BUTTON, words=(("day", "2026-12-25"),), ends=True),
    "agency_terms": Row(K.SUPERVISOR),
    "agency_term": Row(K.SUPERVISOR, **ASKS, words=STEP),
    "agency_term_built_in": Row(K.SUPERVISOR, **BUTTON, words=STEP),
    # Agreements
    "agreements": Row(K.AGENCY),
    "agreement_new": Row(K.AGENCY, **ASKS),
    "agreement": Row(K.AGREEMENT),
    "agreement_version": Row(K.AGREEMENT, words=FIRST),
    "agreement_document": Row(K.AGREEMENT, (200, 302, 404), words=FIRST),  # 404: nothing is executed; 302: it is being made
    "verify_document": Row(K.OPEN, (200,), (200,)),
    "agreement_approval_file": Row(K.AGREEMENT, (200, 404), words=FIRST),  # 404: its party has no approval on record
    "agreement_redline": Row(K.AGREEMENT, words=(("earlier", "1"), ("later", "1"))),
    "agreement_clause": Row(K.AGREEMENT, **ASKS, words=CLAUSE),
    "agreement_clause_add": Row(K.AGREEMENT, **ASKS),
    "agreement_clause_remove": Row(K.AGREEMENT, **BUTTON, words=CLAUSE, ends=True),
    "agreement_override": Row(K.AGREEMENT, **ASKS, words=(("key", "cultural"),)),
    "agreement_terms": Row(K.AGREEMENT, **ASKS),
    "agreement_parties": Row(K.AGREEMENT, **ASKS),
    "agreement_send": Row(K.AGREEMENT, (200, 302), (302,), ends=True),
    "agreement_change": Row(K.AGREEMENT, (200, 302), (302,), ends=True),
    "agreement_comment": Row(K.AGREEMENT, **ASKS, words=(*FIRST, *CLAUSE)),
    "agreement_answer": Row(K.AGREEMENT, **ASKS),
    "agreement_sign": Row(K.AGREEMENT, **OWN_PART),
    "agreement_sign_now": Row(K.AGREEMENT, **OWN_PART),
    "agreement_decline": Row(K.AGREEMENT, **OWN_PART),
    "agreement_approve": Row(K.AGREEMENT, **OWN_PART),
    "agreement_paper": Row(K.AGREEMENT, **OWN_PART),
    "agreement_paper_check": Row(K.AGREEMENT, (200,), (302,), ends=True),
    "agreement_paper_scan": Row(K.AGREEMENT),
    "agreement_leave": Row(K.AGREEMENT, **ASKS),
    "agreement_end": Row(K.AGREEMENT, **ASKS),
    "protocol_new": Row(K.AGENCY, **ASKS),
    "protocol_tasks": Row(K.AGREEMENT, **ASKS),
    "protocol_measures": Row(K.AGREEMENT, **ASKS),
    "protocol_propose": Row(K.AGREEMENT, **ASKS),
    "protocol_proposal": Row(K.AGREEMENT),
    "protocol_say": Row(K.AGREEMENT, **ASKS),
    "protocol_answer": Row(K.AGREEMENT, **ASKS),
    "protocol_close": Row(K.AGREEMENT, **BUTTON, ends=True),
    "protocol_read": Row(K.AGREEMENT, **ASKS),
    "protocol_readers": Row(K.AGREEMENT, (200, 302)),
    "authorities": Row(K.SIGNERS),
    "agency_authorities": Row(K.SIGNERS),
    "authority_record": Row(K.SIGNERS, **ASKS),
    "authority_end": Row(K.SIGNERS, **ASKS, ends=True),
    "authority_instrument": Row(K.SIGNERS, (200, 404)),  # 404: an office of her own has none
    "delegate": Row(K.HEAD, **FORM),
    # Protocols
    "cycles": Row(K.AGENCY),
    "cycle_begin": Row(K.CYCLE, **BUTTON),
    "cycle": Row(K.CYCLE),
    "step": Row(K.CYCLE, words=FIFTH),
    "step_plan": Row(K.CYCLE, **ASKS, words=FIFTH),
    "step_evidence": Row(K.CYCLE, **ASKS, words=FIFTH),
    "step_evidence_file": Row(K.CYCLE, words=FIFTH),
    "step_evidence_remove": Row(K.CYCLE, **BUTTON, words=FIFTH, ends=True),
    "step_close": Row(K.CYCLE, (200, 302), (302,), words=FIFTH, ends=True),
    "step_reopen": Row(K.CYCLE, **ASKS, words=FIFTH),
    "reviews": Row(K.AGENCY),
    "review_settle": Row(K.REVIEW, **ASKS),
    "statute_note": Row(K.CYCLE, **ASKS),
    "statute_verify": Row(K.CYCLE, **BUTTON, ends=True),
    "tensions": Row(K.AGENCY),
    "tension_new": Row(K.CYCLE, **FORM),
    "tension": Row(K.CYCLE),
    "tension_say": Row(K.CYCLE, **ASKS),
    "tension_settle": Row(K.CYCLE, **ASKS),
    # Meetings
    "meetings": Row(K.AGENCY),
    "meeting_new": Row(K.CYCLE),
    "meeting_plan": Row(K.CYCLE, **ASKS, words=(("kind", "business"),)),
    "series_new": Row(K.CYCLE, **ASKS, words=(("kind", "business"),)),
    "meeting": Row(K.MEETING),
    "meeting_reply": Row(K.MEETING, **BUTTON),
    "meeting_change": Row(K.MEETING, **ASKS),
    "meeting_cancel": Row(K.MEETING, (200, 302), (302,), ends=True),
    "series_change": Row(K.MEETING, (200, 302, 404), (200, 302, 404)),  # 404: it belongs to no series
    "series_end": Row(K.MEETING, (200, 302, 404), (302, 404), ends=True),
    "calendar": Row(K.AGENCY),
    "calendar_feed": Row(K.AGENCY, (405,), (200,)),
    "calendar_feed_end": Row(K.AGENCY, **BUTTON),
    "lead_times": Row(K.AGENCY, **FORM),
    "calendar_file": Row(K.OPEN, (404,), (405,), words=(("token", "not-a-token"),)),
    # Agendas
    "case_bring": Row(K.OWN_CASE),
    # The meeting as it goes
    "room": Row(K.MEETING, (200, 302)),
    "room_begin": Row(K.MEETING, **BUTTON),
    "room_note": Row(K.MEETING, **BUTTON),
    "room_walk_in": Row(K.MEETING, **BUTTON),
    "screen": Row(K.MEETING),
    "room_item": Row(K.ITEM),
    "room_open": Row(K.ITEM, **BUTTON),
    "room_settle": Row(K.ITEM, **BUTTON),
    "room_propose": Row(K.ITEM, **ASKS),
    "room_task": Row(K.ITEM, **ASKS),
    "room_stand": Row(K.DECISION, **ASKS),
    "room_decide": Row(K.DECISION, **BUTTON),
    "room_end": Row(K.MEETING, **BUTTON, ends=True),
    "minutes": Row(K.MEETING),
    "minutes_pdf": Row(K.MEETING),
    "minutes_approve": Row(K.MEETING, **BUTTON),
    "minutes_read": Row(K.MEETING, (405,), (302, 404)),  # 404: nothing was approved
    "tasks": Row(K.AGENCY),
    "task_later": Row(K.TASK, **ASKS),
    "task_settle": Row(K.TASK, **BUTTON, ends=True),
    "how_we_meet": Row(K.SEATED),
    "reported_list": Row(K.AGENCY),
    "reported": Row(K.REPORTED),
    "agenda": Row(K.MEETING),
    "agenda_pdf": Row(K.MEETING),
    "agenda_add": Row(K.MEETING, **ASKS),
    "agenda_suggest": Row(K.MEETING, **ASKS),
    "agenda_bring": Row(K.BRINGING, **ASKS),
    "agenda_change": Row(K.ITEM, **ASKS),
    "agenda_move": Row(K.ITEM, **BUTTON),
    "agenda_carry": Row(K.ITEM, **ASKS),
    "agenda_off": Row(K.ITEM, **BUTTON, ends=True),
    # What an agency did
    "reports": Row(K.AGENCY),
    "report_picture": Row(K.AGENCY),
    "report_picture_one": Row(K.PICTURE),
    "report_period": Row(K.AWARD_REPORTER, words=PERIOD),
    "report_count": Row(K.AWARD_REPORTER, **BUTTON, words=PERIOD),
    "report_lines": Row(K.AWARD_REPORTER, posted=(302,), words=PERIOD),
    "report_typed": Row(K.AWARD_REPORTER, (200, 404), (200, 302, 404), words=(*PERIOD, ("section", "victims"))),  # STOP alone has it
    "report_partners": Row(K.AWARD_REPORTER, words=PERIOD),
    "report_partner_new": Row(K.AWARD_REPORTER, **FORM, words=PERIOD),
    "report_partner": Row(K.AWARD_REPORTER, **FORM, words=PERIOD),
    "report_partner_totals": Row(K.AWARD_REPORTER, (200, 404), (200, 302, 404), words=(*PERIOD, ("section", "victims"))),
    "report_partner_remove": Row(K.AWARD_REPORTER, **BUTTON, words=PERIOD, ends=True),
    "report": Row(K.AWARD_REPORTER),
    "report_words": Row(K.AWARD_REPORTER, **FORM),
    "report_missing": Row(K.AWARD_REPORTER),
    "report_since": Row(K.AWARD_REPORTER),
    "report_moved_one": Row(K.AWARD_REPORTER, (404,), words=NUMBER),
    "report_moved": Row(K.AWARD_REPORTER, (404,), words=(*NUMBER, ("column", "sa"))),
    "report_behind_one": Row(K.AWARD_REPORTER, (200, 404), words=NUMBER),
    "report_behind": Row(K.AWARD_REPORTER, (200, 404), words=(*NUMBER, ("column", "sa"))),
    "report_otherwise": Row(K.AWARD_REPORTER, (200, 404), (200, 302, 404), words=TICK),  # 404: only STOP has such a line
    "report_otherwise_back": Row(K.AWARD_REPORTER, (405,), (302, 404), words=TICK),
    "report_file": Row(K.AWARD_REPORTER, **BUTTON),
    "report_publish": Row(K.AWARD_REPORTER, **FORM),
    "report_download": Row(K.AWARD_REPORTER, words=(("kind", "csv"),)),
    "publication": Row(K.PUBLICATION),
    "publication_decide": Row(K.PUBLICATION, (405,), (422,)),
    "publication_download": Row(K.PUBLICATION, words=(("kind", "csv"),)),
    "activity": Row(K.WORK, **TOLD),
    "trainings": Row(K.WORK, **TOLD),
    "training_new": Row(K.WORK, **FORM, **TOLD),
    "training_change": Row(K.WORK, **FORM, **TOLD),
    "training_remove": Row(K.WORK, **BUTTON, **TOLD, ends=True),
    "products": Row(K.WORK, **TOLD),
    "product_new": Row(K.WORK, **FORM, **TOLD),
    "product_change": Row(K.WORK, **FORM, **TOLD),
    "product_remove": Row(K.WORK, **BUTTON, **TOLD, ends=True),
    "staff": Row(K.WORK, **TOLD),
    "assignment_new": Row(K.WORK, **FORM, **TOLD),
    "assignment_change": Row(K.WORK, **FORM, **TOLD),
    "assignment_remove": Row(K.WORK, **BUTTON, **TOLD, ends=True),
    "policies": Row(K.WORK, **TOLD),
    "work_new": Row(K.WORK, **FORM, **TOLD),
    "work_change": Row(K.WORK, **FORM, **TOLD),
    "work_remove": Row(K.WORK, **BUTTON, **TOLD, ends=True),
    "award_links": Row(K.WORK, **TOLD),
    "award_agreement": Row(K.WORK, **BUTTON, **TOLD),
    "award_protocol": Row(K.WORK, **FORM, **TOLD),
    "award_protocol_remove": Row(K.WORK, **BUTTON, **TOLD, ends=True),
    "tracked": Row(K.WORK, **TOLD),
    "tracked_source": Row(K.WORK, **FORM, **TOLD, words=SOURCE),
    "tracked_forget": Row(K.WORK, **BUTTON, **TOLD, words=(*SOURCE, ("day", "2026-03-03")), ends=True),
    "own_forms": Row(K.WORK, **TOLD),
    "own_form_new": Row(K.WORK, **FORM, **TOLD),
    "own_form_paste": Row(K.WORK, **FORM, **TOLD),
    "own_form": Row(K.WORK, **TOLD),
    "own_form_version": Row(K.WORK, **FORM, **TOLD),
    # Setting up
    "administration": Row(K.INSTALLATION),
    "agency_add": Row(K.INSTALLATION, **FORM),
    "agency_change": Row(K.INSTALLATION, **FORM),
    "operation": Row(K.INSTALLATION),
    "administration_teams": Row(K.INSTALLATION),
    "team_add": Row(K.INSTALLATION, **FORM),
    "team_change": Row(K.INSTALLATION, **FORM),
    "administration_jurisdictions": Row(K.INSTALLATION),
    "jurisdiction_add": Row(K.INSTALLATION, **FORM),
    "jurisdiction_change": Row(K.INSTALLATION, **FORM),
    # Cases
    "cases": PAGE,
    "case_search": Row(K.EVERYONE, (302,), (200,)),
    "case_new": Row(K.EVERYONE, (200, 302), (302,)),
    "emergency": Row(K.EVERYONE, **FORM),
    "case_alerts": PAGE,
    "case": Row(K.CASE),
    "case_show": Row(K.CONTACT, words=SECTION),
    "case_attempts": Row(K.SUPERVISOR),
    "services": Row(K.EVERYONE, (200, 302), (302,)),
    "services_draft": Row(K.EVERYONE, **DRAFT),
    "services_undo": Row(K.EVERYONE, **BUTTON),
    "service_gaps": PAGE,
    "case_counting": Row(K.OWN_CASE, **ASKS),
    "service_change": Row(K.SERVICE, **ASKS),
    "case_copy": Row(K.RECEIVED, **ASKS, words=(("word", "identity"),)),
    "released_pdf": Row(K.RECEIVED, (200, 404)),
    "case_close": Row(K.OWN_CASE, **BUTTON, ends=True),
    "case_reopen": Row(K.OWN_CASE, **BUTTON, ends=True),
    "who_looked": Row(K.OWN_CASE),
    "who_looked_pdf": Row(K.OWN_CASE),
    "case_access": Row(K.OWN_CASE),
    "case_accounting": Row(K.OWN_CASE),
    "case_accounting_pdf": Row(K.OWN_CASE),
    "disclosure_new": Row(K.OWN_CASE, **FORM),
    "case_assign": Row(K.OWN_CASE, **BUTTON, hidden=(302,)),
    "case_unassign": Row(K.OWN_CASE, **BUTTON, hidden=(302,)),
    "case_recuse": Row(K.OWN_CASE, **BUTTON, hidden=(302,)),
    "case_recusal_end": Row(K.OWN_CASE, **BUTTON, hidden=(302,)),
    "element_edit": Row(K.OWN_CASE, **ASKS, words=SECTION),
    "element_draft": Row(K.OWN_CASE, **DRAFT, words=SECTION),
    "element_discard": Row(K.OWN_CASE, **BUTTON, words=SECTION),
    "row_add": Row(K.OWN_CASE, **ASKS, words=SECTION),
    "row_add_draft": Row(K.OWN_CASE, **DRAFT, words=SECTION),
    "row_add_discard": Row(K.OWN_CASE, **BUTTON, words=SECTION),
    "row_edit": Row(K.OWN_CASE, **ASKS, words=SECTION),
    "row_draft": Row(K.OWN_CASE, **DRAFT, words=SECTION),
    "row_discard": Row(K.OWN_CASE, **BUTTON, words=SECTION),
    "row_remove": Row(K.OWN_CASE, (200, 302), (302,), words=SECTION, ends=True),
    "case_refer": Row(K.OWN_CASE, **FORM, hidden=(404, 302), unseen=(404, 302)),  # without an agency: back to the first page
    "case_refer_draft": Row(K.OWN_CASE, **DRAFT),
    # Releases
    "withdraw_by_code": Row(K.EVERYONE, **FORM),
    "releases": Row(K.OWN_CASE),
    "release_new": Row(K.OWN_CASE, (200, 302), (200, 302)),
    "release_draft": Row(K.OWN_CASE, **DRAFT),
    "record_death": Row(K.OWN_CASE, **ASKS),
    "release": Row(K.RELEASE),
    "release_preview": Row(K.RELEASE),
    "release_preview_show": Row(K.RELEASE, words=SECTION),
    "release_pdf": Row(K.RELEASE),
    "release_sign": Row(K.RELEASE, (405,), (200,)),
    "release_oral_yes": Row(K.RELEASE, **BUTTON),
    "release_countersign": Row(K.RELEASE, **BUTTON),
    "release_withdraw": Row(K.RELEASE, (200,), (200,)),
    # Laws and orders
    "mandates": Row(K.OWN_CASE),
    "mandate_new": Row(K.OWN_CASE, **FORM),
    "keeping": Row(K.SUPERVISOR),
    "keeping_rule": Row(K.SUPERVISOR, **FORM, words=CLASS),
    "keeping_ask": Row(K.SUPERVISOR, **BUTTON, words=CLASS),
    "purge_approve": Row(K.DESTROYED, **BUTTON),
    "purge_withdraw": Row(K.DESTROYED, **BUTTON, ends=True),
    "certificate": Row(K.DESTROYED),
    "case_hold": Row(K.OWN_CASE, **FORM),
    "hold_review": Row(K.RELEASE, **BUTTON),
    "hold_end": Row(K.RELEASE, **BUTTON, ends=True),
    "mandate_end": Row(K.RELEASE, **BUTTON, ends=True),
    "release_link": Row(K.RELEASE, **ASKS, words=(("capacity", "survivor"),)),
    "release_scan_add": Row(K.RELEASE, (405,), (200,)),
    "release_scan": Row(K.RELEASE),
    "signing_link": Row(K.OPEN, (200,), (200,), words=(("token", "not-a-token"),)),
    # Referrals
    "referrals": Row(K.AGENCY),
    "referral_new": Row(K.EVERYONE, (200, 302), (200, 302)),
    "referral_draft": Row(K.AGENCY, **DRAFT),
    "referral": Row(K.REFERRAL),
    "referral_screen": Row(K.REFERRAL, **ASKS),
    "referral_ask": Row(K.REFERRAL, **ASKS),
    "referral_answer": Row(K.REFERRAL, **BUTTON, hidden=(302,), words=(("question", "safe_now"),)),
    "referral_accept": Row(K.REFERRAL, **ASKS),
    "referral_decline": Row(K.REFERRAL, **ASKS),
    "referral_redirect": Row(K.REFERRAL, **ASKS),
    "referral_withdraw": Row(K.REFERRAL, **ASKS, ends=True),
    "referral_step": Row(K.REFERRAL, (405,), (302,), hidden=(302,)),
    "referral_close": Row(K.REFERRAL, **ASKS),
    "referral_reassign": Row(K.REFERRAL, **ASKS),
    "referral_attempt": Row(K.REFERRAL, **ASKS),
    "referral_told": Row(K.REFERRAL, **ASKS, words=(("whom", "police"),)),
}  # fmt: skip

# Literally all that is there without signing in.
WITHOUT_SIGN_IN = {
    "healthz", "readyz", "metrics", "lock", "account_logout", "signed_out", "set_language", "account_login", "account_inactive",
    "account_reset_password", "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "mfa_authenticate", "mfa_login_webauthn", "invitation", "invitation_opened",
    "signing_link", "verify_document", "calendar_file",
}  # fmt: skip

CAST = [
    "ada",
    "bea",
    "hana",
    "cora",
    "fay",
    "gus",
    "dan",
    "lena",
    "rex",
    "lou",
    "vic",
    "pia",
    "roy",
    "paul",
    "dora",
    "wes",
    "sana",
    "nora",
    "cal",
    "mae",
    "joel",
    "ida",
    "june",
    "ray",
    "sofia",
    "rae",
    "olga",
    "stan",
    "adam",
]
# One of each kind, for the quick run: works on cases, supervises, coordinates, answers, has lapsed, is walled off, signs, belongs to
# a hospital, to a nation, advises, comes from outside, runs the house.
QUICK = ["ada", "hana", "cora", "dan", "lena", "rex", "lou", "sana", "june", "rae", "olga", "adam"]
TRIED = CAST if EVERYTHING else QUICK

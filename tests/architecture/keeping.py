"""Examples that break the constraints of keeping and destroying."""

from typing import Any

from tests.rows import LONG_AGO, put

# Said by somebody else than the one whose name is written.
_ANOTHER = "(SELECT max(p.id) FROM agencies_person p WHERE set_config('mdt.user_id', {}::text, true) <> '')"


def _purging(here: Any) -> Any:
    here.db.execute("SELECT set_config('mdt.purging', 'on', true)")
    return LONG_AGO


KEEPING: dict[str, tuple[str, dict[str, Any] | str]] = {
    "age_then_in_years": ("cases_agethen", {"years": 121}),
    "case_closed_has_its_time": ("cases_case", "status = 'closed' → closed_at = NULL"),
    "case_destroyed_by_purge": ("cases_case", "words_destroyed_at = now()"),
    "case_destroyed_stays_closed": ("cases_case", {"identity_destroyed_at": _purging}),
    "retention_class_known": ("confidentiality_retentionrule", {"record_class": "everything"}),
    "retention_unit_known": ("confidentiality_retentionrule", {"unit": "moons", "record_class": "identity"}),
    "retention_takes_time": ("confidentiality_retentionrule", {"after": 0, "record_class": "identity"}),
    "retention_says_where": ("confidentiality_retentionrule", {"source": "", "record_class": "identity"}),
    "hold_why_known": ("confidentiality_legalhold", {"why": "spite"}),
    "hold_ended_whole": ("confidentiality_legalhold", {"ended_at": LONG_AGO}),
    "hold_reviewed_whole": ("confidentiality_legalhold", {"reviewed_at": LONG_AGO}),
    "hold_ended_stays": ("confidentiality_legalhold", "ended_at = now(), ended_by_id = set_by_id → ended_at = NULL, ended_by_id = NULL"),
    "hold_in_ones_own_name": ("confidentiality_legalhold", f"ended_at = now(), ended_by_id = {_ANOTHER.format('set_by_id')}"),
    "purge_in_ones_own_name": ("confidentiality_purge", f"approved_by_id = {_ANOTHER.format('asked_by_id')}"),
    "purge_approved_by_another": ("confidentiality_purge", "approved_by_id = asked_by_id"),
    "purge_approved_whole": ("confidentiality_purge", {"approved_at": LONG_AGO, "record_class": "words"}),
    "purge_withdrawn_whole": ("confidentiality_purge", {"withdrawn_at": LONG_AGO}),
    "purge_done_approved": ("confidentiality_purge", {"done_at": LONG_AGO}),
    "purge_rewritten_done": ("confidentiality_purge", {"rewritten_at": LONG_AGO}),
    "purge_settled_stays": ("confidentiality_purge", "withdrawn_by_id = asked_by_id → withdrawn_by_id = NULL, withdrawn_at = NULL"),
    "purge_by_a_rule": ("confidentiality_purge", {"record_class": "identity"}),
    "purge_of_something": ("confidentiality_purge", {"due_before": LONG_AGO}),
    "certificate_counts_its_records": ("confidentiality_certificate", {"count": 3}),
}  # fmt: skip


def add_keeping(here: Any, case: int, agency: int, person: int) -> None:
    """A record that is closed and due, so that a purge of it can be asked."""
    due = {"status": "closed", "closed_at": LONG_AGO}
    put(here.db, "cases_case", agency_id=agency, opened_by_id=person, **due)
    here.add("cases_agethen", case_id=case)
    here.add("confidentiality_retentionrule", agency_id=agency, set_by_id=person)
    here.add("confidentiality_legalhold", case_id=case, set_by_id=person)
    here.add("confidentiality_purge", agency_id=agency, asked_by_id=person)
    here.add("confidentiality_certificate", agency_id=agency)

"""The classification of tables about keeping and destroying: for who supervises an agency's records, and there alone."""

from confidentiality.wall import sees_case, table


def _supervised(name: str) -> str:
    return f"{name}.agency_id = (SELECT mdt_supervised())"


_RULE = _supervised("confidentiality_retentionrule")
table(
    "confidentiality_retentionrule", web="SELECT INSERT UPDATE", fixed="agency_id record_class",
    rules={"SELECT": _RULE, "INSERT": f"{_RULE} AND set_by_id = (SELECT mdt_actor())", "UPDATE": _RULE,
           "CHECK": f"{_RULE} AND set_by_id = (SELECT mdt_actor())"},
)  # fmt: skip
_PURGE = _supervised("confidentiality_purge")
table(
    "confidentiality_purge", web="SELECT INSERT UPDATE", note="carried out by the owner's command",
    fixed="public_id agency_id record_class due_before counted asked_by_id asked_at",
    rules={"SELECT": _PURGE, "INSERT": f"{_PURGE} AND asked_by_id = (SELECT mdt_actor())", "UPDATE": _PURGE},
)  # fmt: skip
_CERTIFICATE = _supervised("confidentiality_certificate")
table(
    "confidentiality_certificate", web="SELECT", rules={"SELECT": _CERTIFICATE}, note="written by the owner's command"
)
# Whoever works on a record may hold it at once; that it ends is for who supervises.
_HOLD = sees_case("confidentiality_legalhold.case_id", own=True)
table(
    "confidentiality_legalhold", web="SELECT INSERT UPDATE", fixed="public_id case_id why set_by_id set_at",
    rules={
        "SELECT": _HOLD,
        "INSERT": f"{_HOLD} AND set_by_id = (SELECT mdt_actor()) AND ended_at IS NULL AND reviewed_at IS NULL",
        "UPDATE": f"{_HOLD} AND mdt_may_staff(case_id)",
    },
)  # fmt: skip

"""Rights of the two served roles on reports. Exact totals are for who may report on the award; facts are for nobody.

The worker counts by calling functions. It reads no total, no fact and no record.
"""

from pathlib import Path

from confidentiality.wall import sql_file, table

for _name in ("guards.sql", "facts.sql", "systems.sql", "own_work.sql", "counting.sql", "behind.sql"):
    sql_file(Path(__file__).parent / "sql" / _name)


def _mine(name: str) -> str:
    return f"{name}.award_id = ANY ((SELECT mdt_reported_awards())::bigint[])"


_RUN = _mine("reports_run")
table(
    "reports_run", web="SELECT INSERT UPDATE",
    worker_columns="id, public_id, status, step, steps, award_id, form, starts_on, ends_on, asked_at",
    fixed="public_id agency_id award_id form version starts_on ends_on definition plan choices sha256 asked_by_id asked_at"
          " amends_id",
    rules={
        "SELECT": _RUN,
        "INSERT": f"{_RUN} AND asked_by_id = (SELECT mdt_actor()) AND agency_id = (SELECT mdt_agency()) AND status = 'waiting'"
                  " AND step = 0 AND steps = 0 AND counted_at IS NULL",
        # Filing is the one thing that a page does to a count: what it says is then held against the cells (mdt_filed_otherwise).
        "UPDATE": f"{_RUN} AND status = 'counted'",
        "CHECK": f"{_RUN} AND status = 'filed' AND filed_by_id = (SELECT mdt_actor())",
    },
)  # fmt: skip
table("reports_fact", note="written and read by functions of the owner alone")
table(
    "reports_countedcell", web="SELECT", note="written by mdt_count_table",
    rules={
        "SELECT": "EXISTS (SELECT 1 FROM reports_run r WHERE r.id = reports_countedcell.run_id"
                  " AND r.award_id = ANY ((SELECT mdt_reported_awards())::bigint[]) OFFSET 0)",
    },
)  # fmt: skip
_TYPED = _mine("reports_typedfigure")
table(
    "reports_typedfigure", web="SELECT INSERT UPDATE DELETE", fixed="award_id starts_on line partner_id",
    rules={
        "SELECT": _TYPED, "INSERT": f"{_TYPED} AND by_id = (SELECT mdt_actor())", "UPDATE": _TYPED,
        "CHECK": f"{_TYPED} AND by_id = (SELECT mdt_actor())", "DELETE": _TYPED,
    },
)  # fmt: skip
_GIVEN = _mine("reports_partnertotals")
table(
    "reports_partnertotals", web="SELECT INSERT UPDATE DELETE", fixed="award_id starts_on partner_id",
    rules={
        "SELECT": _GIVEN, "INSERT": f"{_GIVEN} AND by_id = (SELECT mdt_actor())", "UPDATE": _GIVEN,
        "CHECK": f"{_GIVEN} AND by_id = (SELECT mdt_actor())", "DELETE": _GIVEN,
    },
)  # fmt: skip
_CHECKED = _mine("reports_checkedwords")
table(
    "reports_checkedwords", web="SELECT INSERT",
    rules={"SELECT": _CHECKED, "INSERT": f"{_CHECKED} AND by_id = (SELECT mdt_actor())"},
)  # fmt: skip
# A protected product: in its agency for whoever reports or supervises there; released, for whom it was made.
_OWN = "mdt_may_publish(reports_publication.agency_id)"
table(
    "reports_publication", web="SELECT INSERT UPDATE",
    fixed="public_id run_id agency_id audience threshold seed report sha256 made_by_id made_at nation_agreed",
    rules={
        "SELECT": "mdt_reads_publication((SELECT mdt_actor()), reports_publication.agency_id, reports_publication.status,"
                  " reports_publication.audience)",
        "INSERT": f"{_OWN} AND made_by_id = (SELECT mdt_actor()) AND status = 'proposed'",
        "UPDATE": _OWN, "CHECK": f"{_OWN} AND decided_by_id = (SELECT mdt_actor())",
    },
)  # fmt: skip


# Work without a survivor in it: seen in its own agency alone, written by who reports for an award of it or supervises there.
def _own_work(name: str, by: str, agency: str = "", commands: str = "SELECT INSERT UPDATE DELETE", **more: str) -> None:
    """``agency`` finds the agency of a row, where it is not a column of its own."""
    room = agency or f"{name}.agency_id"
    here, writes = f"{room} = (SELECT mdt_agency())", f"mdt_may_publish({room})"
    signed = f" AND {by} = (SELECT mdt_actor())" if by else ""
    rules = {"SELECT": here, "INSERT": writes + signed, "UPDATE": writes, "DELETE": writes}
    table(name, web=commands, rules={one: rules[one] for one in commands.split()}, **more)


_own_work("reports_verification", "by_id", commands="SELECT INSERT")
_own_work("reports_customform", "made_by_id", commands="SELECT INSERT", worker="SELECT")
for _name in ("training", "product", "staffassignment", "policywork"):
    _own_work(f"reports_{_name}", "by_id", fixed="public_id agency_id")
_own_work(
    "reports_trainingpeople",
    "",
    "(SELECT t.agency_id FROM reports_training t WHERE t.id = reports_trainingpeople.training_id)",
)
_own_work(
    "reports_awardagreement", "linked_by_id",
    "(SELECT w.agency_id FROM agencies_award w WHERE w.id = reports_awardagreement.award_id)",
    commands="SELECT INSERT DELETE", fixed="award_id agreement_id",
)  # fmt: skip
_own_work("reports_tracked", "by_id", fixed="agency_id source")

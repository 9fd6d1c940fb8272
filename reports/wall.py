"""Rights of the two served roles on reports. Exact totals are for who may report on the award; facts are for nobody.

The worker counts by calling functions. It reads no total, no fact and no record.
"""

from pathlib import Path

from confidentiality.wall import sql_file, table

for _name in ("guards.sql", "facts.sql", "systems.sql", "counting.sql", "behind.sql"):
    sql_file(Path(__file__).parent / "sql" / _name)


def _mine(name: str) -> str:
    return f"{name}.award_id = ANY ((SELECT mdt_reported_awards())::bigint[])"


_RUN = _mine("reports_run")
table(
    "reports_run", web="SELECT INSERT UPDATE", worker_columns="id, public_id, status, step, steps, award_id, starts_on",
    fixed="public_id agency_id award_id form version starts_on ends_on definition plan choices sha256 asked_by_id asked_at"
          " amends_id",
    rules={
        "SELECT": _RUN,
        "INSERT": f"{_RUN} AND asked_by_id = (SELECT mdt_actor()) AND agency_id = (SELECT mdt_agency()) AND status = 'waiting'",
        "UPDATE": _RUN,
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
_OWN = "reports_publication.agency_id = (SELECT mdt_agency()) AND mdt_may_publish(reports_publication.agency_id)"
table(
    "reports_publication", web="SELECT INSERT UPDATE",
    fixed="public_id run_id agency_id audience threshold seed report sha256 made_by_id made_at nation_agreed",
    rules={
        "SELECT": f"({_OWN}) OR (reports_publication.status = 'released' AND (SELECT mdt_agency()) IS NOT NULL"
                  " AND (reports_publication.audience = 'public' OR mdt_at_table_with(reports_publication.agency_id)))",
        "INSERT": f"{_OWN} AND made_by_id = (SELECT mdt_actor()) AND status = 'proposed'",
        "UPDATE": _OWN, "CHECK": f"{_OWN} AND decided_by_id = (SELECT mdt_actor())",
    },
)  # fmt: skip
table("reports_verification", web="SELECT INSERT")
table("reports_customform", web="SELECT INSERT")
table("reports_training", web="SELECT INSERT UPDATE DELETE", fixed="public_id agency_id")
table("reports_trainingpeople", web="SELECT INSERT UPDATE DELETE")
table("reports_product", web="SELECT INSERT UPDATE DELETE", fixed="public_id agency_id")
table("reports_staffassignment", web="SELECT INSERT UPDATE DELETE", fixed="public_id agency_id")
table("reports_policywork", web="SELECT INSERT UPDATE DELETE", fixed="public_id agency_id")
table("reports_awardagreement", web="SELECT INSERT DELETE", fixed="award_id agreement_id")
table("reports_tracked", web="SELECT INSERT UPDATE DELETE", fixed="agency_id source")

"""Rights of the two served roles on agreements. No word of a survivor is here; what may not change is guarded in SQL."""

from pathlib import Path

from confidentiality.wall import sql_file, table

sql_file(Path(__file__).parent / "sql" / "agreements.sql")
sql_file(Path(__file__).parent / "sql" / "cycles.sql")
sql_file(Path(__file__).parent / "sql" / "protocols.sql")

table(
    "protocols_agreement",
    web="SELECT INSERT UPDATE",
    worker="SELECT",
    fixed="public_id team_id kind template created_by_id created_at",
)
table(
    "protocols_version",
    web="SELECT INSERT UPDATE",
    worker="SELECT",
    fixed="agreement_id number created_by_id created_at",
)
table("protocols_clause", web="SELECT INSERT UPDATE DELETE", worker="SELECT", fixed="version_id key")
table("protocols_override", web="SELECT INSERT DELETE", worker="SELECT")
table(
    "protocols_comment", web="SELECT INSERT UPDATE", fixed="public_id version_id key agency_id by_id at body proposed"
)
table("protocols_party", web="SELECT INSERT UPDATE DELETE", worker="SELECT", fixed="version_id agency_id")
table(
    "protocols_authority", web="SELECT INSERT UPDATE", worker="SELECT",
    fixed="public_id agency_id person_id office source citation starts_on delegated_from_id instrument instrument_sha256"
          " recorded_by_id recorded_at",
)  # fmt: skip
table("protocols_governingapproval", web="SELECT INSERT", worker="SELECT")
table(
    "protocols_signature", web="SELECT INSERT UPDATE", worker="SELECT",
    fixed="public_id party_id person_id name capacity authority_id office by_authority_of way intent consent_version factor"
          " authenticated_at read_at signed_at version_sha256 sha256",
)  # fmt: skip
table(
    "protocols_paperscan", web="SELECT INSERT UPDATE", worker="SELECT",
    fixed="signature_id content content_type sha256 uploaded_by_id uploaded_at",
)  # fmt: skip
table("protocols_decline", web="SELECT INSERT", worker="SELECT")
table("protocols_executed", web="SELECT INSERT", worker="SELECT UPDATE", fixed="version_id asked_at")
table("protocols_withdrawalnotice", web="SELECT INSERT", worker="SELECT")

# The cycle of steps, reviews and tension points. Closing, reopening and what came of it are guarded in SQL.
table(
    "protocols_protocolcycle", web="SELECT INSERT UPDATE",
    fixed="public_id team_id number previous_id opened_at opened_by_id",
)  # fmt: skip
table("protocols_cyclestep", web="SELECT INSERT UPDATE", fixed="cycle_id number")
table("protocols_evidence", web="SELECT INSERT DELETE")
table("protocols_reopening", web="SELECT INSERT")
table(
    "protocols_statutenote", web="SELECT INSERT UPDATE", worker="SELECT",
    fixed="public_id team_id title citation effective_on noted_by_id noted_at",
)  # fmt: skip
table(
    "protocols_review", web="SELECT INSERT UPDATE", worker="SELECT INSERT",
    fixed="public_id key version_id cause statute_id turn due_on made_at",
)  # fmt: skip
table("protocols_tensionpoint", web="SELECT INSERT UPDATE", fixed="public_id team_id key title opened_by_id opened_at")
table("protocols_position", web="SELECT INSERT UPDATE", fixed="point_id discipline")

# Protocols: who does what and how soon, how the team decided, who has read it.
table("protocols_task", web="SELECT INSERT UPDATE DELETE", worker="SELECT", fixed="version_id")
table("protocols_duty", web="SELECT INSERT UPDATE DELETE", worker="SELECT", fixed="task_id")
table("protocols_measure", web="SELECT INSERT UPDATE DELETE", worker="SELECT", fixed="version_id")
table(
    "protocols_proposal", web="SELECT INSERT UPDATE", worker="SELECT",
    fixed="public_id version_id sha256 question threshold least closes_on opened_by_id opened_at",
)  # fmt: skip
table("protocols_asked", web="SELECT INSERT", worker="SELECT")
table(
    "protocols_gradient", web="SELECT INSERT UPDATE", worker="SELECT",
    fixed="public_id proposal_id agency_id number words by_id at",
)  # fmt: skip
table("protocols_understanding", web="SELECT INSERT", worker="SELECT")

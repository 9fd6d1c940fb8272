"""Reports and record classes: totals, and what somebody wrote about the work of an agency."""

from confidentiality.retention import OFFICE, stays

stays(
    OFFICE, "reports_training", "reports_trainingpeople", "reports_product", "reports_staffassignment", "reports_policywork",
    "reports_awardagreement", "reports_tracked", "reports_partnertotals", "reports_checkedwords", "reports_run",
    "reports_countedcell", "reports_typedfigure", "reports_verification", "reports_customform", "reports_publication",
)  # fmt: skip

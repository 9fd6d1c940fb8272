"""Grant reports: totals only."""

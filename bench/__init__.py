"""Measurements: what the wall and the ledger cost, each time against the same work without them."""

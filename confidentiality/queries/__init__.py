"""What pages ask about a case: who can see it and who looked (explained), and what was released (releases)."""

from confidentiality.queries.explained import PAGE, Entry, Looks, Seer, explain, looks_since, who_can_see, who_looked

__all__ = ["PAGE", "Entry", "Looks", "Seer", "explain", "looks_since", "who_can_see", "who_looked"]

"""Meetings of a team, agendas and decisions."""

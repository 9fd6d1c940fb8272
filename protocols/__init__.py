"""MOUs, protocols, adoption: what a team has agreed."""

"""Each step from one machine to a state and to the country, tried in small: see docs/scaling.md."""

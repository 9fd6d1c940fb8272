"""Template tags of the design system: `ui` (components) and `pictures` (server-made SVG)."""

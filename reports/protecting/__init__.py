"""Protection of small cells: from the exact report to the one that may leave (GR-40 to GR-47, GR-50).

``release.protect`` is the way in. ``auditing`` checks what came out and shares no formulation with ``solving``.
"""

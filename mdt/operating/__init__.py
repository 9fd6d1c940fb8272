"""For whoever runs the installation: how it stands, as a page and as figures. Nothing here knows a survivor or a case."""

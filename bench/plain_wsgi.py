"""The house without wall and ledger behind a web server, for ``bench.mixed`` alone. Its role is the owner of the tables."""

from bench.ours_wsgi import application
from bench.plain import Plain

__all__ = ["application"]
Plain().served().__enter__()  # for as long as the process lives

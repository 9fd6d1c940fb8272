"""The log of the web server itself: what gunicorn says goes through our filter, and says nothing of a request."""

import logging
import os
import re

from gunicorn.glogging import Logger

from mdt.logs import Json, NoPersonalData

# «Invalid request from ip=… : …», «Error handling request %s %s»: what follows is an address, a query, what somebody sent.
_ABOUT_A_REQUEST = re.compile(r"request|exception", re.IGNORECASE)
_AND_WHICH = re.compile(r" from |:?\s*%")


class NothingOfARequest(NoPersonalData):
    """Of a request that fails: that one did, with the type and the place of the error."""

    def filter(self, record: logging.LogRecord) -> bool:
        if _ABOUT_A_REQUEST.search(str(record.msg)):
            record.msg, record.args = _AND_WHICH.split(str(record.msg), maxsplit=1)[0], None
        return super().filter(record)


class ServerLog(Logger):
    """Named on gunicorn's command line, in the trial and in the image. There is no log of pages, whatever an option says."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        self.error_log.setLevel(max(self.loglevel, logging.INFO))  # below it gunicorn names each page
        quiet = NothingOfARequest()
        for handler in self.error_log.handlers:
            handler.filters = [quiet]  # set up anew after each reload
            if os.environ.get("MDT_LOG_FORMAT") == "json":
                handler.setFormatter(Json())

    def access(self, *request: object) -> None:
        """Who opened what stands in the ledger, and nowhere else."""

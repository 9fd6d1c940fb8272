"""Logs carry no address of a page, no value and no trace with values: an id in a log is a trail to a person."""

import json
import logging
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

_ADDRESS = re.compile(r"(/[^\s\"']*)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}[^\s\"']*")
_LINK = re.compile(r"/(s|calendar)/[^\s\"'?]+")  # a one-time link is a key, and so is the address of a calendar
_MAIL = re.compile(r"[^\s<>\"']+@[^\s<>\"']+")
Args = tuple[object, ...] | Mapping[str, object] | None


def settings_for(way: str) -> dict[str, Any]:
    """Django's ``LOGGING``. ``way`` is a formatter's name; any other stops the start."""
    stderr = {"class": "logging.StreamHandler", "formatter": way, "filters": ["quiet"]}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
            "json": {"()": "mdt.logs.Json"},
        },
        "filters": {"quiet": {"()": "mdt.logs.NoPersonalData"}},
        "handlers": {"stderr": stderr},
        "root": {"handlers": ["stderr"], "level": "INFO"},
        # The first names ids, the second what it draws.
        "loggers": {"fido2": {"level": "WARNING"}, "weasyprint": {"level": "WARNING"}},
    }


class NoPersonalData(logging.Filter):
    """Replaces addresses, ids and e-mail addresses, and keeps of an exception its type and place alone."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.args = _without_errors(record.args)
        if record.name == "django.request":  # it names the page, with whatever somebody typed for one
            record.args = _without_pages(record.args)
        text = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            kind, error, trace = record.exc_info
            for told in filter(None, (repr(error), str(error))):  # some write the error into the message as well
                text = text.replace(told, kind.__name__)
            text += f" [{kind.__name__}{_place(trace)}]"
        record.exc_info = record.exc_text = record.stack_info = None
        record.msg, record.args = _MAIL.sub("[address]", _LINK.sub("[page]", _ADDRESS.sub("[page]", text))), None
        return True


def _without_errors(args: Args) -> Args:
    """What an error says can be a value that somebody typed; its type is not."""
    if isinstance(args, tuple):
        return tuple(type(arg).__name__ if isinstance(arg, BaseException) else arg for arg in args)
    return args


def _without_pages(args: Args) -> Args:
    if isinstance(args, tuple):
        return tuple("[page]" if isinstance(arg, str) and arg.startswith("/") else arg for arg in args)
    return args


def _place(trace: object) -> str:
    last = ""
    while trace is not None:
        code = trace.tb_frame.f_code  # type: ignore[attr-defined]
        last = f" at {code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"  # type: ignore[attr-defined]
        trace = trace.tb_next  # type: ignore[attr-defined]
    return last


class Json(logging.Formatter):
    """One object a line, for a collector of logs. ``request`` is the id under which the ledger keeps what was looked at in it:
    it means nothing to whoever cannot read the ledger."""

    def format(self, record: logging.LogRecord) -> str:
        from mdt.kit.acting import request_id  # the web server's own process has no need of the application

        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": request_id(),
        }
        return json.dumps(told, ensure_ascii=False)

"""Logs carry no address of a page, no value and no trace with values: an id in a log is a trail to a person."""

import logging
import re
from collections.abc import Mapping

_ADDRESS = re.compile(r"(/[^\s\"']*)?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}[^\s\"']*")
_LINK = re.compile(r"/(s|calendar)/[^\s\"'?]+")  # a one-time link is a key, and so is the address of a calendar
_MAIL = re.compile(r"[^\s<>\"']+@[^\s<>\"']+")
Args = tuple[object, ...] | Mapping[str, object] | None


class NoPersonalData(logging.Filter):
    """Replaces addresses, ids and e-mail addresses, and keeps of an exception its type and place alone."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.args = _without_errors(record.args)
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


def _place(trace: object) -> str:
    last = ""
    while trace is not None:
        code = trace.tb_frame.f_code  # type: ignore[attr-defined]
        last = f" at {code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}"  # type: ignore[attr-defined]
        trace = trace.tb_next  # type: ignore[attr-defined]
    return last

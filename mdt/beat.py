"""The clock of the jobs. Its file tells it after a start what was asked for last; one that cannot be read is begun anew.

Killed while it writes, or on a full disk, it leaves half a file. Celery 5.7 knows some of the ways in which that shows and
ends with the others, at each start again, so that no job is asked for any more until somebody removes the file.
"""

import contextlib
import logging
from typing import Any

from celery.beat import PersistentScheduler

log = logging.getLogger(__name__)


class Scheduler(PersistentScheduler):
    _store: Any

    def setup_schedule(self) -> None:
        try:
            super().setup_schedule()
        except Exception as unreadable:  # noqa: BLE001  # half a file can fail in any way
            log.warning("What was asked for last cannot be read and begins anew: %s", type(unreadable).__name__)
            self._begin_anew()
            super().setup_schedule()

    def _begin_anew(self) -> None:
        if self._store is not None:
            with contextlib.suppress(Exception):  # closed first, or it would write itself over the new one later
                self._store.close()
        self._store = None
        self._remove_db()

"""``python -m tests.elsewhere FILE KEYFILE LIST``: a backup restored on a server that has hardly worked, and what its ledger says."""

import json
import os
import sys
import uuid
from pathlib import Path

import django
import psycopg

os.environ.update(DJANGO_SETTINGS_MODULE="mdt.settings", MDT_ROLE="owner", MDT_LEDGER_KEY=os.environ["MDT_TEST_KEY"])
LOOK = "SELECT count(*) FROM mdt_look((SELECT min(id) FROM agencies_person), %s, 'test', 'test', %s, 2)"


def main() -> None:
    django.setup()
    from django.db import connection

    from confidentiality import restoring, sealing, verifying

    restoring.restore(Path(sys.argv[1]), Path(sys.argv[2]), sealing.public_key())
    restoring.purge_again(Path(sys.argv[3]))
    restoring.open_restored()
    with connection.cursor() as cursor, psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as web:
        web.execute(LOOK, [uuid.uuid4(), uuid.uuid4()])
        sealed = sum(iter(sealing.seal, 0))
        cursor.execute("SELECT mdt_xid_shift(), (SELECT count(*) FROM confidentiality_ledger WHERE xid::text::bigint >="
                       " (SELECT max(xid_to) FROM confidentiality_checkpoint))")  # fmt: skip
        shift, unsealed = cursor.fetchone()
        found = list(verifying.verify(cursor, sealing.public_key()))
        cursor.execute("UPDATE confidentiality_backuprecord SET xid_shift = 0")
        web.execute(LOOK, [uuid.uuid4(), uuid.uuid4()])
        without = list(verifying.verify(cursor, sealing.public_key()))
    sys.stdout.write(
        json.dumps({"shift": shift, "sealed": sealed, "unsealed": unsealed, "findings": found, "without": without})
        + "\n"
    )


if __name__ == "__main__":
    main()

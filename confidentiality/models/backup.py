"""What an operator is told of backups. Nothing of what is in them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mdt.kit import clock


class BackupRecord(models.Model):
    """A backup that was made, or a restore that was tried. Written by the owner alone."""

    class Kind(models.TextChoices):
        BACKUP = "backup", _("Backup made")
        RESTORE = "restore", _("Restore tried")

    kind = models.CharField(max_length=8, choices=Kind)
    at = models.DateTimeField(default=clock.now)
    checkpoint = models.BigIntegerField(default=0)  # the last one of the ledger that is in it; 0: none yet
    size = models.BigIntegerField(default=0)  # bytes of the encrypted file
    sha256 = models.CharField(max_length=64, blank=True)  # of the encrypted file
    verified = models.BooleanField(default=False)  # a restore from it was found whole; of a backup: not tried yet
    # A restore into this very database: added to the transaction numbers of its server, so that those of the ledger go on.
    xid_shift = models.BigIntegerField(null=True)
    # Of a restore: the last certificate up to which it was purged again; 0: somebody said that there is none; none: nobody said.
    purged_through = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=["backup", "restore"]), name="backup_kind_known")
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"backup record {self.pk}"

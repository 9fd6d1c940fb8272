"""A small disk of one's own that can be full: a file system in memory, seen by this process and its children alone."""

import ctypes
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

_OWN_MOUNTS = 0x00020000  # CLONE_NEWNS
SIZE = 640  # megabytes: the cluster of the demo takes some 200


def apart() -> bool:
    """Give this process mounts of its own, so that none outlives it. False where that is not allowed: Linux, as root."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    if ctypes.CDLL(None, use_errno=True).unshare(_OWN_MOUNTS):
        return False
    return subprocess.run(["mount", "--make-rprivate", "/"], check=False).returncode == 0


@dataclass(frozen=True)
class Disk:
    """Mounted over the folder in which the database, the ledger's witness and beat's schedule are."""

    folder: Path

    def mount(self, uid: int, gid: int) -> None:
        options = f"size={SIZE}m,mode=0700,uid={uid},gid={gid}"
        subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", self.folder], check=True)

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self) -> None:
        """To the last byte. Asked again, it takes what has become free since."""
        with self._ballast.open("ab", buffering=0) as file:
            try:
                while True:
                    file.write(bytes(65536))
            except OSError:
                pass

    def clear(self) -> None:
        self._ballast.unlink(missing_ok=True)

    def unmount(self) -> None:
        subprocess.run(["umount", "--lazy", self.folder], check=False)

    def free(self) -> int:
        """Bytes."""
        return shutil.disk_usage(self.folder).free

"""A program of its own: become a server or worker that ends when its parent ends.

Run by path as `python -I -S exec_under_parent.py PARENT SIGNAL UID GID PROGRAM ARGUMENT...`. A wrapper and
not `preexec_fn`, because Python warns of (and can hang in) code between fork and exec of a threaded process;
and it changes account itself, because that account may not be able to execute our Python.
"""

import ctypes
import os
import resource
import sys

PR_SET_PDEATHSIG = 1
KEEP = -1
"""In place of a user or group id: stay who we are."""


def main(arguments: list[str]) -> None:
    parent, death_signal, uid, gid = (int(word) for word in arguments[:4])
    if uid != KEEP:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    os.umask(0o077)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Only after the change of account, which clears it.
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
    # The parent may have died before the call above: then nobody would ever tell us.
    if os.getppid() != parent:
        sys.exit(1)
    os.execv(arguments[4], arguments[4:])  # noqa: S606 - the point of this program


if __name__ == "__main__":
    main(sys.argv[1:])

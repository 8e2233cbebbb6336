# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the writer under the shim, and checks what it leaves."""
import os
import shutil
import subprocess
import tempfile

WRITER = os.environ["DATELINE_CRASH_WRITER"]
SHIM = os.environ["DATELINE_CRASH_SHIM"]


class Run:
    """One index in a folder of its own, with the record of what was acknowledged."""

    def __init__(self):
        self.home = tempfile.mkdtemp(prefix="dateline-crash.")
        self.folder = self.home + "/index"
        self.acks = self.home + "/acks"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.home)

    def write(self, **shim):
        """Runs the whole session; `shim` holds its settings, such as KILL=7."""
        settings = {"SHIM_" + name: str(value) for name, value in shim.items()}
        return subprocess.run(
            [WRITER, "write", self.folder, self.acks], capture_output=True, text=True, timeout=120,
            env={**os.environ, "LD_PRELOAD": SHIM, "SHIM_FOLDER": self.folder,
                 "SHIM_ACKS": self.acks, **settings})

    def check(self):
        """"" if all is well, else what is wrong."""
        return check(self.folder, self.acks)


def check(folder, acks):
    done = subprocess.run([WRITER, "check", folder, acks], capture_output=True, text=True,
                          timeout=120)
    return "" if done.returncode == 0 else f"exit {done.returncode}: {done.stderr}"


def count_calls():
    """How many calls of one undisturbed session change files."""
    with Run() as run:
        count = run.home + "/count"
        done = run.write(COUNT=count)
        assert done.returncode == 0, done.stderr
        wrong = run.check()
        assert not wrong, wrong
        with open(count, encoding="ascii") as file:
            return int(file.read())


def chosen(calls):
    """Evenly spread over all calls; DATELINE_CRASH_CALLS says how many."""
    most = int(os.environ.get("DATELINE_CRASH_CALLS", "60"))
    if calls <= most:
        return range(1, calls + 1)
    return sorted({1 + index * calls // most for index in range(most)})

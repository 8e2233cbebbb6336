#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks the units of systemd.

Usage: systemd_units.py UNITS INSTALLED_BIN BUILT_BIN: the folder of the units, and of the programs
that they start, as installed and as built. Exit 77: systemd-analyze is not installed.
"""
import pathlib
import shutil
import subprocess
import sys
import tempfile

# What bounds the memory, descriptors and rights of a program that anybody may talk to.
REQUIRED = ["LimitNOFILE=", "MemoryMax=", "MemorySwapMax=0", "TasksMax=", "Restart=always",
            "ProtectSystem=strict", "NoNewPrivileges=true", "User=", "CapabilityBoundingSet=\n"]
MOST_EXPOSED = 20  # of 100, as `systemd-analyze security` counts


def main():
    units, installed, built = sys.argv[1:4]
    names = ["dateline-server.service", "dateline-indexer.service"]
    failed = False
    with tempfile.TemporaryDirectory(prefix="dateline-units.") as folder:
        for name in names:
            text = (pathlib.Path(units) / name).read_text(encoding="utf-8")
            for setting in REQUIRED:
                if f"\n{setting}" not in text:
                    print(f"{name}: {setting.strip()} is missing")
                    failed = True
            if f"ExecStart={installed}/" not in text:
                print(f"{name}: does not start the program in {installed}")
                failed = True
            (pathlib.Path(folder) / name).write_text(text.replace(installed, built),
                                                     encoding="utf-8")
        if shutil.which("systemd-analyze") is None:
            print("systemd-analyze is not installed; only the settings were looked for")
            return 1 if failed else 77
        paths = [f"{folder}/{name}" for name in names]
        for command in (["verify", *paths],
                        ["security", "--offline=true", f"--threshold={MOST_EXPOSED}", *paths]):
            ran = subprocess.run(["systemd-analyze", *command], capture_output=True, text=True)
            if ran.returncode != 0 or ran.stderr:
                print(ran.stdout + ran.stderr)
                failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is really full: a small file system in memory, in a name space of its own."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

BIN = pathlib.Path(os.environ["DATELINE_BIN"])
INSIDE = "DATELINE_FULL_DISK"  # the folder on which the small disk is mounted
MEGABYTES = 6


def run(*arguments, **options):
    return subprocess.run([str(part) for part in arguments], capture_output=True, text=True,
                          timeout=300, **options)


class FullDiskTest(unittest.TestCase):
    def setUp(self):
        self.index = os.environ[INSIDE] + "/index"

    def indexer(self, *arguments, **options):
        return run(BIN / "dateline-indexer", *arguments, "--index", self.index, **options)

    def articles(self, first, count):
        lines = (json.dumps({"id": f"n{number}", "headline": f"Headline {number}", "language": "en",
                             "body": " ".join(f"w{number * 977 + word * 31}" for word in range(400))})
                 for number in range(first, first + count))
        return "\n".join(lines) + "\n"

    def stats(self):
        told = self.indexer("stats", "--json")
        self.assertEqual(told.returncode, 0, told.stderr)
        return json.loads(told.stdout)

    def test_a_full_disk_refuses_further_articles_and_keeps_the_rest(self):
        first = self.indexer("load", "-", "--min-free-mb", "0", input=self.articles(0, 200))
        self.assertEqual(first.returncode, 0, first.stderr)
        before = self.stats()
        filled = self.indexer("load", "-", "--min-free-mb", "0", input=self.articles(1000, 20000))
        self.assertNotEqual(filled.returncode, 0)
        self.assertIn("make room", filled.stdout + filled.stderr)
        verified = self.indexer("verify")
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        after = self.stats()
        self.assertGreaterEqual(after["articles"], before["articles"])
        # With room again it takes articles again.
        room = run("mount", "-o", f"remount,size={8 * MEGABYTES}m", os.environ[INSIDE])
        self.assertEqual(room.returncode, 0, room.stderr)
        again = self.indexer("load", "-", "--min-free-mb", "0", input=self.articles(0, 200))
        self.assertEqual(again.returncode, 0, again.stderr)

    def test_the_reserve_refuses_before_the_disk_is_full(self):
        told = self.indexer("load", "-", "--min-free-mb", str(MEGABYTES * 100),
                            input=self.articles(0, 10))
        self.assertNotEqual(told.returncode, 0)
        self.assertIn("kept free", told.stdout + told.stderr)


def main():
    if INSIDE in os.environ:
        unittest.main()
    with tempfile.TemporaryDirectory(prefix="dateline-disk.") as folder:
        script = (f'mount -t tmpfs -o size={MEGABYTES}m none "$1" || exit 77; '
                  'DATELINE_FULL_DISK="$1" "$2" "$3"')
        done = subprocess.run(["unshare", "--map-root-user", "--mount", "sh", "-c", script, "sh",
                               folder, sys.executable, __file__], check=False)
    # 77: this machine does not allow mounts: skipped, not passed.
    sys.exit(done.returncode)


if __name__ == "__main__":
    main()

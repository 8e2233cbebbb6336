# SPDX-License-Identifier: GPL-3.0-or-later
"""The power fails after any system call; what the disk may then hold has all that was acknowledged.

DATELINE_CRASH_STATES sets how many states are tried (default 1,000), DATELINE_CRASH_SEED repeats a
run."""
import os
import random
import tempfile
import unittest

import crash
from disk import Disk, read_log

STATES = int(os.environ.get("DATELINE_CRASH_STATES", "1000"))
SEED = int(os.environ.get("DATELINE_CRASH_SEED", random.randrange(1 << 30)))


class PowerCutTest(unittest.TestCase):
    def test_a_power_cut_at_any_call_loses_and_doubles_nothing(self):
        print("seed", SEED, flush=True)
        chance = random.Random(SEED)
        with crash.Run() as run:
            log = run.home + "/log"
            done = run.write(LOG=log)
            self.assertEqual(done.returncode, 0, done.stderr)
            records = list(read_log(log))
            root = run.folder
        self.assertGreater(len(records), 200)
        cuts = sorted(chance.randrange(len(records) + 1) for _ in range(STATES))
        disk = Disk(root)
        at = 0
        for cut in cuts:
            for record in records[at:cut]:
                disk.take(*record)
            at = cut
            self.check(disk, chance, cut)

    def check(self, disk, chance, cut):
        with tempfile.TemporaryDirectory(prefix="dateline-power.") as home:
            disk.after_cut(chance, home + "/index")
            with open(home + "/acks", "wb") as acks:
                acks.write(disk.acks)
            self.assertEqual(crash.check(home + "/index", home + "/acks"), "",
                             f"cut after record {cut} (DATELINE_CRASH_SEED={SEED})")

    def test_the_model_of_the_disk_forgets_what_was_not_synced(self):
        disk = Disk("/i")
        for record in [("M", 0, 0, b"/i"), ("D", 0, 0, b"/"), ("C", 7, 0, b"/i/a"),
                       ("W", 7, 0, b"text"), ("S", 7, 0, b"/i/a")]:
            disk.take(*record)
        self.assertEqual(disk.names, {"/i": None})  # the name of the file is not safe
        disk.take("D", 0, 0, b"/i")
        disk.take("W", 7, 4, b" more")
        self.assertEqual(disk.names["/i/a"].safe, b"text")
        states = {disk.names["/i/a"].after_cut(random.Random(seed)) for seed in range(50)}
        self.assertEqual(states, {b"text", b"text more"})


if __name__ == "__main__":
    unittest.main()

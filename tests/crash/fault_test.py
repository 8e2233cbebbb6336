# SPDX-License-Identifier: GPL-3.0-or-later
"""One system call fails, once or from then on; what was acknowledged stays, nothing crashes."""
import errno
import unittest

import crash

FAULTS = {
    "EIO": {"ERRNO": errno.EIO},
    "ENOSPC": {"ERRNO": errno.ENOSPC},
    "EIO for good": {"ERRNO": errno.EIO, "LASTING": 1},
    "ENOSPC for good": {"ERRNO": errno.ENOSPC, "LASTING": 1},
}


class FaultTest(unittest.TestCase):
    def setUp(self):
        self.calls = crash.count_calls()

    def outcome(self, run, **shim):
        done = run.write(**shim)
        # 0: it did not matter; 2: refused with an error. Anything else is a crash.
        self.assertIn(done.returncode, (0, 2), f"{shim}: {done.stderr}")
        if done.returncode == 2:
            self.assertNotEqual(done.stderr, "")
        self.assertEqual(run.check(), "", str(shim))
        return done.returncode

    def test_a_call_that_fails_loses_and_doubles_nothing(self):
        refused = 0
        for name, fault in FAULTS.items():
            with self.subTest(name):
                for call in crash.chosen(self.calls):
                    with crash.Run() as run:
                        refused += self.outcome(run, FAIL=call, **fault) == 2
        self.assertGreater(refused, 0)

    def test_short_writes_are_carried_on(self):
        for call in crash.chosen(self.calls):
            with crash.Run() as run:
                self.assertEqual(self.outcome(run, SHORT=call), 0)


if __name__ == "__main__":
    unittest.main()

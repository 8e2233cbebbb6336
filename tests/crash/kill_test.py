# SPDX-License-Identifier: GPL-3.0-or-later
"""The writer is killed before each system call that changes a file, in commits and in merges."""
import signal
import unittest

import crash


class KillTest(unittest.TestCase):
    def test_a_kill_before_any_call_loses_and_doubles_nothing(self):
        calls = crash.count_calls()
        self.assertGreater(calls, 100)
        for call in range(1, calls + 1):
            with crash.Run() as run:
                done = run.write(KILL=call)
                self.assertEqual(done.returncode, -signal.SIGKILL, done.stderr)
                self.assertEqual(run.check(), "", f"killed before call {call} of {calls}")
        print(calls, "kills", flush=True)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""A server of articles whose disk fails a sync ends by itself, for a supervisor to start it anew."""
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

BIN = pathlib.Path(os.environ["DATELINE_BIN"])
SHIM = os.environ["DATELINE_CRASH_SHIM"]
CALLS = 80  # more than a start and a commit make
EIO = 5


class ServeTest(unittest.TestCase):
    def attempt(self, folder, call):
        """Serves with this call failing, sends an article; exit code and log, None if it lives on."""
        index = pathlib.Path(folder) / f"index{call}"
        serve = subprocess.Popen(
            [BIN / "dateline-indexer", "serve", "--index", index, "--listen", "127.0.0.1:0"],
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            env={**os.environ, "LD_PRELOAD": SHIM, "SHIM_FOLDER": str(index),
                 "SHIM_FAIL": str(call), "SHIM_ERRNO": str(EIO)})
        with serve:
            try:
                return self.send(serve)
            finally:
                serve.kill()  # else a test that fails waits for a server that lives on

    def send(self, serve):
        """Sends an article once the server listens; as attempt()."""
        # Lines of the log may come before that.
        address = None
        while address is None and (line := serve.stdout.readline()):
            address = re.search(r"listening on (\S+)", line)
        if address is None:
            serve.wait(60)
            return None
        article = json.dumps({"id": "a", "headline": "A headline", "body": "A body"})
        sent = subprocess.run([BIN / "dateline", "ingest", "--server", address[1], "-"],
                              input=article, capture_output=True, text=True, timeout=60,
                              check=False)
        if "restart the indexer" not in sent.stdout + sent.stderr:
            serve.terminate()
            serve.wait(60)
            return None
        log = serve.stdout.read()
        return serve.wait(60), log

    def test_after_a_failed_sync_the_program_ends_with_1_and_says_why(self):
        ended = 0
        with tempfile.TemporaryDirectory(prefix="dateline-serve.") as folder:
            for call in range(1, CALLS):
                result = self.attempt(folder, call)
                if result is None:
                    continue
                ended += 1
                self.assertEqual(result[0], 1, result[1])
                self.assertIn("restart the indexer", result[1])
                if ended == 3:
                    return
        self.fail(f"only {ended} of {CALLS} failures were of a sync that the writer saw")


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Headers that want to become lines of the log."""
import json
import tempfile
import time
import unittest

import attack
import dateline_e2e as e2e
from dateline_e2e import search

FORGED = '{"time":"2020-01-01T00:00:00Z","level":"error","message":"forged"}'
# Headers that gRPC writes about if it does not know their value.
NAMES = ["grpc-encoding", "content-type", "te", "grpc-timeout", "grpc-accept-encoding",
         "grpc-internal-encoding-request", ":method", ":scheme", ":path"]
VALUES = ["a\n" + FORGED, "a\r\n" + FORGED, "\x1b[2J\x1b]0;title\x07", "\u009b31m", "\u202eabc",
          "\u2028" + FORGED, b"\xff\x9b31m", "x" * 7000]


class LogTest(unittest.TestCase):
    def setUp(self):
        self.temp = tempfile.TemporaryDirectory(prefix="dateline-attack.")
        self.addCleanup(self.temp.cleanup)
        folder = self.temp.name + "/index"
        self.indexer = e2e.Program("dateline-indexer", "serve", "--index", folder, "--listen",
                                   "127.0.0.1:0", "--json")
        self.addCleanup(self.indexer.stop)
        self.indexer_address = self.indexer.address()
        self.server = e2e.Program("dateline-server", "--index", folder, "--listen", "127.0.0.1:0",
                                  "--json")
        self.addCleanup(self.server.stop)
        self.server_address = self.server.address()

    def send(self, address, name, value):
        raw = attack.Raw(address, checked=False)
        try:
            headers = {":method": "POST", ":scheme": "http", ":authority": "x",
                       ":path": "/dateline.v1.SearchService/Search",
                       "content-type": "application/grpc", "te": "trailers"}
            headers[name] = value
            stream = raw.http.get_next_available_stream_id()
            raw.http.send_headers(stream, list(headers.items()))
            raw.http.send_data(stream, attack.frame(search.SearchRequest().SerializeToString()),
                               end_stream=True)
            raw.flush()
            raw.trailers(stream, timeout=2)
        except (ConnectionError, TimeoutError):
            pass  # a peer may be cut off for what it sends
        finally:
            raw.close()

    def check(self, program):
        self.assertEqual(program.stop(), 0)
        lines = [line for line in program.log if not line.startswith("listening on")]
        for line in lines:
            parsed = json.loads(line)  # one whole object of ours per line
            self.assertNotEqual(parsed["message"], "forged", line)
            self.assertTrue(line.rstrip("\n").isprintable(), line)
        return lines

    def test_no_header_becomes_a_line_or_steers_a_terminal(self):
        for program, address in [(self.server, self.server_address),
                                 (self.indexer, self.indexer_address)]:
            for name in NAMES:
                for value in VALUES:
                    self.send(address, name, value)
            self.check(program)

    def test_a_flood_of_bad_headers_fills_no_disk(self):
        raw = attack.Raw(self.server_address, checked=False)
        start = time.monotonic()
        for _ in range(500 * attack.SCALE):
            stream = raw.open("/dateline.v1.SearchService/Search",
                              [("grpc-encoding", "a\n" + FORGED + "y" * 1000)])
            raw.http.send_data(stream, attack.frame(b""), end_stream=True)
            raw.flush()
            raw.trailers(stream)
        seconds = time.monotonic() - start
        raw.close()
        lines = self.check(self.server)
        self.assertLessEqual(len(lines), 110 * (seconds + 2))
        self.assertLess(max(len(line) for line in lines), 1500)


if __name__ == "__main__":
    unittest.main()

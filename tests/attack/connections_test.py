# SPDX-License-Identifier: GPL-3.0-or-later
"""Floods of connections: idle ones, and streams that are opened and reset at once."""
import resource
import socket
import subprocess
import tempfile
import time
import unittest

import grpc

import attack
import dateline_e2e as e2e
from dateline_e2e import ingest, make, search

LIMIT = 128 * attack.SCALE  # descriptors


class ConnectionsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        attack.allow_descriptors(4 * LIMIT)
        cls.temp = tempfile.TemporaryDirectory(prefix="dateline-attack.")
        cls.folder = cls.temp.name + "/index"
        indexer = e2e.Program("dateline-indexer", "serve", "--index", cls.folder, "--listen",
                              "127.0.0.1:0")
        with grpc.insecure_channel(indexer.address()) as channel:
            stub = e2e.ingest_grpc.IngestServiceStub(channel)
            list(stub.IngestArticles(
                iter([ingest.IngestArticlesRequest(article=make("a", "Flood"))]), timeout=60))
        indexer.stop()

    @classmethod
    def tearDownClass(cls):
        cls.temp.cleanup()

    def start(self, name):
        wrapped = ["/usr/bin/prlimit", f"--nofile={LIMIT // 2}:{LIMIT}", str(e2e.BIN / name)]
        more = ["serve"] if name == "dateline-indexer" else []
        program = e2e.Program(*wrapped, *more, "--index", self.folder, "--listen", "127.0.0.1:0")
        self.addCleanup(program.stop)
        return program, program.address()

    def answers(self, name, address, timeout):
        """Seconds until a new connection has been answered."""
        start = time.monotonic()
        with grpc.insecure_channel(address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
            check = channel.unary_unary("/grpc.health.v1.Health/Check",
                                        request_serializer=lambda bytes: bytes,
                                        response_deserializer=lambda bytes: bytes)
            self.assertEqual(check(b"", timeout=timeout, wait_for_ready=True), b"\x08\x01", name)
        return time.monotonic() - start

    def flood(self, address, number):
        opened = []
        for _ in range(number):
            try:
                opened.append(socket.create_connection(attack.split(address), timeout=5))
            except OSError:  # refused: as good as closed
                pass
        return opened

    def test_the_soft_limit_is_raised_and_said(self):
        for name in ("dateline-server", "dateline-indexer"):
            program, _ = self.start(name)
            self.assertEqual(resource.prlimit(program.process.pid, resource.RLIMIT_NOFILE),
                             (LIMIT, LIMIT))
            self.assertTrue(any(f"{LIMIT} descriptors" in line for line in program.log),
                            program.log)

    def test_after_more_idle_connections_than_descriptors_new_ones_are_answered(self):
        for name in ("dateline-server", "dateline-indexer"):
            program, address = self.start(name)
            idle = self.flood(address, 2 * LIMIT)
            self.assertGreater(len(idle), LIMIT)
            # What is over the limit is closed at once, and files can still be opened.
            e2e.until(lambda: attack.descriptors(program.process) < LIMIT - 8, "surplus is closed")
            for one in idle:
                one.close()
            self.assertLess(self.answers(name, address, 10), 10)
            e2e.until(lambda: attack.descriptors(program.process) < LIMIT // 2,
                      "descriptors are given back")
            self.assertIsNone(program.process.poll())

    def test_a_peer_that_opens_all_it_can_leaves_room_for_others(self):
        program, address = self.start("dateline-server")
        idle = self.flood(address, 2 * LIMIT)
        with socket.create_connection(attack.split(address), timeout=5,
                                      source_address=("127.0.0.2", 0)) as other:
            other.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")
            self.assertEqual(other.recv(9)[3], 4)  # its SETTINGS frame
        for one in idle:
            one.close()
        self.assertIsNone(program.process.poll())

    def test_when_descriptors_run_out_all_the_same_the_program_recovers(self):
        program, address = self.start("dateline-server")
        self.answers("before", address, 10)
        # From now on each accept fails, as it does if files have taken what there was.
        used = attack.descriptors(program.process)
        attack.limit_descriptors(program.process, used)
        opened = self.flood(address, 20)
        closed = 0
        for one in opened:  # closed or served, not left waiting
            one.settimeout(10)
            try:
                closed += one.recv(1) == b""
            except ConnectionResetError:
                closed += 1
        for one in opened:
            one.close()
        self.assertGreater(closed, 10)
        attack.limit_descriptors(program.process, LIMIT)
        self.assertLess(self.answers("after", address, 10), 10)

    def test_streams_that_are_reset_at_once_do_not_stop_the_server(self):
        program, address = self.start("dateline-server")
        query = attack.frame(search.SearchRequest(query="flood").SerializeToString())
        raw = attack.Raw(address)
        for _ in range(2000 * attack.SCALE):
            stream = raw.open("/dateline.v1.SearchService/Search")
            raw.http.send_data(stream, query, end_stream=True)
            raw.reset(stream)
        raw.close()
        self.answers("after resets", address, 10)
        with grpc.insecure_channel(address) as channel:
            stub = e2e.search_grpc.SearchServiceStub(channel)
            found = stub.Search(search.SearchRequest(query="flood"), timeout=10)
            self.assertEqual(found.total.value, 1)
        self.assertLess(attack.resident_mb(program.process), 500 * attack.SCALE)
        self.assertEqual(subprocess.run(
            [e2e.BIN / "dateline-indexer", "verify", "--index", self.folder],
            capture_output=True).returncode, 0)


if __name__ == "__main__":
    unittest.main()

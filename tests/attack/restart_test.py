# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that stop and start under clients which never try again."""
import pathlib
import socket
import tempfile
import threading
import unittest

import grpc

import attack
import dateline_e2e as e2e
from dateline_e2e import make, search

THREADS = 4
ROUNDS = 3 * attack.SCALE
QUERY = " OR ".join(f'"w{i % 50} w{(i * 7) % 50}"' for i in range(8))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class RestartTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory(prefix="dateline-attack.")
        service = e2e.Service(cls.temp.name + "/index")
        cls.folder = service.folder
        service.send(*(make(f"a{i}", body=" ".join(f"w{(i * k) % 50}" for k in range(300)))
                       for i in range(300)))
        service.stop()

    @classmethod
    def tearDownClass(cls):
        cls.temp.cleanup()

    def start(self, port):
        server = e2e.Program("dateline-server", "--index", self.folder, "--listen",
                             f"127.0.0.1:{port}")
        server.listening = server.address()
        return server

    def clients(self, target, wait, options=()):
        """Threads that search without pause; the counts of their answers and their errors."""
        self.stop = threading.Event()
        self.answered = threading.Semaphore(0)
        self.errors = []
        channel = grpc.insecure_channel(
            target, [("grpc.enable_retries", 0), ("grpc.initial_reconnect_backoff_ms", 100),
                     ("grpc.min_reconnect_backoff_ms", 100),
                     ("grpc.max_reconnect_backoff_ms", 200), *options])
        stub = e2e.search_grpc.SearchServiceStub(channel)

        def ask():
            while not self.stop.is_set():
                try:
                    stub.Search(search.SearchRequest(query=QUERY), timeout=30,
                                wait_for_ready=wait)
                    self.answered.release()
                except grpc.RpcError as error:
                    self.errors.append((error.code(), error.details()))

        threads = [threading.Thread(target=ask) for _ in range(THREADS)]
        for one in threads:
            one.start()
        return channel, threads

    def answers(self, count):
        for _ in range(count):
            self.assertTrue(self.answered.acquire(timeout=60), self.errors)

    def finish(self, channel, threads):
        self.stop.set()
        for one in threads:
            one.join()
        channel.close()

    def assert_few_failed(self):
        """A call that the client is about to send as it is sent away may fail in gRPC's client: it
        is UNAVAILABLE, and has not been seen by the server. Each of the stops may hit one per thread."""
        self.assertEqual([one for one in self.errors if one[1] != "GOAWAY received"], [])
        self.assertLessEqual(len(self.errors), 2 * THREADS * ROUNDS)

    def test_clients_that_wait_for_a_server_lose_hardly_a_call_in_its_restart(self):
        port = free_port()
        server = self.start(port)
        channel, threads = self.clients(f"127.0.0.1:{port}", wait=True)
        for _ in range(ROUNDS):
            self.answers(100)
            self.assertEqual(server.stop(), 0)
            server = self.start(port)
        self.answers(100)
        self.finish(channel, threads)
        self.assertEqual(server.stop(), 0)
        self.assert_few_failed()

    def test_with_a_second_server_hardly_a_call_fails_when_the_first_restarts(self):
        ports = [free_port(), free_port()]
        servers = [self.start(port) for port in ports]
        channel, threads = self.clients(
            "ipv4:" + ",".join(f"127.0.0.1:{port}" for port in ports), wait=False,
            options=[("grpc.lb_policy_name", "round_robin")])
        for i in range(2 * ROUNDS):
            self.answers(100)
            self.assertEqual(servers[i % 2].stop(), 0)
            self.answers(50)
            servers[i % 2] = self.start(ports[i % 2])
            # Both are in use again before the next one stops.
            e2e.until(lambda: self.uses(servers[i % 2]), "the client has come back")
        self.finish(channel, threads)
        for server in servers:
            self.assertEqual(server.stop(), 0)
        self.assert_few_failed()

    def uses(self, server):
        """Whether somebody is connected to the server."""
        port = int(server.listening.rsplit(":", 1)[1])
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            for line in pathlib.Path(table).read_text(encoding="ascii").splitlines()[1:]:
                local, state = line.split()[1], line.split()[3]
                if int(local.rsplit(":", 1)[1], 16) == port and state == "01":  # ESTABLISHED
                    return True
        return False

    def test_a_client_is_told_at_once_and_its_open_call_is_still_answered(self):
        server = self.start(0)
        raw = attack.Raw(server.listening)
        stream = raw.open("/dateline.v1.SearchService/Search")  # its message comes later
        frames = raw.frames()
        next(frames)  # its settings: the connection is ready
        server.process.terminate()
        while next(frames)[0] != attack.GOAWAY:
            pass
        message = attack.frame(search.SearchRequest(query=QUERY).SerializeToString())
        raw.send_frame(attack.DATA, attack.END_STREAM, stream, message)
        trailers = {}
        for kind, flags, number, payload in frames:
            if kind == attack.HEADERS and number == stream:
                trailers.update(raw.decode(payload))
                if flags & attack.END_STREAM:
                    break
        self.assertEqual(trailers["grpc-status"], "0")
        raw.close()
        self.assertEqual(server.process.wait(timeout=60), 0)
        server.stop()  # has ended: gives its pipe back


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""What gRPC cannot bound: the unit's limit of memory ends the program, and it is back at once.

A supervisor plays systemd: it ends a program over its memory as the kernel does, and starts it
again as deploy/systemd says.
"""
import pathlib
import re
import socket
import tempfile
import threading
import time
import unittest

import grpc

import attack
import dateline_e2e as e2e
from dateline_e2e import ingest, make

UNITS = pathlib.Path(__file__).resolve().parents[2] / "deploy/systemd"
MEMORY_MB = 300


class Unit:
    """A program under the restart rule of its unit, with less memory so that a test is short."""

    def __init__(self, name, *arguments):
        text = (UNITS / f"{name}.service").read_text(encoding="utf-8")
        assert "\nRestart=always\n" in text and "\nMemoryMax=" in text
        self.pause = float(re.search(r"\nRestartSec=(\d+)\n", text).group(1))
        self.command = (name, *arguments)
        self.ended = threading.Event()
        self.memory_mb = MEMORY_MB
        self.kills = 0
        self.running = e2e.Program(*self.command)
        self.running.address()
        self.watcher = threading.Thread(target=self._watch)
        self.watcher.start()

    def _watch(self):
        while not self.ended.wait(0.01):
            try:
                over = attack.resident_mb(self.running.process) > self.memory_mb
            except OSError:
                over = False
            if not over:
                continue
            self.running.kill()
            self.kills += 1
            self.memory_mb = MEMORY_MB
            self.ended.wait(self.pause)
            self.running = e2e.Program(*self.command)

    def stop(self):
        self.ended.set()
        self.watcher.join()
        return self.running.stop()


def flood_headers(address, seconds):
    """One request whose headers never end (CONTINUATION frames)."""
    raw = attack.Raw(address)
    field = b"\x00\x7f\x80\x40" + b"n" * 8255 + b"\x7f\x80\x3f" + b"v" * 8127  # hpack, not indexed
    end = time.monotonic() + seconds
    try:
        raw.send_frame(attack.HEADERS, 0, 1, field[:16384])
        while time.monotonic() < end:
            raw.send_frame(9, 0, 1, field[:16384])
    except OSError:
        pass
    raw.close()


def flood_resets(address, seconds):
    """Streams that are opened and reset, as fast as they can be sent, whatever is answered."""
    raw = attack.Raw(address)
    block = raw.http.encoder.encode([
        (":method", "POST"), (":scheme", "http"), (":authority", "x"),
        (":path", "/dateline.v1.IngestService/IngestArticles"),
        ("content-type", "application/grpc"), ("te", "trailers"), ("x", "y" * 4000)])
    end = time.monotonic() + seconds
    stream = 1
    try:
        while time.monotonic() < end:
            raw.send_frame(attack.HEADERS, 4, stream, block)
            raw.send_frame(3, 0, stream, b"\0\0\0\x08")
            stream += 2
    except OSError:
        pass
    raw.close()


class UnitTest(unittest.TestCase):
    def stats(self, address):
        """Asked again until it is answered: the program may be on its way down or up."""
        while True:
            try:
                with grpc.insecure_channel(
                        address, [("grpc.use_local_subchannel_pool", 1),
                                  ("grpc.initial_reconnect_backoff_ms", 100),
                                  ("grpc.max_reconnect_backoff_ms", 200)]) as channel:
                    stub = e2e.ingest_grpc.IngestServiceStub(channel)
                    return stub.GetIndexStats(ingest.GetIndexStatsRequest(), timeout=10,
                                              wait_for_ready=True)
            except grpc.RpcError as error:
                self.assertIn(error.code(), (grpc.StatusCode.UNAVAILABLE,), error.details())

    def test_a_program_over_its_memory_is_back_within_five_seconds_and_has_lost_nothing(self):
        with tempfile.TemporaryDirectory(prefix="dateline-attack.") as folder, \
                socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            address = f"127.0.0.1:{probe.getsockname()[1]}"
            probe.close()
            unit = Unit("dateline-indexer", "serve", "--index", folder + "/index", "--listen",
                        address)
            stored = set()
            try:
                for round in range(2 * attack.SCALE):
                    with grpc.insecure_channel(
                            address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
                        stub = e2e.ingest_grpc.IngestServiceStub(channel)
                        requests = (ingest.IngestArticlesRequest(
                            sequence=i, article=make(f"r{round}-{i}", "Kept")) for i in range(200))
                        for response in stub.IngestArticles(requests, timeout=60):
                            stored.update(one.id for one in response.outcomes)
                    for flood in (flood_headers, flood_resets):
                        threads = [threading.Thread(target=flood, args=(address, 3))
                                   for _ in range(2)]
                        for one in threads:
                            one.start()
                        for one in threads:
                            one.join()
                    if unit.kills == round:  # it stood the attack: as if others took the memory
                        unit.memory_mb = 0
                        e2e.until(lambda: unit.kills > round, "it is ended for its memory")
                    after = time.monotonic()
                    stats = self.stats(address)
                    self.assertLess(time.monotonic() - after, 5)
                    self.assertEqual(stats.live_articles, len(stored))
                    self.assertEqual(len(stored), 200 * (round + 1))
            finally:
                unit.stop()
            print(f"{unit.kills} kills for memory, {len(stored)} articles kept")


if __name__ == "__main__":
    unittest.main()

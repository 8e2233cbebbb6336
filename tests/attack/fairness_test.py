# SPDX-License-Identifier: GPL-3.0-or-later
"""A polite client beside others that send the heaviest search without pause.

As a test: small, and it looks at refusals and at who is answered sooner, not at times.
By hand, on an index and a quiet machine: fairness_test.py --index FOLDER [--attackers 100]
[--seconds 20] prints how long the polite client waits, quiet and under each attack.
"""
import argparse
import itertools
import random
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import grpc

import attack
import dateline_e2e as e2e
from dateline_e2e import ingest, make, search

WORDS = ("the of to in and said for that on was with his year percent by from at it as "
         "company bank market oil government shares million new after two").split()
FIELDS = ["source", "section", "author", "language", "host", "person", "org", "place", "entity",
          "country"]


def heaviest():
    """25 phrases of common words, and as many buckets as a request may ask for."""
    pairs = random.Random(1).sample(list(itertools.permutations(WORDS, 2)), 25)
    return search.SearchRequest(
        query=" OR ".join(f'"{a} {b}"' for a, b in pairs), page_size=10,
        facets=[search.FacetRequest(terms=search.TermsFacet(field=field, max_buckets=1000))
                for field in FIELDS])


def percentile(values, part):
    return sorted(values)[min(len(values) - 1, int(len(values) * part))] if values else 0.0


class Attackers:
    """Clients in a process of their own, each of which sends its next search when it has an answer.

    Prints a line per answer: seconds, and status."""

    def __init__(self, address, sources):
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--attack", address, *sources], stdout=subprocess.PIPE,
            text=True)
        self.answers = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            seconds, status = line.split()
            self.answers.append((float(seconds), status))

    def stop(self):
        self.process.kill()
        self.process.wait()
        self.reader.join()
        self.process.stdout.close()


def run_attack(address, sources):
    """The process of Attackers: runs until it is killed."""
    message = attack.frame(heaviest().SerializeToString())
    write = threading.Lock()

    def work(source):
        while True:
            connection = attack.Raw(address, source=source)
            try:
                for _ in range(1000):
                    start = time.monotonic()
                    stream = connection.open("/dateline.v1.SearchService/Search")
                    connection.send(stream, message, end=True)
                    status = connection.trailers(stream, timeout=120).get("grpc-status", "none")
                    with write:
                        print(f"{time.monotonic() - start:.4f} {status}", flush=True)
            except OSError:
                pass
            finally:
                connection.close()

    threads = [threading.Thread(target=work, args=(source,), daemon=True) for source in sources]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def sources(kind, count):
    """Addresses of attackers: all one and the same, or each its own."""
    return ["127.0.1.1"] * count if kind == "one" else [f"127.0.1.{i + 1}" for i in range(count)]


def polite_searches(address, count, pause, done=lambda: False):
    """Seconds of each of `count` searches of two words, and how many were refused."""
    times, refused = [], 0
    with grpc.insecure_channel(address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
        stub = e2e.search_grpc.SearchServiceStub(channel)
        for i in range(count):
            request = search.SearchRequest(query=f"{WORDS[i % 12]} {WORDS[12 + i % 16]}")
            start = time.monotonic()
            try:
                stub.Search(request, timeout=60)
                times.append(time.monotonic() - start)
            except grpc.RpcError:
                refused += 1
            if done():
                break
            time.sleep(max(0.0, pause - (time.monotonic() - start)))
    return times, refused


class FairnessTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temp = tempfile.TemporaryDirectory(prefix="dateline-attack.")
        cls.folder = cls.temp.name + "/index"
        some = random.Random(7)
        articles = [make(f"a{i}", "Shares of the company", " ".join(some.choices(WORDS, k=300)),
                         source=f"Source {i % 300}", section=f"Section {i % 40}",
                         authors=[f"Author {i % 500}"], language="en")
                    for i in range(1500 * attack.SCALE)]
        indexer = e2e.Program("dateline-indexer", "serve", "--index", cls.folder, "--listen",
                              "127.0.0.1:0")
        with grpc.insecure_channel(indexer.address()) as channel:
            stub = e2e.ingest_grpc.IngestServiceStub(channel)
            outcomes = sum(len(response.outcomes) for response in stub.IngestArticles(
                iter([ingest.IngestArticlesRequest(sequence=i, article=one)
                      for i, one in enumerate(articles)]), timeout=300))
        indexer.stop()
        assert outcomes == len(articles), outcomes

    @classmethod
    def tearDownClass(cls):
        cls.temp.cleanup()

    def check(self, kind):
        # A queue that the attackers alone would fill.
        server = e2e.Program("dateline-server", "--index", self.folder, "--listen", "127.0.0.1:0",
                             "--threads", "1", "--queue", "16")
        self.addCleanup(server.stop)
        address = server.address()
        attackers = Attackers(address, sources(kind, 12))
        self.addCleanup(attackers.stop)
        e2e.until(lambda: len(attackers.answers) >= 24, "the attackers get answers")
        times, refused = polite_searches(address, 40, 0.0)
        heavy = [seconds for seconds, status in attackers.answers if status == "0"]
        self.assertEqual(refused, 0)
        self.assertEqual(len(times), 40)
        # Whoever came first and last alike wait for all others; the polite client does not.
        self.assertLess(percentile(times, 0.5) * 3, percentile(heavy, 0.5))

    def test_a_polite_client_overtakes_many_calls_from_one_address(self):
        self.check("one")

    def test_a_polite_client_overtakes_many_addresses_with_a_call_each(self):
        self.check("each")


def measure(index, count, seconds):
    server = e2e.Program("dateline-server", "--index", index, "--listen", "127.0.0.1:0")
    address = server.address()
    rounds = int(seconds / 0.03)
    try:
        polite_searches(address, 200, 0.0)  # warm
        for kind in ("none", "one", "each"):
            attackers = None
            if kind != "none":
                attackers = Attackers(address, sources(kind, count))
                e2e.until(lambda: len(attackers.answers) >= 4, "the attackers get answers")
            end = time.monotonic() + seconds
            times, refused = polite_searches(address, rounds, 0.03, lambda: time.monotonic() > end)
            heavy = list(attackers.answers) if attackers else []
            if attackers:
                attackers.stop()
            print(f"{kind:5} polite: {len(times)} answered, {refused} refused, ms p50 "
                  f"{percentile(times, .5) * 1000:.1f} p99 {percentile(times, .99) * 1000:.1f} max "
                  f"{max(times) * 1000:.1f}; attackers: {len(heavy)} answers, p50 "
                  f"{percentile([one for one, _ in heavy], .5) * 1000:.0f} ms, not OK "
                  f"{sum(status != '0' for _, status in heavy)}; server "
                  f"{attack.resident_mb(server.process):.0f} MB", flush=True)
    finally:
        server.stop()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--index")
    parser.add_argument("--attackers", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=20)
    chosen = parser.parse_args()
    measure(chosen.index, chosen.attackers, chosen.seconds)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--attack"]:
        run_attack(sys.argv[2], sys.argv[3:])
    elif sys.argv[1:2] == ["--index"]:
        main()
    else:
        unittest.main()

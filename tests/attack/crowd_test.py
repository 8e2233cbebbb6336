# SPDX-License-Identifier: GPL-3.0-or-later
"""Many bad clients at once: answers that nobody reads, zones and spellings of no sense, headers.

As a test: small. By hand, on an index and a quiet machine:
crowd_test.py --index FOLDER [--seconds 20] prints memory and a polite client's waits under all of
it, and how many answers per second of its processor it gives with 50 and with 500 clients.
"""
import argparse
import os
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
import fairness_test
from dateline_e2e import ingest, make, search

METHOD = "/dateline.v1.SearchService/Search"
UNREAD_CONNECTIONS = 40
STREAMS = 100  # as many as the server allows on a connection


def whole_page(word):
    """As large as an answer gets: the whole articles of a page."""
    return search.SearchRequest(query=word, page_size=100, view=search.ARTICLE_VIEW_FULL)


class Unread:
    """Connections that ask for pages and read nothing, each from an address of its own."""

    def __init__(self, address, connections, streams, words):
        self.connections = []
        for number in range(connections):
            raw = attack.Raw(address, window=0, source=f"127.0.2.{number + 1}")
            self.connections.append(raw)
            for stream in range(streams):
                message = whole_page(words[(number + stream) % len(words)]).SerializeToString()
                raw.send(raw.open(METHOD), attack.frame(message), end=True)

    def close(self):
        for raw in self.connections:
            raw.close()


def odd_searches(some):
    """Searches that are refused, or take memory for what they name."""
    while True:
        zone = "".join(some.choices("abcdefghijklmnopqrstuvwxyz/", k=30))
        yield search.SearchRequest(facets=[search.FacetRequest(
            date_histogram=search.DateHistogramFacet(interval=search.CALENDAR_INTERVAL_DAY,
                                                     time_zone=zone))])
        yield search.SearchRequest(query="".join(some.choices("ab*? \"", k=2000)))
        request = search.SearchRequest()
        for _ in range(50):
            request.filter.entities.add(name="x" * some.randrange(1, 400))
        yield request


def send_odd(address, stop):
    """Sends odd searches with odd headers, by one connection after the other, until `stop`."""
    some = random.Random(5)
    searches = odd_searches(some)
    while not stop.is_set():
        raw = attack.Raw(address, source="127.0.3.1", checked=False)
        try:
            for _ in range(100):
                headers = [("x-request-id", "a\tb" * some.randrange(1, 100))]
                stream = raw.open(METHOD, headers)
                raw.send(stream, attack.frame(next(searches).SerializeToString()), end=True)
                raw.trailers(stream)
        except OSError:
            pass
        finally:
            raw.close()


def polite_searches(address, seconds):
    """From an address of its own: seconds of each search, and how many were refused."""
    times, refused = [], 0
    raw = attack.Raw(address, source="127.0.4.1")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.monotonic()
        stream = raw.open(METHOD)
        words = " ".join(random.sample(fairness_test.WORDS, 2))
        raw.send(stream, attack.frame(search.SearchRequest(query=words).SerializeToString()),
                 end=True)
        if raw.trailers(stream, timeout=60).get("grpc-status") == "0":
            times.append(time.monotonic() - start)
        else:
            refused += 1
        time.sleep(max(0.0, 0.03 - (time.monotonic() - start)))
    raw.close()
    return times, refused


def peak_mb(process):
    """The most memory that a program has had, in MB."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM:"))


def processor_seconds(process):
    with open(f"/proc/{process.pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class CrowdTest(unittest.TestCase):
    def test_memory_is_bounded_and_a_polite_client_is_answered(self):
        temp = tempfile.TemporaryDirectory(prefix="dateline-attack.")
        self.addCleanup(temp.cleanup)
        indexer = e2e.Program("dateline-indexer", "serve", "--index", temp.name + "/index",
                              "--listen", "127.0.0.1:0")
        some = random.Random(3)
        articles = [make(f"a{i}", "The market", " ".join(some.choices(fairness_test.WORDS, k=6000)),
                         language="en") for i in range(200)]
        with grpc.insecure_channel(indexer.address()) as channel:
            stub = e2e.ingest_grpc.IngestServiceStub(channel)
            stored = sum(len(response.outcomes) for response in stub.IngestArticles(
                iter([ingest.IngestArticlesRequest(sequence=i, article=one)
                      for i, one in enumerate(articles)]), timeout=300))
        indexer.stop()
        self.assertEqual(stored, len(articles))
        server = e2e.Program("dateline-server", "--index", temp.name + "/index", "--listen",
                             "127.0.0.1:0")
        self.addCleanup(server.stop)
        address = server.address()
        before = peak_mb(server.process)
        stop = threading.Event()
        odd = threading.Thread(target=send_odd, args=(address, stop))
        odd.start()
        # Some 3 MB each: without a bound these would be more than 1 GB.
        unread = Unread(address, 10 * attack.SCALE, 40, ["market"])
        try:
            times, refused = polite_searches(address, 3)
        finally:
            stop.set()
            odd.join()
            peak = peak_mb(server.process)
            unread.close()
        self.assertEqual(refused, 0)
        self.assertGreater(len(times), 10)
        self.assertLess(peak - before, 600)


class Crowd:
    """Clients in a process of their own, each with its next search when it has an answer."""

    def __init__(self, address, clients, patient):
        self.process = subprocess.Popen(
            [sys.executable, __file__, "--crowd", address, str(clients), str(int(patient))],
            stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True)

    def answered(self):
        """How many of its calls were answered by now."""
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def stop(self):
        self.process.kill()
        self.process.communicate()


def run_crowd(address, clients, patient):
    """The process of Crowd. With `patient` a refused client waits as long as it is told."""
    answered = [0] * clients

    def work(number):
        some = random.Random(number)
        with grpc.insecure_channel(address, [("grpc.use_local_subchannel_pool", 1),
                                             ("grpc.enable_retries", 0)]) as channel:
            stub = e2e.search_grpc.SearchServiceStub(channel)
            while True:
                request = search.SearchRequest(query=" ".join(some.sample(fairness_test.WORDS, 2)))
                try:
                    stub.Search(request, timeout=10)
                    answered[number] += 1
                except grpc.RpcError as error:
                    pushback = dict(error.trailing_metadata() or ()).get("grpc-retry-pushback-ms")
                    if patient and pushback:
                        time.sleep(int(pushback) / 1000)

    threads = [threading.Thread(target=work, args=(number,), daemon=True)
               for number in range(clients)]
    for thread in threads:
        thread.start()
    for _ in sys.stdin:
        print(sum(answered), flush=True)


def measure_memory(server, address, seconds):
    stop = threading.Event()
    odd = threading.Thread(target=send_odd, args=(address, stop))
    odd.start()
    crowd = Crowd(address, 500, patient=False)
    unread = Unread(address, UNREAD_CONNECTIONS, STREAMS, fairness_test.WORDS)
    times, refused = polite_searches(address, seconds)
    stop.set()
    odd.join()
    answered = crowd.answered()
    crowd.stop()
    unread.close()
    print(f"all at once: polite {len(times)} answered, {refused} refused, ms p50 "
          f"{fairness_test.percentile(times, .5) * 1000:.1f} p99 "
          f"{fairness_test.percentile(times, .99) * 1000:.1f}; 500 clients {answered} answers; "
          f"memory {attack.resident_mb(server.process):.0f} MB, at most "
          f"{peak_mb(server.process):.0f} MB", flush=True)


def measure_clients(server, address, seconds):
    for clients, patient in ((50, True), (500, True), (500, False), (50, True)):
        crowd = Crowd(address, clients, patient)
        time.sleep(seconds / 4)
        before, used_before = crowd.answered(), processor_seconds(server.process)
        time.sleep(seconds)
        used = processor_seconds(server.process) - used_before
        answered = crowd.answered() - before
        crowd.stop()
        print(f"{clients} clients{' that wait as told' if patient else ''}: {answered} answers, "
              f"{answered / used:.0f} per second of the server's processor", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--index")
    parser.add_argument("--seconds", type=float, default=20)
    chosen = parser.parse_args()
    server = e2e.Program("dateline-server", "--index", chosen.index, "--listen", "127.0.0.1:0")
    try:
        address = server.address()
        fairness_test.polite_searches(address, 200, 0.0)  # warm
        measure_clients(server, address, chosen.seconds)
        measure_memory(server, address, chosen.seconds)
    finally:
        server.stop()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--crowd"]:
        run_crowd(sys.argv[2], int(sys.argv[3]), sys.argv[4] == "1")
    elif sys.argv[1:2] == ["--index"]:
        main()
    else:
        unittest.main()

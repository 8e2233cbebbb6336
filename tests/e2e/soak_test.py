# SPDX-License-Identifier: GPL-3.0-or-later
"""A day in small: articles are added, updated and deleted while others search and segments merge,
and now and then the indexer is killed. Everything that was acknowledged is in the index once, in
its last version, and neither program grows.

DATELINE_SOAK_SECONDS sets the length (default 120), DATELINE_SOAK_SEED repeats the operations."""
import os
import pathlib
import random
import subprocess
import tempfile
import threading
import time
import unittest

import grpc

import dateline_e2e as e2e
from dateline_e2e import Program, ingest, ingest_grpc, make, search, search_grpc

SECONDS = int(os.environ.get("DATELINE_SOAK_SECONDS", "120"))
SEED = int(os.environ.get("DATELINE_SOAK_SEED", random.randrange(1 << 30)))
IDS = 3000  # as many articles at most: the index stops growing, and so must the programs
BATCH = 50
KILLS = 8
SEARCHERS = 2
WORDS = "rain town market oil price bank minister court river train school strike vote storm".split()
# How much more the last third of the time may use than the second. A page token keeps its snapshot
# for five minutes, so that only runs of hours come to rest.
AT_REST = SECONDS >= 3600
MEMORY_SLACK_KB = (48 if AT_REST else 192) << 10
DESCRIPTOR_SLACK = 64 if AT_REST else 512


def usage(process):
    """Anonymous memory in KB, and open descriptors."""
    folder = pathlib.Path(f"/proc/{process.pid}")
    lines = (folder / "status").read_text(encoding="ascii").splitlines()
    memory = next(int(line.split()[1]) for line in lines if line.startswith("RssAnon:"))
    return memory, len(os.listdir(folder / "fd"))


class Model:
    """Version of each article by what was acknowledged, and what was sent without an answer."""

    def __init__(self):
        self.versions = {}
        self.unanswered = {}  # id -> version; None: a delete

    def answered(self, id):
        version = self.unanswered.pop(id)
        if version is None:
            self.versions.pop(id, None)
        else:
            self.versions[id] = version

    def compare(self, found):
        """What cannot be explained. What is found is what counts from here on."""
        wrong = []
        for id in set(self.versions) | set(self.unanswered) | set(found):
            allowed = {self.versions.get(id)}
            if id in self.unanswered:
                allowed.add(self.unanswered[id])
            if found.get(id) not in allowed:
                wrong.append(f"{id}: version {found.get(id)} is there, not one of {allowed}")
        self.versions = found
        self.unanswered = {}
        return wrong[:10]


class Searchers:
    """Threads that search all the time, and now and then turn a page."""

    def __init__(self, address):
        self.address = address
        self.on = threading.Event()
        self.on.set()
        self.lock = threading.Lock()
        self.searches = 0
        self.failures = []
        self.threads = [threading.Thread(target=self.run, args=(SEED + number,))
                        for number in range(SEARCHERS)]
        for thread in self.threads:
            thread.start()

    def run(self, seed):
        chance = random.Random(seed)
        with grpc.insecure_channel(self.address) as channel:
            stub = search_grpc.SearchServiceStub(channel)
            while self.on.is_set():
                try:
                    self.search(stub, chance)
                except (grpc.RpcError, AssertionError) as error:
                    with self.lock:
                        self.failures.append(repr(error))
                    return

    def search(self, stub, chance):
        request = search.SearchRequest(query=" ".join(chance.sample(WORDS, 2)), page_size=10)
        first = stub.Search(request, timeout=e2e.DEADLINE)
        if chance.random() < 0.05 and first.next_page_token:
            request.page_token = first.next_page_token
            second = stub.Search(request, timeout=e2e.DEADLINE)
            twice = {hit.article.id for hit in first.hits} & {hit.article.id for hit in second.hits}
            assert not twice, f"on both pages: {twice}"
            assert second.total == first.total, f"{second.total} hits, not {first.total}"
        with self.lock:
            self.searches += 1

    def stop(self):
        self.on.clear()
        for thread in self.threads:
            thread.join()


class SoakTest(unittest.TestCase):
    def test_nothing_is_lost_and_nothing_grows(self):
        print("seed", SEED, "seconds", SECONDS, flush=True)
        self.chance = random.Random(SEED)
        self.model = Model()
        self.version = 0
        self.counts = {"written": 0, "deleted": 0, "kills": 0, "merges": 0}
        self.figures = []  # of the server: (seconds, memory, descriptors)
        self.indexer_memory = []
        with tempfile.TemporaryDirectory(prefix="dateline-soak.") as folder:
            self.folder = folder + "/index"
            self.start_indexer()
            self.server = Program("dateline-server", "--index", self.folder, "--listen",
                                  "127.0.0.1:0")
            self.address = self.server.address()
            self.searchers = Searchers(self.address)
            try:
                self.work()
            finally:
                self.searchers.stop()
                self.channel.close()
                self.server.stop()
                self.indexer.stop()
        print(self.counts, "searches", self.searchers.searches, flush=True)
        self.assertEqual(self.searchers.failures, [])
        self.assertGreater(self.searchers.searches, 0)
        self.assertGreater(self.counts["deleted"], 0)
        self.assertGreater(self.counts["merges"], 0)
        self.assertEqual(self.counts["kills"], KILLS)
        self.check_rest()

    def start_indexer(self):
        self.indexer = Program("dateline-indexer", "serve", "--index", self.folder, "--listen",
                               "127.0.0.1:0")
        self.channel = grpc.insecure_channel(self.indexer.address())
        self.stub = ingest_grpc.IngestServiceStub(self.channel)
        self.segments = 0

    def work(self):
        begin = time.monotonic()
        while self.counts["kills"] < KILLS or time.monotonic() < begin + SECONDS:
            kill = time.monotonic() >= begin + SECONDS * (self.counts["kills"] + 0.5) / KILLS
            self.write(kill)
            if not kill and self.chance.random() < 0.3:
                self.delete()
            self.figures.append((time.monotonic() - begin, *usage(self.server.process)))
            self.indexer_memory.append(usage(self.indexer.process)[0])
            if self.searchers.failures:
                break
        self.compare()

    def write(self, kill):
        requests = []
        for sequence, number in enumerate(self.chance.sample(range(IDS), BATCH)):
            self.version += 1
            self.model.unanswered[f"a{number}"] = self.version
            requests.append(ingest.IngestArticlesRequest(sequence=sequence, article=make(
                f"a{number}", f"Version {self.version}", " ".join(self.chance.choices(WORDS, k=60)),
                language="en", seconds=1_700_000_000 + self.version)))
        killer = threading.Timer(self.chance.uniform(0, 0.4), self.indexer.process.kill)
        if kill:
            killer.start()
        try:
            for response in self.stub.IngestArticles(iter(requests), timeout=e2e.DEADLINE * 3):
                for outcome in response.outcomes:
                    self.assertIn(outcome.result, (ingest.INGEST_RESULT_ADDED,
                                                   ingest.INGEST_RESULT_UPDATED))
                    self.model.answered(outcome.id)
                    self.counts["written"] += 1
        except grpc.RpcError:
            self.assertTrue(kill, "a stream failed and nobody was killed")
        if not kill:
            self.assertEqual(self.model.unanswered, {}, "articles without an outcome")
            self.count_merges()
            return
        killer.join()
        self.indexer.kill()
        self.channel.close()
        self.counts["kills"] += 1
        self.start_indexer()
        self.compare()

    def delete(self):
        ids = [f"a{number}" for number in self.chance.sample(range(IDS), 5)]
        self.model.unanswered = dict.fromkeys(ids)
        answer = self.stub.DeleteArticles(ingest.DeleteArticlesRequest(ids=ids),
                                          timeout=e2e.DEADLINE * 3)
        self.assertEqual(set(answer.missing_ids), set(ids) - set(self.model.versions))
        self.counts["deleted"] += answer.deleted
        for id in ids:
            self.model.answered(id)

    def count_merges(self):
        stats = self.stub.GetIndexStats(ingest.GetIndexStatsRequest(), timeout=e2e.DEADLINE)
        self.counts["merges"] += len(stats.segments) < self.segments
        self.segments = len(stats.segments)

    def compare(self):
        """The whole index, read through the server, against the model."""
        generation = self.stub.Refresh(ingest.RefreshRequest(), timeout=e2e.DEADLINE * 3).generation
        verified = subprocess.run([e2e.BIN / "dateline-indexer", "verify", "--index", self.folder],
                                  capture_output=True, text=True, timeout=e2e.DEADLINE * 3)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        found = {}
        with grpc.insecure_channel(self.address) as channel:
            stub = search_grpc.SearchServiceStub(channel)
            request = search.SearchRequest(sort=search.SORT_NEWEST, page_size=100)
            end = time.monotonic() + e2e.DEADLINE
            page = stub.Search(request, timeout=e2e.DEADLINE)
            while page.generation < generation:
                self.assertLess(time.monotonic(), end, "the server does not follow the index")
                page = stub.Search(request, timeout=e2e.DEADLINE)
            while True:
                for hit in page.hits:
                    self.assertNotIn(hit.article.id, found, "twice")
                    found[hit.article.id] = int(hit.article.headline.removeprefix("Version "))
                if not page.next_page_token:
                    break
                request.page_token = page.next_page_token
                page = stub.Search(request, timeout=e2e.DEADLINE)
        self.assertEqual(self.model.compare(found), [], f"seed {SEED}")

    def check_rest(self):
        end = self.figures[-1][0]
        parts = [[figures[1:] for figures in self.figures
                  if part * end <= 3 * figures[0] <= (part + 1) * end] for part in (1, 2)]
        (memory, descriptors), (last_memory, last_descriptors) = (
            tuple(map(max, zip(*part))) for part in parts)
        print(f"server: {memory} to {last_memory} KB, {descriptors} to {last_descriptors} "
              f"descriptors; indexer: at most {max(self.indexer_memory)} KB", flush=True)
        self.assertLess(last_memory, memory + MEMORY_SLACK_KB)
        self.assertLess(last_descriptors, descriptors + DESCRIPTOR_SLACK)
        third = len(self.indexer_memory) // 3
        self.assertLess(max(self.indexer_memory[2 * third:]),
                        max(self.indexer_memory[third:2 * third]) + MEMORY_SLACK_KB)


if __name__ == "__main__":
    unittest.main()

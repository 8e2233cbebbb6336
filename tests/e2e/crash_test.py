# SPDX-License-Identifier: GPL-3.0-or-later
"""The indexer is killed at random moments; what it acknowledged is there afterwards, once.

DATELINE_CRASH_ROUNDS sets the number of kills (default 50), DATELINE_CRASH_SEED repeats a run."""
import os
import random
import subprocess
import tempfile
import threading
import unittest

import grpc

import dateline_e2e as e2e
from dateline_e2e import Program, ingest, ingest_grpc, make, search, search_grpc

ROUNDS = int(os.environ.get("DATELINE_CRASH_ROUNDS", "50"))
SEED = int(os.environ.get("DATELINE_CRASH_SEED", random.randrange(1 << 30)))
IDS = 300
GONE = -1


class CrashTest(unittest.TestCase):
    def test_kills_at_any_moment_lose_and_double_nothing(self):
        print("seed", SEED, flush=True)
        self.chance = random.Random(SEED)
        self.version = 0
        self.acknowledged = {}  # id -> version, GONE if deleted
        self.later = {}  # id -> what was sent since, without an answer
        with tempfile.TemporaryDirectory(prefix="dateline-crash.") as folder:
            self.folder = folder + "/index"
            for _ in range(ROUNDS):
                self.crash()
                self.check()

    def crash(self):
        indexer = Program("dateline-indexer", "serve", "--index", self.folder, "--listen",
                          "127.0.0.1:0")
        with grpc.insecure_channel(indexer.address()) as channel:
            stub = ingest_grpc.IngestServiceStub(channel)
            sent = {}
            lock = threading.Lock()

            def articles():
                for sequence in range(1 << 30):
                    self.version += 1
                    id = f"a{self.chance.randrange(IDS)}"
                    with lock:
                        sent[sequence] = (id, self.version)
                        self.later.setdefault(id, []).append(self.version)
                    yield ingest.IngestArticlesRequest(sequence=sequence, article=make(
                        id, f"Version {self.version}", f"v{self.version}", language="en"))

            answers = self.chance.randrange(1, 12)
            stream = stub.IngestArticles(articles(), timeout=120)
            try:
                for response in stream:
                    for outcome in response.outcomes:
                        with lock:
                            self.take(*sent[outcome.sequence])
                    answers -= 1
                    if answers == 5:
                        self.delete(stub)
                    if answers <= 0:
                        break
            finally:
                indexer.kill()
                stream.cancel()

    def take(self, id, version):
        # Versions of one article may be answered out of order; the later one counts.
        self.acknowledged[id] = max(version, self.acknowledged.get(id, 0))
        self.later[id] = [one for one in self.later[id] if one > version]

    def delete(self, stub):
        """Ids that no article of the stream names, so that the order of answers is clear."""
        ids = [f"d{self.chance.randrange(20)}" for _ in range(3)]
        requests = []
        for id in ids:
            self.version += 1
            self.later.setdefault(id, []).append(self.version)
            requests.append(ingest.IngestArticlesRequest(article=make(
                id, f"Version {self.version}", f"v{self.version}", language="en")))
        for _ in stub.IngestArticles(iter(requests), timeout=120):
            pass
        stub.DeleteArticles(ingest.DeleteArticlesRequest(ids=ids), timeout=120)
        for id in ids:
            self.acknowledged[id] = GONE
            self.later[id] = []

    def check(self):
        verified = subprocess.run([e2e.BIN / "dateline-indexer", "verify", "--index", self.folder],
                                  capture_output=True, text=True)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
        found = self.read_all()
        for id, version in self.acknowledged.items():
            allowed = {version, *self.later.get(id, [])}
            self.assertIn(found.get(id, GONE), allowed, f"{id} (seed {SEED})")
        for id in found:
            self.assertTrue(id in self.acknowledged or self.later.get(id), id)
        # What is there now is what counts from here on.
        for id in set(self.acknowledged) | set(self.later):
            self.acknowledged[id] = found.get(id, GONE)
        self.later = {}
        self.acknowledged = {id: version for id, version in self.acknowledged.items()
                             if version != GONE}

    def read_all(self):
        server = Program("dateline-server", "--index", self.folder, "--listen", "127.0.0.1:0")
        found = {}
        try:
            with grpc.insecure_channel(server.address()) as channel:
                stub = search_grpc.SearchServiceStub(channel)
                request = search.SearchRequest(sort=search.SORT_NEWEST, page_size=100,
                                               view=search.ARTICLE_VIEW_FULL)
                while True:
                    page = stub.Search(request, timeout=60)
                    for hit in page.hits:
                        id, body = hit.article.id, hit.article.body
                        self.assertNotIn(id, found, "twice")
                        self.assertEqual(hit.article.headline, "Version " + body[1:])
                        found[id] = int(body[1:])
                    request.page_token = page.next_page_token
                    if not page.next_page_token:
                        return found
        finally:
            server.stop()


if __name__ == "__main__":
    unittest.main()

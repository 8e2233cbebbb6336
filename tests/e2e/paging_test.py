# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages stay whole while articles come, change and go."""
import random
import threading
import unittest

import grpc

import dateline_e2e as e2e
from dateline_e2e import ingest, make, search

LASTING = 400


class PagingTest(unittest.TestCase):
    def test_nothing_twice_and_nothing_lost_while_the_index_changes(self):
        with e2e.service() as service:
            service.send(*(make(f"lasting{i}", "Lasting story", f"number {i}", seconds=i * 86400)
                           for i in range(LASTING)),
                         *(make(f"passing{i}", "Passing story", f"number {i}", seconds=i * 86400)
                           for i in range(100)))
            stop = threading.Event()
            writer = threading.Thread(target=self.write, args=(service, stop))
            writer.start()
            try:
                for sort in (search.SORT_RELEVANCE, search.SORT_NEWEST, search.SORT_OLDEST):
                    generations = set()
                    while len(generations) < 4:
                        generations.add(self.walk(service, sort))
            finally:
                stop.set()
                writer.join()

    def write(self, service, stop):
        chance = random.Random(5)
        number = 0
        while not stop.is_set():
            number += 1
            requests = [ingest.IngestArticlesRequest(article=make(
                f"passing{chance.randrange(200)}", "Passing story", f"version {number}",
                seconds=chance.randrange(LASTING) * 86400)) for _ in range(20)]
            for _ in service.ingest.IngestArticles(iter(requests), timeout=60):
                pass
            service.ingest.DeleteArticles(ingest.DeleteArticlesRequest(
                ids=[f"passing{chance.randrange(200)}" for _ in range(5)]), timeout=60)

    def walk(self, service, sort):
        seen = set()
        generations = set()
        token = ""
        while True:
            page = service.search(query="story", sort=sort, page_size=37, page_token=token)
            generations.add(page.generation)
            for hit in page.hits:
                self.assertNotIn(hit.article.id, seen)
                seen.add(hit.article.id)
            token = page.next_page_token
            if not token:
                break
        self.assertEqual(len(generations), 1)
        self.assertEqual({id for id in seen if id.startswith("lasting")},
                         {f"lasting{i}" for i in range(LASTING)})
        return generations.pop()

    def test_pages_go_on_after_a_restart_on_another_server_and_in_another_generation(self):
        with e2e.service() as service:
            service.send(*(make(f"lasting{i}", "Lasting story", f"number {i // 2}")
                           for i in range(60)))
            for sort in (search.SORT_NEWEST, search.SORT_OLDEST, search.SORT_RELEVANCE):
                self.walk_from_server_to_server(service, sort)

    def walk_from_server_to_server(self, service, sort):
        seen = []
        token = ""
        page_number = 0
        changed = []
        while True:
            # Each page from a server that was started for it; each second one after a commit.
            server = e2e.Program("dateline-server", "--index", service.folder, "--listen",
                                 "127.0.0.1:0")
            with grpc.insecure_channel(server.address()) as channel:
                page = e2e.search_grpc.SearchServiceStub(channel).Search(
                    search.SearchRequest(query="lasting", sort=sort, page_size=7,
                                         page_token=token), timeout=e2e.DEADLINE)
            server.stop()
            changed.append(page.generation_changed)
            seen += [hit.article.id for hit in page.hits]
            token = page.next_page_token
            if not token:
                break
            page_number += 1
            if page_number % 2 == 0:
                service.send(make(f"other-{sort}-{page_number}", "Other", "story"))
        self.assertEqual(sorted(seen), sorted(f"lasting{i}" for i in range(60)))
        self.assertEqual(changed, [i > 0 and i % 2 == 0 for i in range(len(changed))])

    def test_pages_have_numbers_up_to_the_window(self):
        with e2e.service() as service:
            service.send(*(make(f"a{i}", "Story", f"number {i}") for i in range(30)))
            whole = service.ids(query="story", page_size=30)
            self.assertEqual(sum((service.ids(query="story", page_size=10, offset=at)
                                  for at in (0, 10, 20)), []), whole)
            self.assertEqual(service.ids(query="story", page_size=10, offset=9990), [])
            for wrong in ({"offset": -1}, {"offset": 9991}, {"offset": 10, "page_token": "x"}):
                refusal = service.refused(query="story", **wrong)
                self.assertEqual((refusal.code, refusal.fields),
                                 (grpc.StatusCode.INVALID_ARGUMENT, ["offset"]))


if __name__ == "__main__":
    unittest.main()

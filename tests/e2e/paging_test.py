# SPDX-License-Identifier: GPL-3.0-or-later
"""Pages stay whole while articles come, change and go."""
import random
import threading
import unittest

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


if __name__ == "__main__":
    unittest.main()

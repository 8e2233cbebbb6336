# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs start, crash, compete, drain and stop."""
import random
import socket
import subprocess
import tempfile
import threading
import time
import unittest

import grpc

import dateline_e2e as e2e
from dateline_e2e import Program, ingest, make, search


class LifecycleTest(unittest.TestCase):
    def test_an_article_that_was_sent_is_found_without_asking_for_a_refresh(self):
        with e2e.service() as service:
            for i in range(20):
                request = ingest.IngestArticlesRequest(article=make(f"f{i}", f"Fresh fresh{i}"))
                stream = service.ingest.IngestArticles(iter([request]), timeout=e2e.DEADLINE)
                e2e.until(lambda: service.ids(query=f"fresh{i}"), f"fresh{i} is found")
                list(stream)

    def test_updates_and_deletes_are_told_apart_and_take_effect(self):
        with e2e.service() as service:
            results = []
            for body in ["first words", "first words", "other words"]:
                results.append(service.send(make("one", body=body))[0].result)
            self.assertEqual(results, [ingest.INGEST_RESULT_ADDED, ingest.INGEST_RESULT_UNCHANGED,
                                       ingest.INGEST_RESULT_UPDATED])
            self.assertEqual(service.ids(query="first"), [])
            self.assertEqual(service.ids(query="other"), ["one"])
            deleted = service.ingest.DeleteArticles(
                ingest.DeleteArticlesRequest(ids=["one", "none"]), timeout=e2e.DEADLINE)
            self.assertEqual((deleted.deleted, list(deleted.missing_ids)), (1, ["none"]))
            service.wait_for(deleted.generation)
            self.assertEqual(service.ids(query="other"), [])

    def test_acknowledged_articles_outlive_a_kill(self):
        with tempfile.TemporaryDirectory(prefix="dateline-e2e.") as folder:
            known = set()
            for round in range(5):
                service = e2e.Service(folder + "/index")
                found = self.all_ids(service)
                self.assertLessEqual(known, found)
                acknowledged = threading.Event()

                def take(stream):
                    try:
                        for response in stream:
                            known.update(one.id for one in response.outcomes)
                            acknowledged.set()
                    except grpc.RpcError:
                        acknowledged.set()

                def articles():
                    for i in range(100000):
                        yield ingest.IngestArticlesRequest(
                            sequence=i, article=make(f"r{round}-{i}", "Crash story", f"body {i}"))

                stream = service.ingest.IngestArticles(articles(), timeout=60)
                reader = threading.Thread(target=take, args=(stream,))
                reader.start()
                acknowledged.wait(60)
                service.indexer.kill()
                reader.join()
                service.stop()
                verified = subprocess.run([e2e.BIN / "dateline-indexer", "verify", "--index",
                                           folder + "/index"], capture_output=True, text=True)
                self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)
            self.assertTrue(known)

    def all_ids(self, service):
        ids = []
        token = ""
        while True:
            page = service.search(query="", sort=search.SORT_NEWEST, page_size=100,
                                  view=search.ARTICLE_VIEW_IDS, page_token=token)
            ids += [hit.article.id for hit in page.hits]
            token = page.next_page_token
            if not token:
                break
        self.assertEqual(len(ids), len(set(ids)), "an article twice")
        return set(ids)

    def test_a_second_writer_is_refused_and_told_who_holds_the_index(self):
        with e2e.service() as service:
            for command in ("serve", "load"):
                more = ["--listen", "127.0.0.1:0"] if command == "serve" else ["/dev/null"]
                second = subprocess.run(
                    [e2e.BIN / "dateline-indexer", command, "--index", service.folder, *more],
                    capture_output=True, text=True, timeout=60)
                self.assertNotEqual(second.returncode, 0)
                self.assertIn(str(service.indexer.process.pid), second.stdout + second.stderr)

    def test_a_port_that_is_taken_is_refused(self):
        with e2e.service() as service:
            second = subprocess.run(
                [e2e.BIN / "dateline-server", "--index", service.folder, "--listen",
                 service.server_address], capture_output=True, text=True, timeout=60)
            self.assertNotEqual(second.returncode, 0)
            self.assertIn(service.server_address, second.stdout + second.stderr)

    def test_both_programs_stop_cleanly_when_told(self):
        with tempfile.TemporaryDirectory(prefix="dateline-e2e.") as folder:
            service = e2e.Service(folder + "/index")
            service.send(make("a"))
            self.assertEqual(service.stop(), (0, 0))

    def test_searches_that_run_finish_and_others_are_told_to_retry_when_the_server_stops(self):
        with tempfile.TemporaryDirectory(prefix="dateline-e2e.") as folder:
            service = e2e.Service(folder + "/index")
            self.send_shuffled_words(service, 300)
            for _ in range(3):
                self.stop_under_load(service.folder)
            service.stop()

    def stop_under_load(self, folder):
        server = Program("dateline-server", "--index", folder, "--listen", "127.0.0.1:0",
                         "--queue", "64")
        address = server.address()
        answered = threading.Semaphore(0)
        errors = []

        def ask():
            with grpc.insecure_channel(address, [("grpc.use_local_subchannel_pool", 1)]) as channel:
                stub = e2e.search_grpc.SearchServiceStub(channel)
                for i in range(1 << 30):
                    query = " OR ".join(f'"w{(i + k) % 50} w{k}"' for k in range(8))
                    try:
                        stub.Search(search.SearchRequest(query=query), timeout=e2e.DEADLINE)
                        answered.release()
                    except grpc.RpcError as error:
                        errors.append(e2e.Refusal(error))
                        return

        clients = [threading.Thread(target=ask) for _ in range(8)]
        for client in clients:
            client.start()
        for _ in range(50):
            self.assertTrue(answered.acquire(timeout=60))
        self.assertEqual(server.stop(), 0)
        for client in clients:
            client.join()
        self.assertEqual({error.code for error in errors}, {grpc.StatusCode.UNAVAILABLE},
                         [(error.code, error.message) for error in errors])
        for error in errors:  # those without a reason found no server any more
            self.assertEqual(error.retry is not None, error.reason == "DRAINING")

    def test_a_server_that_waits_says_so_until_the_index_is_there(self):
        with tempfile.TemporaryDirectory(prefix="dateline-e2e.") as folder:
            arguments = ["dateline-server", "--index", folder + "/index", "--listen",
                         "127.0.0.1:0", "--wait"]
            impatient = Program(*arguments)
            impatient.address()
            self.assertEqual(impatient.stop(), 0)  # by a signal, while it waits
            server = Program(*arguments)
            with grpc.insecure_channel(server.address()) as channel:
                stub = e2e.search_grpc.SearchServiceStub(channel)
                health = channel.unary_stream(
                    "/grpc.health.v1.Health/Watch", request_serializer=lambda bytes: bytes,
                    response_deserializer=lambda bytes: bytes)(b"", timeout=60)
                self.assertEqual(next(health), b"\x08\x02")  # NOT_SERVING
                with self.assertRaises(grpc.RpcError) as raised:
                    stub.Search(search.SearchRequest(query="x"), timeout=e2e.DEADLINE)
                refusal = e2e.Refusal(raised.exception)
                self.assertEqual((refusal.code, refusal.reason),
                                 (grpc.StatusCode.UNAVAILABLE, "STARTING"))
                self.assertIsNotNone(refusal.retry)
                indexer = Program("dateline-indexer", "serve", "--index", folder + "/index",
                                  "--listen", "127.0.0.1:0")
                indexer.address()
                self.assertEqual(next(health), b"\x08\x01")  # SERVING
                stub.Search(search.SearchRequest(query="x"), timeout=e2e.DEADLINE)
                self.assertEqual(server.stop(), 0)
                indexer.stop()

    def send_shuffled_words(self, service, articles):
        chance = random.Random(5)
        words = [f"w{i}" for i in range(50)]
        service.send(*(make(f"a{i}", body=" ".join(chance.choices(words, k=400)))
                       for i in range(articles)))

    def test_a_short_deadline_ends_the_call_and_the_server_goes_on(self):
        with e2e.service() as service:
            self.send_shuffled_words(service, 2000)

            def heavy(distance):  # phrases that no search has looked for before
                return " OR ".join(f'"w{i} w{i + distance} w{i + 1}"' for i in range(20))

            deadline = 0.002
            start = time.monotonic()
            service.search(query=heavy(7))
            self.assertGreater(time.monotonic() - start, 3 * deadline)
            refusal = service.refused(lambda: service.search(query=heavy(8), timeout=deadline))
            self.assertEqual(refusal.code, grpc.StatusCode.DEADLINE_EXCEEDED)
            self.assertTrue(service.ids(query="w1"))

    def test_health_and_reflection_answer(self):
        with e2e.service() as service:
            check = service.search_channel.unary_unary(
                "/grpc.health.v1.Health/Check", request_serializer=lambda bytes: bytes,
                response_deserializer=lambda bytes: bytes)
            self.assertEqual(check(b"", timeout=e2e.DEADLINE), b"\x08\x01")  # SERVING
            symbols = [b"dateline.v1.SearchService", b"grpc.health.v1.Health",
                       b"google.rpc.Status", b"google.rpc.ErrorInfo", b"google.rpc.RetryInfo",
                       b"google.rpc.BadRequest", b"grpc.reflection.v1.ServerReflection",
                       b"dateline.v1.SearchService.Search"]
            for version in ("v1", "v1alpha"):
                reflect = service.search_channel.stream_stream(
                    f"/grpc.reflection.{version}.ServerReflection/ServerReflectionInfo",
                    request_serializer=lambda bytes: bytes,
                    response_deserializer=lambda bytes: bytes)
                questions = [b"\x3a\x00"]  # list_services
                questions += [b"\x22" + bytes([len(name)]) + name for name in symbols]
                answers = list(reflect(iter(questions), timeout=e2e.DEADLINE))
                self.assertEqual(len(answers), len(questions))
                for name in (b"dateline.v1.SearchService", b"grpc.health.v1.Health",
                             b"grpc.reflection.v1.ServerReflection",
                             b"grpc.reflection.v1alpha.ServerReflection"):
                    self.assertIn(name, answers[0], version)
                for name, answer in zip(symbols, answers[1:]):
                    self.assertIn(b".proto", answer, name)
                    self.assertNotIn(b"is not known here", answer, name)
                refused, = reflect(iter([b"\x22\x04none"]), timeout=e2e.DEADLINE)
                self.assertIn(b"'none' is not known here", refused)

    def test_a_client_may_compress(self):
        with e2e.service() as service:
            articles = [make(f"c{i}", "Compressed", "word " * 2000) for i in range(20)]
            with grpc.insecure_channel(service.indexer_address,
                                       compression=grpc.Compression.Gzip) as channel:
                stub = e2e.ingest_grpc.IngestServiceStub(channel)
                requests = (ingest.IngestArticlesRequest(sequence=i, article=one)
                            for i, one in enumerate(articles))
                results = {one.result for response in stub.IngestArticles(requests, timeout=60)
                           for one in response.outcomes}
                self.assertEqual(results, {ingest.INGEST_RESULT_ADDED})
                ids = [f"c{i}" for i in range(10, 20)] + ["none"] * 1000
                deleted = stub.DeleteArticles(ingest.DeleteArticlesRequest(ids=ids),
                                              timeout=e2e.DEADLINE)
                self.assertEqual(deleted.deleted, 10)
                service.wait_for(deleted.generation)
            with grpc.insecure_channel(service.server_address,
                                       compression=grpc.Compression.Gzip) as channel:
                stub = e2e.search_grpc.SearchServiceStub(channel)
                found = stub.Search(search.SearchRequest(
                    query="word " * 60, view=search.ARTICLE_VIEW_FULL), timeout=e2e.DEADLINE)
                self.assertEqual(found.total.value, 10)
                self.assertEqual(found.hits[0].article.body, "word " * 1999 + "word")
                one = stub.GetArticle(search.GetArticleRequest(id="c1"), timeout=e2e.DEADLINE)
                self.assertEqual(one.article.headline, "Compressed")


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs start, crash, compete, drain and stop."""
import socket
import subprocess
import tempfile
import threading
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
                while not service.ids(query=f"fresh{i}"):
                    pass
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

    def test_a_short_deadline_ends_the_call_and_the_server_goes_on(self):
        with e2e.service() as service:
            service.send(*(make(f"a{i}", body=" ".join(f"w{(i * 7 + k) % 50}" for k in range(50)))
                           for i in range(300)))
            refusal = None
            heavy = " OR ".join(f'"w{i} w{i + 7}"' for i in range(30))
            try:
                service.search(query=heavy, timeout=0.0005)
            except grpc.RpcError as error:
                refusal = error.code()
            self.assertIn(refusal, (None, grpc.StatusCode.DEADLINE_EXCEEDED))
            self.assertTrue(service.ids(query="w1"))

    def test_health_and_reflection_answer(self):
        with e2e.service() as service:
            check = service.search_channel.unary_unary(
                "/grpc.health.v1.Health/Check", request_serializer=lambda bytes: bytes,
                response_deserializer=lambda bytes: bytes)
            self.assertEqual(check(b"", timeout=e2e.DEADLINE), b"\x08\x01")  # SERVING
            reflect = service.search_channel.stream_stream(
                "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                request_serializer=lambda bytes: bytes,
                response_deserializer=lambda bytes: bytes)
            answer = b"".join(reflect(iter([b"\x3a\x00"]), timeout=e2e.DEADLINE))  # list_services
            self.assertIn(b"dateline.v1.SearchService", answer)

    def test_a_compressed_request_is_refused(self):
        with e2e.service() as service:
            channel = grpc.insecure_channel(service.server_address,
                                            compression=grpc.Compression.Gzip)
            stub = e2e.search_grpc.SearchServiceStub(channel)
            refusal = service.refused(lambda: stub.Search(
                search.SearchRequest(query="a " * 500), timeout=e2e.DEADLINE))
            self.assertEqual(refusal.code, grpc.StatusCode.UNIMPLEMENTED)
            channel.close()


if __name__ == "__main__":
    unittest.main()

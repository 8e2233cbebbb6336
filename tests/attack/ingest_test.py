# SPDX-License-Identifier: GPL-3.0-or-later
"""Feeders that mean harm: outcomes that are not read, large messages, calls that block others."""
import json
import subprocess
import tempfile
import threading
import unittest

import grpc
import h2.exceptions

import attack
import dateline_e2e as e2e
from dateline_e2e import article, ingest, make

INGEST = "/dateline.v1.IngestService/IngestArticles"
MB = 1 << 20


def message(sequence, sent):
    return attack.frame(ingest.IngestArticlesRequest(
        sequence=sequence, article=sent).SerializeToString())


class IngestTest(unittest.TestCase):
    def setUp(self):
        self.context = e2e.service()
        self.service = self.context.__enter__()
        self.addCleanup(self.context.__exit__, None, None, None)
        self.before = attack.resident_mb(self.service.indexer.process)

    def growth(self):
        return attack.resident_mb(self.service.indexer.process) - self.before

    def stored(self):
        return self.service.ingest.GetIndexStats(
            ingest.GetIndexStatsRequest(), timeout=60).live_articles

    def push(self, raw, stream, messages, patience=2):
        """Sends until the indexer takes no more for `patience` seconds; how many bytes it took."""
        taken = 0
        try:
            for one in messages:
                raw.socket.settimeout(patience)
                data = one
                while data:
                    room = min(raw.http.local_flow_control_window(stream),
                               raw.http.max_outbound_frame_size)
                    if room > 0:
                        raw.http.send_data(stream, data[:room])
                        data = data[room:]
                        raw.flush()
                    elif not raw.receive(timeout=patience):
                        return taken
                taken += len(one)
        except (TimeoutError, ConnectionError, h2.exceptions.StreamClosedError):
            pass
        return taken

    def test_a_stream_whose_outcomes_nobody_reads_is_not_read_on(self):
        raw = attack.Raw(self.service.indexer_address, window=0)
        stream = raw.open(INGEST)
        # Each is rejected at once, so that only outcomes wait. When a thousand wait, and one batch
        # of as many is on its way, all that still goes in is what gRPC takes before it is read.
        refused = message(1, article.Article(url="u" * 20_000))
        count = 6000 * attack.SCALE
        taken = self.push(raw, stream, (refused for _ in range(count)))
        self.assertLess(taken, 60_000_000)
        self.assertLess(taken, len(refused) * count)
        # A client that reads is answered meanwhile.
        self.assertEqual(self.service.send(make("other"))[0].result, ingest.INGEST_RESULT_ADDED)
        raw.close()

    def test_outcomes_that_are_read_late_all_come(self):
        count = 20000
        outcomes = set()
        gate = threading.Event()

        def requests():
            for i in range(count):
                yield ingest.IngestArticlesRequest(sequence=i, article=article.Article())
            gate.set()

        stream = self.service.ingest.IngestArticles(requests(), timeout=120)
        gate.wait(3)  # far more than a thousand wait by now
        for response in stream:
            outcomes.update(one.sequence for one in response.outcomes)
        self.assertEqual(len(outcomes), count)

    def test_fields_that_are_ignored_do_not_fill_the_queue(self):
        # Bodies that take long keep the workers busy, and so the queue full.
        slow = [make(f"slow{i}", body="漢字" * 170_000) for i in range(20)]
        big = article.Article(id="big", headline="Big", entities=[
            article.Entity(name="x", spellings=["s" * MB, "t" * MB])])
        requests = [ingest.IngestArticlesRequest(sequence=i, article=one)
                    for i, one in enumerate(slow + [big] * 150 * attack.SCALE)]
        peak = [0.0]
        done = threading.Event()

        def watch():
            while not done.wait(0.05):
                peak[0] = max(peak[0], self.growth())

        watcher = threading.Thread(target=watch)
        watcher.start()
        results = [one.result for response in
                   self.service.ingest.IngestArticles(iter(requests), timeout=300)
                   for one in response.outcomes]
        done.set()
        watcher.join()
        self.assertEqual(len(results), len(requests))
        self.assertNotIn(ingest.INGEST_RESULT_REJECTED, results)
        self.assertLess(peak[0], 350)

    def test_messages_that_nobody_ends_stay_within_the_quota_of_memory(self):
        # Each stream holds all of a message but its end, on several connections.
        held = []
        body = attack.frame(b"x" * (15 * MB))[:-1]
        for _ in range(3 * attack.SCALE):
            raw = attack.Raw(self.service.indexer_address)
            held.append(raw)
            for _ in range(10):
                self.push(raw, raw.open(INGEST), [body], patience=0.3)
        self.assertLess(self.growth(), 450)  # the quota is 256, and what a message is on its way
        self.assertEqual(self.service.send(make("other"))[0].result, ingest.INGEST_RESULT_ADDED)
        for raw in held:
            raw.close()

    def test_small_messages_that_become_large_are_refused_before_they_do(self):
        entities = article.Article(id="many", headline="Many")
        for _ in range(400_000):
            entities.entities.add()
        stream = self.service.ingest.IngestArticles(
            (ingest.IngestArticlesRequest(sequence=i, article=entities) for i in range(20)),
            timeout=120)
        outcomes = [one for response in stream for one in response.outcomes]
        self.assertEqual({one.result for one in outcomes}, {ingest.INGEST_RESULT_REJECTED})
        self.assertEqual(len(outcomes), 20)
        self.assertLess(self.growth(), 150)

    def test_an_article_that_is_too_large_is_named_with_its_line_and_the_rest_is_stored(self):
        lines = [json.dumps({"id": f"a{i}", "headline": "Line"}) for i in range(200)]
        lines[100] = json.dumps({"id": "large", "headline": "L", "body": "x" * 5_200_000})
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl") as file:
            file.write("\n".join(lines) + "\n")
            file.flush()
            ran = subprocess.run([e2e.BIN / "dateline", "ingest", "--server",
                                  self.service.indexer_address, file.name],
                                 capture_output=True, text=True, timeout=120)
            self.assertIn(f"{file.name}:101: ", ran.stderr)
        self.assertIn("read 200, added 199, updated 0, unchanged 0, rejected 1", ran.stdout)
        self.assertEqual(ran.returncode, 0)

    def test_unknown_groups_cost_their_sender_a_rejection_and_no_memory(self):
        groups = b"\xfb\x07\xfc\x07" * (3 * MB)  # field 127: 12 MB
        known = ingest.IngestArticlesRequest(sequence=1, article=make("g")).SerializeToString()
        raw = attack.Raw(self.service.indexer_address)
        peak = 0
        for path, status in [(INGEST, "0"),
                             ("/dateline.v1.IngestService/DeleteArticles", "3"),
                             ("/dateline.v1.IngestService/Refresh", "3"),
                             ("/dateline.v1.IngestService/GetIndexStats", "3"),
                             ("/dateline.v1.AdminService/ScrubIndex", "3")]:
            for _ in range(3 * attack.SCALE):
                stream = raw.open(path)
                raw.send(stream, attack.frame(known + groups if path == INGEST else groups),
                         end=True)
                found = raw.trailers(stream)
                self.assertEqual(found["grpc-status"], status, path)
                peak = max(peak, self.growth())
        raw.close()
        self.assertLess(peak, 250)
        self.assertEqual(self.stored(), 0)

    def test_one_article_does_not_wait_for_the_backlog_of_another_address(self):
        count = 80 * attack.SCALE
        body = " ".join(f"word{i}" for i in range(7000))  # 60 KB that take their time
        stop = threading.Event()

        def feed():
            raw = attack.Raw(self.service.indexer_address, source="127.0.0.2")
            try:
                streams = [raw.open(INGEST) for _ in range(20)]
                for i in range(count):
                    for number, stream in enumerate(streams):
                        if stop.is_set():
                            return
                        raw.send(stream, message(i, make(f"g{number}-{i}", body=body)))
            finally:
                raw.close()

        greedy = threading.Thread(target=feed)
        greedy.start()
        try:
            e2e.until(lambda: self.stored() > 100, "some are stored")
            before = self.stored()
            self.service.send(make("polite"))
            self.assertLess(self.stored() - before, 600)
            self.assertLess(before + 600, 20 * count)
        finally:
            stop.set()
            greedy.join()

    def test_many_refreshes_leave_deletes_and_figures_alone(self):
        stop = threading.Event()
        failures = []

        def refresh():
            while not stop.is_set():
                try:
                    self.service.ingest.Refresh(ingest.RefreshRequest(), timeout=60)
                except grpc.RpcError as error:
                    failures.append(e2e.Refusal(error).message)

        def feed():
            def requests():
                for i in range(200_000):
                    if stop.is_set():
                        return
                    yield ingest.IngestArticlesRequest(sequence=i, article=make(f"f{i}", "Feed"))
            for _ in self.service.ingest.IngestArticles(requests(), timeout=300):
                pass

        threads = [threading.Thread(target=refresh) for _ in range(80)]
        threads.append(threading.Thread(target=feed))
        for one in threads:
            one.start()
        try:
            for i in range(10):
                self.service.ingest.GetIndexStats(ingest.GetIndexStatsRequest(), timeout=20)
                deleted = self.service.ingest.DeleteArticles(
                    ingest.DeleteArticlesRequest(ids=[f"none{i}"]), timeout=20)
                self.assertEqual(deleted.deleted, 0)
        finally:
            stop.set()
            for one in threads:
                one.join()
        self.assertEqual(failures, [])


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Compressed messages: those that are meant well, and bombs."""
import gzip
import struct
import unittest
import zlib

import h2.events

import attack
import dateline_e2e as e2e
from dateline_e2e import ingest, make, search

SEARCH = "/dateline.v1.SearchService/Search"
INGEST = "/dateline.v1.IngestService/IngestArticles"
MB = 1 << 20


def frame(message):
    return b"\1" + struct.pack(">I", len(message)) + message


def bomb(expanded):
    """A stream of gzip of about a thousandth of `expanded` bytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(b"\x0a" * MB) for _ in range(expanded // MB)]
    return b"".join(parts) + packer.flush()


class CompressedTest(unittest.TestCase):
    def setUp(self):
        self.context = e2e.service()
        self.service = self.context.__enter__()
        self.addCleanup(self.context.__exit__, None, None, None)
        self.service.send(make("a", "Compressed", "word " * 3000))

    def call(self, raw, path, data, headers=()):
        """Headers and trailers, and whether the answer came compressed."""
        stream = raw.open(path, [("grpc-accept-encoding", "gzip"), *headers])
        raw.send(stream, data, end=True)
        found, answer = {}, b""
        while True:
            for event in raw.receive():
                if isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
                    found.update((attack.text(n), attack.text(v)) for n, v in event.headers)
                elif isinstance(event, h2.events.DataReceived):
                    answer += event.data
                elif isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)):
                    return found, answer

    def test_an_answer_is_compressed_if_the_caller_compresses(self):
        request = search.SearchRequest(
            query="word", view=search.ARTICLE_VIEW_FULL).SerializeToString()
        raw = attack.Raw(self.service.server_address)
        asked = [("grpc-encoding", "gzip")]
        # What is sent need not be compressed itself: a short one would only become longer.
        for data, headers, packed in [(attack.frame(request), (), 0),
                                      (attack.frame(request), asked, 1),
                                      (frame(gzip.compress(request)), asked, 1)]:
            found, answer = self.call(raw, SEARCH, data, headers)
            self.assertEqual(found["grpc-status"], "0", found)
            self.assertEqual(answer[0], packed)
            body = gzip.decompress(answer[5:]) if packed else answer[5:]
            self.assertEqual(search.SearchResponse.FromString(body).total.value, 1)
            self.assertEqual(len(answer) < 2000, bool(packed))
        raw.close()

    def test_bombs_cost_their_sender_an_error_and_no_memory(self):
        packed = {"search": bomb(60 * MB), "large": bomb(900 * MB)}
        self.assertLess(len(packed["search"]), 64 << 10)
        for address, program, path in [
                (self.service.server_address, self.service.server, SEARCH),
                (self.service.indexer_address, self.service.indexer,
                 "/dateline.v1.IngestService/DeleteArticles")]:
            before = attack.resident_mb(program.process)
            peak = 0
            for _ in range(20 * attack.SCALE):
                raw = attack.Raw(address)
                for data in packed.values():
                    found, _ = self.call(raw, path, frame(data), [("grpc-encoding", "gzip")])
                    self.assertEqual(found["grpc-status"], "3", found)  # INVALID_ARGUMENT
                    peak = max(peak, attack.resident_mb(program.process) - before)
                raw.close()
            self.assertLess(peak, 80)
        self.assertEqual(self.service.ids(query="word"), ["a"])

    def test_a_bomb_in_a_stream_is_rejected_alone(self):
        sent = ingest.IngestArticlesRequest(sequence=5, article=make("bomb")).SerializeToString()
        huge = zlib.compressobj(9, zlib.DEFLATED, 31)
        data = huge.compress(sent[:2] + b"\x12\x80\x80\x80\x40" + b"\x0a\x04bomb")
        for _ in range(128):
            data += huge.compress(b"\x1a\x80\x80\x40" + b"x" * MB)
        data += huge.flush()
        before = attack.resident_mb(self.service.indexer.process)
        raw = attack.Raw(self.service.indexer_address)
        good = ingest.IngestArticlesRequest(sequence=6, article=make("good")).SerializeToString()
        found, answer = self.call(
            raw, INGEST, frame(data) * 5 + frame(gzip.compress(good)), [("grpc-encoding", "gzip")])
        self.assertEqual(found["grpc-status"], "0", found)
        outcomes = {}
        while answer:
            length = struct.unpack(">I", answer[1:5])[0]
            body = answer[5:5 + length]
            if answer[0]:
                body = gzip.decompress(body)
            for one in ingest.IngestArticlesResponse.FromString(body).outcomes:
                outcomes[one.sequence] = one
            answer = answer[5 + length:]
        self.assertEqual(outcomes[6].result, ingest.INGEST_RESULT_ADDED)
        self.assertEqual(outcomes[5].result, ingest.INGEST_RESULT_REJECTED)
        self.assertEqual(outcomes[5].id, "bomb")
        self.assertLess(attack.resident_mb(self.service.indexer.process) - before, 150)
        raw.close()


if __name__ == "__main__":
    unittest.main()

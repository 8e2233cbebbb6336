# SPDX-License-Identifier: GPL-3.0-or-later
"""Queries and articles of people who mean harm."""
import html.parser
import random
import unittest

import grpc

import dateline_e2e as e2e
from dateline_e2e import ingest, make, search

# What a request may end with, however hostile.
FINE = {grpc.StatusCode.INVALID_ARGUMENT, grpc.StatusCode.DEADLINE_EXCEEDED}

PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>",
    "'><iframe src=javascript:alert(1)>", "<mark>forged</mark>", "</mark><b>out</b>",
    "<!-- open", "<![CDATA[x]]>", "&lt;script&gt;", "&#60;b&#62;", "<a href='javascript:x'>y</a>",
    "<style>*{}</style>", "<bdi>", "</bdi></bdi>", "\u202e\u2066<b>reversed</b>", "<\u0000b>x</b>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>", "`${alert(1)}`", "{{7*7}}",
    "<scr<script>ipt>alert(1)</scr</script>ipt>", "\ufeff<b>", "<B>", "<x\u00ady>", "＜script＞"]


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.found = set()

    def handle_starttag(self, tag, attributes):
        self.found.add((tag, tuple(attributes)))

    def handle_comment(self, data):
        self.found.add(("comment", data))

    def handle_decl(self, decl):
        self.found.add(("declaration", decl))

    def unknown_decl(self, data):
        self.found.add(("declaration", data))


def tags_of(text):
    tags = Tags()
    tags.feed(text)
    tags.close()
    return tags.found


class HostileTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.context = e2e.service()
        cls.service = cls.context.__enter__()
        words = [f"word{i}" for i in range(64)]
        shuffled = random.Random(3)
        plain = [make(f"p{i}", "Plain", " ".join(shuffled.choices(words, k=60)))
                 for i in range(300)]
        poisoned = [make(f"x{i}", f"poison {payload} here", f"the poison {payload} is here too",
                         source=payload, authors=[payload], section=payload)
                    for i, payload in enumerate(PAYLOADS)]
        cls.outcomes = cls.service.send(*plain, *poisoned)

    @classmethod
    def tearDownClass(cls):
        cls.context.__exit__(None, None, None)

    def survives(self, query):
        """An answer or a clear refusal, and the server goes on."""
        try:
            self.service.search(query=query, timeout=5)
        except grpc.RpcError as error:
            self.assertIn(error.code(), FINE, error.details())
            self.assertTrue(error.details())
        self.assertEqual(self.service.search(query="poison", page_size=1).total.value,
                         len(PAYLOADS))

    def test_hostile_queries_are_answered_or_refused(self):
        for query in ["word1 " * 10000, "(" * 1000 + "a" + ")" * 1000, "(" * 1000, ")" * 1000,
                      "a* b* c* d* e* f*", "wo* wor* word* w*", '"' * 1001, '"a ' * 500,
                      "NOT " * 500 + "a", "- " * 1000, "+" * 1000, ":" * 1000, "headline:" * 200,
                      "date:0000..9999999", "date:..", "date:-1..", "AND", "OR OR", "a AND",
                      "\x00\x01\x02", "\ud7ff\U0010ffff", "*", "**", '"*"', "a:b:c:d",
                      " ".join(f"word{i}" for i in range(64)),
                      " ".join(f"w{i}" for i in range(2500)),
                      " ".join(f"{chr(97 + i % 26)}*" for i in range(100)), "NOT " * 4000,
                      "oil NEAR/5 [a TO b] CAPS(x) wom?n ~1 'a b' /a|b/ re:invent",
                      " OR ".join(f'"word{i} word{i + 1}"' for i in range(60)),
                      "word1 AND " * 63 + "word1", "٣٢١ " * 100, "漢字" * 300, "\u0301" * 500]:
            with self.subTest(query[:40]):
                self.survives(query)

    def test_ten_thousand_long_words_are_refused_as_a_query(self):
        refusal = self.service.refused(query=" ".join(f"w{i:059}" for i in range(10000)))
        self.assertEqual((refusal.code, refusal.reason),
                         (grpc.StatusCode.INVALID_ARGUMENT, "QUERY_TOO_COMPLEX"))
        many = search.Filter(sources=["s" * 200] * 4000)
        refusal = self.service.refused(query="word1", filter=many)
        self.assertEqual((refusal.code, refusal.reason),
                         (grpc.StatusCode.INVALID_ARGUMENT, "REQUEST_TOO_LARGE"))
        self.survives("word1")

    def test_random_text_is_answered_or_refused(self):
        chance = random.Random(20)
        alphabet = ['"', "(", ")", "+", "-", ":", "*", " AND ", " OR ", " NOT ", "headline:",
                    "date:2020..", "word1", "é", "漢", "\x00", "\\", "..", "~", "^2", " "]
        for _ in range(400):
            self.survives("".join(chance.choices(alphabet, k=chance.randrange(1, 30))))

    def test_bytes_that_are_no_text_are_refused(self):
        raw = self.service.search_channel.unary_unary(
            "/dateline.v1.SearchService/Search", request_serializer=lambda bytes: bytes,
            response_deserializer=search.SearchResponse.FromString)
        for message in [b"\x0a\x02\xff\xfe", b"\x0a\x05ab", b"\xff" * 100, b"\x0a" * 1000]:
            refusal = self.service.refused(lambda: raw(message, timeout=5))
            # gRPC itself refuses what it cannot read, by a code of its own.
            self.assertNotIn(refusal.code,
                             {grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED})
        self.survives("word1")

    def test_text_never_becomes_markup(self):
        self.assertEqual({one.result for one in self.outcomes}, {ingest.INGEST_RESULT_ADDED})
        response = self.service.search(
            query="poison here forged script alert", match=search.MATCH_MODE_ANY, page_size=100,
            snippets=search.SnippetOptions(count=2, html=True))
        self.assertEqual(response.total.value, len(PAYLOADS))
        ours = {("mark", ()), ("bdi", ())}
        for hit in response.hits:
            for text in [hit.headline_html, *(snippet.html for snippet in hit.snippets)]:
                self.assertLessEqual(tags_of(text), ours, text)
                self.assertIn("<mark>", text)
                self.assertEqual(text.count("<mark>"), text.count("</mark>"), text)

    def test_oversized_articles_are_refused_alone(self):
        outcomes = self.service.send(
            make("", body="x" * 10), make("i" * 5000, body="x"), make("big", body="b" * (2 << 20)),
            make("long", "h" * 5000), make("far", seconds=1 << 60), make("good", "Still taken"))
        self.assertEqual([one.result for one in outcomes][1:],
                         [ingest.INGEST_RESULT_REJECTED] * 4 + [ingest.INGEST_RESULT_ADDED])
        for outcome in outcomes[1:5]:
            self.assertTrue(outcome.error.message)
            self.assertEqual(outcome.error.code, grpc.StatusCode.INVALID_ARGUMENT.value[0])


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""One bit of a file flips under a running server: its answers are right, or name the damage.

DATELINE_FLIPS: flips of each kind of file (4); DATELINE_FLIP_SEED repeats a run.
"""
import collections
import os
import pathlib
import random
import tempfile
import time
import unittest

import grpc

import dateline_e2e as e2e
from dateline_e2e import article, make, search, search_grpc

FLIPS = int(os.environ.get("DATELINE_FLIPS", "4"))
SEED = int(os.environ.get("DATELINE_FLIP_SEED", str(time.time_ns() % 1_000_000)))
JANUARY_2024 = 1704067200
DAY = 86400
ARTICLES = 90
WORDS = ("harbour bridge council budget storm wind market price bank trade river train school "
         "minister report court team night morning paper").split()

# An answer may be wrong without a word only until the files have been read once more, and only of
# files that are read in place without a checksum of what is read. Rows of words are checked the
# first time that they are read.
UNTIL_SCRUB = {".columns", ".glass", ".words"}
KINDS = ["CURRENT", "MANIFEST", ".dead", ".articles", ".words", ".columns", ".glass"]


def an_article(number, random):
    text = " ".join(random.choice(WORDS) for _ in range(120))
    people = [f"Ada {'ABC'[number % 3]} Quill", f"Bo Reed{number % 5}"]
    return make(f"article-{number}", f"{WORDS[number % 20]} {WORDS[number * 7 % 20]} number{number}",
                text, source=f"Paper {number % 4}", section=f"Section {number % 3}",
                authors=[f"Tom Reed {number % 6}"], language="en",
                seconds=JANUARY_2024 + number * 5 * DAY,
                entities=[article.Entity(name=name, type=article.ENTITY_TYPE_PERSON)
                          for name in people])


def questions():
    """Each question: its name, and a call with a stub."""
    asked = []
    for number in range(ARTICLES):
        request = search.GetArticleRequest(id=f"article-{number}")
        asked.append((f"get {number}", lambda stub, request=request:
                      stub.GetArticle(request, timeout=e2e.DEADLINE)))
    month = search.DateHistogramFacet(interval=search.CALENDAR_INTERVAL_MONTH)
    facets = [search.FacetRequest(date_histogram=month)]
    for field in ("source", "author", "entity"):
        facets.append(search.FacetRequest(terms=search.TermsFacet(field=field)))
    queries = ["", "source:\"paper 1\"", "person:\"ada b quill\"", "date:2024-03..2024-06"]
    queries += WORDS + [f"{one} {other}" for one, other in zip(WORDS, WORDS[3:])]
    queries += [f'"{one} {other}"' for one in WORDS[:7] for other in WORDS[13:]]
    for query in queries:
        request = search.SearchRequest(query=query, page_size=30, facets=facets)
        asked.append((f"search {query}", lambda stub, request=request:
                      stub.Search(request, timeout=e2e.DEADLINE)))
    return asked


def essence(answer):
    """What must be right in an answer."""
    if isinstance(answer, search.GetArticleResponse):
        return answer.article.SerializeToString(deterministic=True)
    return ([hit.article.SerializeToString(deterministic=True) for hit in answer.hits],
            answer.total.value,
            [facet.SerializeToString(deterministic=True) for facet in answer.facets])


def names_damage(answer):
    if isinstance(answer, search.GetArticleResponse):
        return False
    return (len(answer.damage) > 0
            or any("damage" in warning for warning in answer.diagnostics.warnings))


class Server:
    """A server on the index, with stubs."""

    def __init__(self, folder):
        self.program = e2e.Program("dateline-server", "--index", folder, "--listen", "127.0.0.1:0")
        self.channel = grpc.insecure_channel(self.program.address())
        self.searcher = search_grpc.SearchServiceStub(self.channel)

    def ask(self, question):
        """The essence of the answer, or "named" or "error"."""
        try:
            answer = question(self.searcher)
        except grpc.RpcError as error:
            # What is there and is not found, or is said to be asked wrongly, is a wrong answer.
            if error.code() in (grpc.StatusCode.NOT_FOUND, grpc.StatusCode.INVALID_ARGUMENT):
                return error.code().name
            return "error"
        return "named" if names_damage(answer) else essence(answer)

    def scrub(self):
        """Lets the server read all files once. The pass itself may fail (if CURRENT is damaged): the
        answers afterwards are what is judged."""
        try:
            e2e.admin_grpc.AdminServiceStub(self.channel).ScrubIndex(
                e2e.admin.ScrubIndexRequest(), timeout=e2e.DEADLINE)
        except grpc.RpcError as error:
            if error.code() == grpc.StatusCode.UNIMPLEMENTED:
                raise

    def alive(self):
        return self.program.process.poll() is None

    def stop(self):
        self.channel.close()
        return self.program.stop()


class BitFlipTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        print(f"DATELINE_FLIP_SEED={SEED} DATELINE_FLIPS={FLIPS}", flush=True)
        cls.random = random.Random(SEED)
        cls.temporary = tempfile.TemporaryDirectory(prefix="dateline-e2e.")
        cls.folder = pathlib.Path(cls.temporary.name) / "index"
        service = e2e.Service(str(cls.folder))
        try:
            for first in range(0, ARTICLES, ARTICLES // 3):
                service.send(*[an_article(number, cls.random)
                               for number in range(first, first + ARTICLES // 3)])
            gone = e2e.ingest.DeleteArticlesRequest(ids=["article-4", "article-40", "article-80"])
            service.ingest.DeleteArticles(gone, timeout=e2e.DEADLINE)
        finally:
            service.stop()
        cls.asked = questions()
        server = Server(cls.folder)
        cls.clean = [server.ask(question) for _, question in cls.asked]
        server.stop()

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def files(self, kind):
        named = (self.folder / "CURRENT").read_text().split("\n")[0]
        if kind == "CURRENT":
            return [self.folder / kind]
        if kind == "MANIFEST":
            return [self.folder / named]
        manifest = (self.folder / named).read_text()
        return [path for path in sorted((self.folder / "segments").iterdir())
                if path.name.endswith(kind) and path.name in manifest]

    def flip(self, path, offset, bit):
        with open(path, "r+b", buffering=0) as file:
            byte = os.pread(file.fileno(), 1, offset)[0]
            os.pwrite(file.fileno(), bytes([byte ^ (1 << bit)]), offset)

    def wrong(self, server):
        """Questions whose answer is wrong and does not say so."""
        wrong = []
        for (name, question), clean in zip(self.asked, self.clean):
            answer = server.ask(question)
            self.counts["error" if answer == "error" else
                        "named" if answer == "named" else
                        "right" if answer == clean else "wrong"] += 1
            if answer not in ("error", "named", clean):
                wrong.append(name)
        return wrong

    def one_flip(self, kind):
        path = self.random.choice(self.files(kind))
        offset = self.random.randrange(path.stat().st_size)
        bit = self.random.randrange(8)
        where = f"{path.name}, byte {offset}, bit {bit}"
        server = Server(self.folder)
        try:
            if self.random.random() < 0.5:  # with warm caches, or cold
                for _, question in self.asked:
                    server.ask(question)
            self.flip(path, offset, bit)
            wrong = self.wrong(server)
            self.assertTrue(server.alive(), f"{where}: " + "".join(server.program.log))
            if kind not in UNTIL_SCRUB:
                self.assertEqual(wrong, [], where)
            server.scrub()
            self.assertEqual(self.wrong(server), [], f"{where}, after a scrub")
            self.assertTrue(server.alive(), f"{where}: " + "".join(server.program.log))
            self.assertEqual(server.stop(), 0, f"{where}: " + "".join(server.program.log))
            if kind in (".articles", ".words", ".columns"):
                self.check_from_start(where)
        finally:
            server.stop()
            self.flip(path, offset, bit)

    def check_from_start(self, where):
        """A server that starts on the flipped bit finds it, and never answers wrongly."""
        server = Server(self.folder)
        try:
            self.assertEqual(self.wrong(server), [], f"{where}, from the start")
            self.assertTrue(server.alive(), f"{where}: " + "".join(server.program.log))
        finally:
            server.stop()

    def test_no_flipped_bit_makes_a_wrong_answer_that_does_not_say_so(self):
        for kind in KINDS:
            self.counts = collections.Counter()
            with self.subTest(kind):
                for _ in range(FLIPS):
                    self.one_flip(kind)
            print(kind, dict(self.counts), flush=True)


if __name__ == "__main__":
    unittest.main()

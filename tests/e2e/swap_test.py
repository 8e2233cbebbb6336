# SPDX-License-Identifier: GPL-3.0-or-later
"""An index is loaded, swapped, deleted from, merged and restored under a running server, in random
order; after each step the server answers as a fresh one does. And what is said of damage.

DATELINE_SWAPS: steps (default 12); DATELINE_SWAP_SEED: repeats a run.
"""
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import time
import unittest

import grpc

import dateline_e2e as e2e
from dateline_e2e import Program, search

from dateline.v1 import admin_service_pb2 as admin
from dateline.v1 import admin_service_pb2_grpc as admin_grpc

SECONDS = 2  # within which a step must show; and the machine may be busy
SLACK = 8
WORDS = ["apple", "banana", "cherry", "damson", "elder", "fig", "grape"]
QUERIES = ["", *WORDS, "apple banana", "apple OR cherry", "fig -grape", '"story of apple"',
           '"all about banana"', '"about cherry today"', "story", "headline:grape", "el*",
           "source:north", "date:2024-03", "(damson OR elder) today"]


def tool(*arguments):
    done = subprocess.run([e2e.BIN / "dateline-indexer", *map(str, arguments)],
                          capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise AssertionError(f"{arguments}: {done.stdout}{done.stderr}")


class Server:
    def __init__(self, folder, *arguments):
        self.program = Program("dateline-server", "--index", folder, "--listen", "127.0.0.1:0",
                               *arguments)
        self.channel = grpc.insecure_channel(self.program.address())
        self.searcher = e2e.search_grpc.SearchServiceStub(self.channel)
        self.admin = admin_grpc.AdminServiceStub(self.channel)

    def answers(self):
        """Totals and ids of all queries."""
        found = []
        for query in QUERIES:
            answer = self.searcher.Search(
                search.SearchRequest(query=query, page_size=20, view=search.ARTICLE_VIEW_IDS),
                timeout=e2e.DEADLINE)
            found.append((query, answer.total.value, answer.total.relation,
                          [hit.article.id for hit in answer.hits]))
        return found

    def health(self, name):
        check = self.channel.unary_unary("/grpc.health.v1.Health/Check",
                                         request_serializer=lambda bytes: bytes,
                                         response_deserializer=lambda bytes: bytes)
        asked = b"\x0a" + bytes([len(name)]) + name.encode() if name else b""
        return {b"\x08\x01": "SERVING", b"\x08\x02": "NOT_SERVING"}[check(asked,
                                                                           timeout=e2e.DEADLINE)]

    def info(self):
        return self.searcher.GetIndexInfo(search.GetIndexInfoRequest(), timeout=e2e.DEADLINE)

    def scrub(self):
        return self.admin.ScrubIndex(admin.ScrubIndexRequest(), timeout=e2e.DEADLINE).scrub

    def log(self):
        return "".join(self.program.log)

    def stop(self):
        self.channel.close()
        return self.program.stop()


class Site:
    """The folder that is served, and what may come into it."""

    def __init__(self, root, chance):
        self.root = pathlib.Path(root)
        self.folder = self.root / "index"
        self.chance = chance
        self.made = 0

    def articles(self, count):
        path = self.root / "articles.jsonl"
        with open(path, "w") as out:
            for _ in range(count):
                word, other = self.chance.choices(WORDS, k=2)
                number = self.chance.randrange(200)
                out.write(json.dumps({
                    "id": f"n{number}", "headline": f"Story of {word} {number}",
                    "body": f"All about {word} today, and {other} too.",
                    "published": f"2024-0{self.chance.randint(1, 9)}-1{self.chance.randint(0, 9)}",
                    "source": self.chance.choice(["north", "south"])}) + "\n")
        return path

    def load(self, folder=None):
        merge = self.chance.choice([[], ["--no-merge"]])
        tool("load", "--index", folder or self.folder, *merge, "--entities", "off",
             self.articles(self.chance.choice([1, 5, 60, 400])))

    def another(self):
        self.made += 1
        folder = self.root / f"other{self.made}"
        self.load(folder)
        return folder

    def take_away(self):
        if self.chance.random() < 0.5:
            shutil.rmtree(self.folder)
        else:
            self.folder.rename(self.root / f"old{self.made}-{self.chance.random()}")

    # The steps.

    def step_load(self):
        self.load()

    def step_swap_by_rename(self):
        other = self.another()
        self.take_away()
        other.rename(self.folder)

    def step_swap_by_copy(self):
        other = self.another()
        self.take_away()
        shutil.copytree(other, self.folder)

    def step_delete(self):
        tool("delete", "--index", self.folder, *(f"n{i}" for i in self.chance.sample(range(200), 9)))

    def step_merge(self):
        tool("merge", "--index", self.folder)

    def step_back_up(self):
        shutil.rmtree(self.root / "backup", ignore_errors=True)
        tool("backup", "--index", self.folder, self.root / "backup")

    def step_restore(self):
        if not (self.root / "backup").exists():
            self.step_back_up()
            self.load()
        self.take_away()
        shutil.copytree(self.root / "backup", self.folder)

    def steps(self):
        return [getattr(self, name) for name in sorted(dir(self)) if name.startswith("step_")]


class SwapTest(unittest.TestCase):
    def test_after_every_step_the_server_answers_as_a_fresh_one(self):
        seed = int(os.environ.get("DATELINE_SWAP_SEED", random.randrange(1 << 30)))
        print(f"DATELINE_SWAP_SEED={seed}")
        chance = random.Random(seed)
        slowest = 0.0
        with tempfile.TemporaryDirectory(prefix="dateline-e2e.") as root:
            site = Site(root, chance)
            site.load()
            server = Server(site.folder)
            server.answers()
            for number in range(int(os.environ.get("DATELINE_SWAPS", 12))):
                step = chance.choice(site.steps())
                step()
                since = time.monotonic()
                fresh = Server(site.folder, "--scrub-hours", "0")
                want = fresh.answers()
                self.assertEqual(fresh.stop(), 0)
                got = server.answers()
                while got != want and time.monotonic() - since < SECONDS + SLACK:
                    got = server.answers()
                slowest = max(slowest, time.monotonic() - since)
                self.assertEqual(got, want, f"step {number}, {step.__name__}, seed {seed}: " +
                                 server.log())
                self.assertEqual(server.health("dateline.index"), "SERVING", server.log())
            self.assertEqual(server.stop(), 0)
        print(f"slowest step seen after {slowest:.2f} s")


class DamageTest(unittest.TestCase):
    def serve(self, root, *arguments):
        site = Site(root, random.Random(7))
        for _ in range(2):
            tool("load", "--index", site.folder, "--no-merge", "--entities", "off",
                 site.articles(100))
        return site, Server(site.folder, *arguments)

    def flip(self, path):
        data = bytearray(path.read_bytes())
        data[len(data) // 2] ^= 1
        path.write_bytes(data)

    def until_health(self, server, name, says):
        e2e.until(lambda: server.health(name) == says, f"{name} says {says}: {server.log()}")

    def test_damage_is_in_health_log_answers_and_info_until_the_file_is_whole_again(self):
        with tempfile.TemporaryDirectory(prefix="dateline-e2e.") as root:
            site, server = self.serve(root, "--scrub-hours", "0")
            whole = server.answers()
            for kind in ("glass", "words", "articles", "columns"):
                path = sorted(site.folder.glob(f"segments/*.{kind}"))[0]
                good = path.read_bytes()
                self.flip(path)
                found = server.scrub()
                self.assertEqual([damage.file for damage in found.damage],
                                 [f"segments/{path.name}"])
                self.assertEqual(server.health("dateline.index"), "NOT_SERVING")
                self.assertEqual(server.health(""), "SERVING")
                answer = server.searcher.Search(search.SearchRequest(query="story"),
                                                timeout=e2e.DEADLINE)
                self.assertEqual(answer.damage[0].file, f"segments/{path.name}")
                self.assertEqual(answer.total.relation, search.COUNT_RELATION_AT_LEAST)
                self.assertEqual(server.info().scrub.damage[0].segment, answer.damage[0].segment)
                with self.assertRaises(grpc.RpcError) as raised:
                    server.searcher.GetArticle(search.GetArticleRequest(id="nobody"),
                                               timeout=e2e.DEADLINE)
                refusal = e2e.Refusal(raised.exception)
                self.assertEqual((refusal.code, refusal.reason),
                                 (grpc.StatusCode.DATA_LOSS, "SEGMENT_DAMAGED"))
                self.assertEqual(server.log().count(f"'segments/{path.name}':"), 1, server.log())
                path.write_bytes(good)
                self.until_health(server, "dateline.index", "SERVING")
                self.assertEqual(server.answers(), whole)
            self.assertEqual(server.stop(), 0)

    def test_the_scrub_that_runs_by_itself_finds_damage(self):
        with tempfile.TemporaryDirectory(prefix="dateline-e2e.") as root:
            site, server = self.serve(root, "--scrub-hours", "0.0001")
            self.flip(sorted(site.folder.glob("segments/*.articles"))[0])
            self.until_health(server, "dateline.index", "NOT_SERVING")
            e2e.until(lambda: server.info().scrub.HasField("last_pass_time"), "the pass ends")
            self.assertEqual(server.stop(), 0)

    def test_if_nothing_can_be_used_every_health_name_says_so(self):
        with tempfile.TemporaryDirectory(prefix="dateline-e2e.") as root:
            site, server = self.serve(root)
            server.stop()
            kept = {path: path.read_bytes() for path in site.folder.glob("segments/*.columns")}
            for path in kept:
                self.flip(path)
            server = Server(site.folder)
            for name in ("", "dateline.v1.SearchService", "dateline.index"):
                self.assertEqual(server.health(name), "NOT_SERVING")
            with self.assertRaises(grpc.RpcError) as raised:
                server.answers()
            self.assertEqual(e2e.Refusal(raised.exception).code, grpc.StatusCode.DATA_LOSS)
            for path, data in kept.items():
                path.write_bytes(data)
            self.until_health(server, "", "SERVING")
            self.until_health(server, "dateline.index", "SERVING")
            self.assertEqual(server.stop(), 0)

    def test_a_start_without_the_rights_fails_and_names_the_file(self):
        with tempfile.TemporaryDirectory(prefix="dateline-e2e.") as root:
            site, server = self.serve(root)
            server.stop()
            path = sorted(site.folder.glob("segments/*.words"))[0]
            path.rename(f"{path}.real")
            path.symlink_to(f"{path}.real")  # links are not followed
            done = subprocess.run([e2e.BIN / "dateline-server", "--index", site.folder, "--listen",
                                   "127.0.0.1:0"], capture_output=True, text=True, timeout=60)
            self.assertEqual(done.returncode, 1)
            self.assertIn(str(site.folder), done.stderr)
            self.assertIn(path.name, done.stderr)


if __name__ == "__main__":
    unittest.main()

# SPDX-License-Identifier: GPL-3.0-or-later
"""Backup, repair, dump, and how the indexer starts and ends, as an operator meets them."""
import gzip
import json
import os
import pathlib
import random
import resource
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import unittest

import dateline_e2e as e2e

INDEXER = e2e.BIN / "dateline-indexer"
SAMPLES = pathlib.Path(__file__).parents[2] / "deploy" / "samples" / "articles.jsonl"


class MaintenanceTest(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="dateline-maintenance.")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        self.index = self.folder / "index"

    def run_indexer(self, command, *arguments, code=0, index=None, **options):
        done = subprocess.run([INDEXER, command, "--index", str(index or self.index),
                               *map(str, arguments)], capture_output=True, text=True, timeout=120,
                              check=False, **options)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done

    def lines(self, index):
        dump = self.run_indexer("dump", index=index).stdout
        return sorted(dump.splitlines())

    def everything(self, folder):
        found = {}
        for path in sorted(folder.rglob("*")):
            name = str(path.relative_to(folder))
            found[name] = (os.readlink(path) if path.is_symlink() else
                           path.read_bytes() if path.is_file() else None)
        return found


class DumpTest(MaintenanceTest):
    def test_what_is_dumped_loads_as_the_same_index(self):
        odd = {"id": "odd id ‮", "headline": "Tags <b>stay</b> &amp; so on", "html": False,
               "body": "First\n\n<p>not a paragraph & 5 < 6\n\nLast \U0001f600",
               "published": "1969-12-31T23:59:59.123456789Z", "authors": ["A. Author", "B, Second"],
               "entities": [{"name": "Nowhere Ltd", "type": "organisation", "id": "N1",
                             "uri": "https://nowhere.example"},
                            {"name": "Paris", "type": "place", "country": "United States"}],
               "language": "en_GB", "embargoed": "2024-01-01T00:00:00Z", "pubstatus": "usable",
               "views": 18446744073709551615, "tags": ["a", "b"], "nested": {"x": {"y": 1.10}}}
        undated = {"headline": "No id, no date", "body": "Ada Lovelace lived in London."}
        self.run_indexer("load", SAMPLES)
        # From a file: an article of stdin gets the dump as its provenance.
        (self.folder / "odd.jsonl").write_text(json.dumps(odd) + "\n" + json.dumps(undated) + "\n")
        self.run_indexer("load", self.folder / "odd.jsonl")
        self.run_indexer("delete", "tram-1904")
        self.run_indexer("merge")  # dead articles count in scores until they are expunged
        lines = self.lines(self.index)
        self.assertTrue(any('"origin":"detected"' in line for line in lines))
        self.assertTrue(any('"origin":"provided"' in line for line in lines))
        self.assertTrue(any("23:59:59.123456789Z" in line for line in lines))
        kept = next(line for line in lines if '"N1"' in line)
        for part in ('"language":"en","language_tag":"en-GB"', '"uri":"https://nowhere.example"',
                     '"country":"United States"', '"pubstatus":"usable"', '2024-01-01T00:00:00Z',
                     '"views":18446744073709551615', '"tags":["a", "b"]', '"nested":{"x": {"y": 1.1}}'):
            self.assertIn(part, kept)
        self.assertFalse(any("tram-1904" in line for line in lines))
        for name in ("plain.jsonl", "packed.jsonl.gz", "packed.jsonl.zst"):
            self.run_indexer("dump", self.folder / name)
            again = self.folder / (name + ".index")
            self.run_indexer("load", self.folder / name, index=again)
            self.assertEqual(self.lines(again), lines, name)
            self.assertEqual(self.answers(again), self.answers(self.index), name)
        with gzip.open(self.folder / "packed.jsonl.gz", "rt", encoding="utf-8") as file:
            self.assertEqual(sorted(file.read().splitlines()), lines)

    def answers(self, index):
        server = e2e.Program("dateline-server", "--index", str(index), "--listen", "127.0.0.1:0")
        try:
            with e2e.grpc.insecure_channel(server.address()) as channel:
                stub = e2e.search_grpc.SearchServiceStub(channel)
                answers = []
                for query in ("light", "tallow bay", 'person:"obed crane"', "council", "stay",
                              "place:london", "date:1893..1910"):
                    request = e2e.search.SearchRequest(query=query, page_size=100)
                    # Without recency: time passes between the two.
                    request.ranking.mode = e2e.search.RANKING_MODE_ARCHIVE
                    found = stub.Search(request, timeout=e2e.DEADLINE)
                    # Of more, articles of equal scores would change places at the end.
                    self.assertLess(len(found.hits), 100)
                    answers.append(sorted((hit.article.id, round(hit.score, 3))
                                          for hit in found.hits))
                self.assertTrue(any(answers))
                return answers
        finally:
            server.stop()

    def test_a_file_that_is_there_is_not_replaced(self):
        self.run_indexer("load", SAMPLES)
        (self.folder / "mine.jsonl").write_text("precious")
        done = self.run_indexer("dump", self.folder / "mine.jsonl", code=1)
        self.assertIn("is there already", done.stderr)
        self.assertEqual((self.folder / "mine.jsonl").read_text(), "precious")


class RepairTest(MaintenanceTest):
    def test_repair_tells_then_keeps_what_is_whole_and_names_what_is_lost(self):
        self.run_indexer("load", SAMPLES)
        before = {json.loads(line)["id"]: line for line in self.lines(self.index)}
        articles = next(self.index.glob("segments/*.articles"))
        damaged = bytearray(articles.read_bytes())
        for at in range(3000, 3040):
            damaged[at] ^= 0xFF
        articles.write_bytes(damaged)
        untouched = self.everything(self.index)
        report = json.loads(self.run_indexer("repair", "--json", code=1).stdout)
        self.assertEqual(self.everything(self.index), untouched)
        self.assertTrue(report["damaged"])
        lost = report["segments"][0]["lost"]
        self.assertGreater(len(lost), 0)
        text = self.run_indexer("repair", "--yes").stdout
        for one in lost:
            self.assertIn(f'lost: "{one}"', text)
        self.run_indexer("verify")
        after = {json.loads(line)["id"]: line for line in self.lines(self.index)}
        self.assertEqual(after, {i: line for i, line in before.items() if i not in lost})
        self.assertIn("0 are lost", self.run_indexer("repair").stdout)

    def test_serve_writes_on_beside_damage_if_it_is_allowed_and_says_so(self):
        self.run_indexer("load", SAMPLES)
        columns = next(self.index.glob("segments/*.columns"))
        damaged = bytearray(columns.read_bytes())
        damaged[len(damaged) // 2] ^= 1
        columns.write_bytes(damaged)
        self.assertEqual(json.loads(self.run_indexer("scrub", "--json", code=1).stdout)
                         ["damaged_segments"], 1)
        refused = self.run_indexer("load", SAMPLES, code=1).stderr
        self.assertIn("--allow-damaged", refused)
        self.assertIn("repair", refused)
        serve = e2e.Program("dateline-indexer", "serve", "--index", str(self.index), "--listen",
                            "127.0.0.1:0", "--allow-damaged")
        with e2e.grpc.insecure_channel(serve.address()) as channel:
            stub = e2e.ingest_grpc.IngestServiceStub(channel)
            stats = stub.GetIndexStats(e2e.ingest.GetIndexStatsRequest(), timeout=e2e.DEADLINE)
            self.assertEqual(stats.scrub.damage[0].file, "segments/" + columns.name)
            self.assertEqual(len(stats.index_id), 32)
            admin = e2e.admin_grpc.AdminServiceStub(channel)
            scrub = admin.ScrubIndex(e2e.admin.ScrubIndexRequest(), timeout=e2e.DEADLINE).scrub
            self.assertEqual([one.file for one in scrub.damage], ["segments/" + columns.name])
            self.assertGreater(scrub.checked_bytes, 0)
            sent = e2e.article.Article(id="new", headline="New", body="Words", language="en")
            outcomes = [outcome for response in stub.IngestArticles(
                iter([e2e.ingest.IngestArticlesRequest(sequence=1, article=sent)]),
                timeout=e2e.DEADLINE) for outcome in response.outcomes]
            self.assertEqual([one.result for one in outcomes], [e2e.ingest.INGEST_RESULT_ADDED])
        self.assertEqual(serve.stop(), 0)
        self.assertTrue(any(columns.name in line for line in serve.log), serve.log)
        self.run_indexer("repair", "--yes")
        self.assertEqual(len(self.lines(self.index)), 151)


class BackupTest(MaintenanceTest):
    def test_a_killed_backup_never_looks_like_an_index_and_the_next_one_ends_it(self):
        self.run_indexer("load", SAMPLES)
        chance = random.Random(7)
        target = self.folder / "backup"
        finished = 0
        for round in range(30):
            more = json.dumps({"id": f"more{round}", "headline": f"More {round}", "body": "b"})
            self.run_indexer("load", "--no-merge", "-", input=more + "\n")
            backup = subprocess.Popen([INDEXER, "backup", "--index", self.index, target,
                                       *(["--copy"] if round % 2 else [])],
                                      stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            try:
                backup.wait(chance.random() * 0.05)
            except subprocess.TimeoutExpired:
                backup.kill()
            backup.communicate()
            finished += backup.returncode == 0
            if (target / "CURRENT").exists():
                self.run_indexer("verify", index=target)
        self.run_indexer("backup", target)
        self.run_indexer("verify", index=target)
        self.assertEqual(self.lines(target), self.lines(self.index))
        self.assertGreater(finished, 0)

    def test_a_target_that_is_something_else_is_refused_as_it_is(self):
        self.run_indexer("load", SAMPLES)
        other = self.folder / "other"
        self.run_indexer("load", SAMPLES, index=other)
        photos = self.folder / "photos"
        photos.mkdir()
        (photos / "a.jpg").write_text("x")
        for target in (other, photos):
            before = self.everything(target)
            self.run_indexer("backup", target, code=1)
            self.assertEqual(self.everything(target), before)


class StartAndEndTest(MaintenanceTest):
    def serve(self, *arguments, **options):
        return subprocess.Popen([INDEXER, "serve", "--index", self.index, "--listen",
                                 "127.0.0.1:0", *arguments], stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, **options)

    def test_a_start_with_too_little_memory_listens_or_ends(self):
        for megabytes in (120, 160, 200, 260, 300, 340, 400):
            limit = megabytes << 20
            process = self.serve("--entities", "off", "--start-timeout", "5", preexec_fn=lambda:
                                 resource.setrlimit(resource.RLIMIT_AS, (limit, limit)))
            listening = threading.Event()
            lines = []

            def read():
                for line in process.stdout:
                    lines.append(line)
                    if "listening on" in line:
                        listening.set()

            reader = threading.Thread(target=read)
            reader.start()
            end = time.monotonic() + 30
            while not listening.wait(0.05) and process.poll() is None:
                self.assertLess(time.monotonic(), end, f"{megabytes} MB: neither listens nor ends")
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                self.fail(f"{megabytes} MB: does not end: {lines}")
            finally:
                reader.join()
                process.stdout.close()

    def test_the_commit_interval_is_kept_and_its_bounds_too(self):
        for wrong in ("5ms", "61s", "2h", "-1s"):
            self.run_indexer("serve", "--commit-interval", wrong, code=2)
        for interval, least, most in (("10ms", 0, 5), ("2s", 0.9, 15)):
            shutil.rmtree(self.index, ignore_errors=True)
            serve = e2e.Program("dateline-indexer", "serve", "--index", str(self.index),
                                "--listen", "127.0.0.1:0", "--commit-interval", interval)
            with e2e.grpc.insecure_channel(serve.address()) as channel:
                stub = e2e.ingest_grpc.IngestServiceStub(channel)
                told = threading.Event()

                def send():
                    yield e2e.ingest.IngestArticlesRequest(sequence=1, article=e2e.article.Article(
                        id="a", headline="A", body="b", language="en"))
                    told.wait(60)  # the stream stays open: its end would commit at once

                start = time.monotonic()
                next(iter(stub.IngestArticles(send(), timeout=60)))
                taken = time.monotonic() - start
                told.set()
            self.assertGreaterEqual(taken, least, interval)
            self.assertLess(taken, most, interval)
            serve.stop()

    def test_a_load_from_a_pipe_without_a_writer_ends_on_the_first_signal(self):
        pipe = self.folder / "pipe.jsonl"
        os.mkfifo(pipe)
        load = subprocess.Popen([INDEXER, "load", "--index", self.index, pipe],
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        e2e.until((self.index / "CURRENT").exists, "the load is under way")
        load.send_signal(signal.SIGTERM)
        out, _ = load.communicate(timeout=30)
        self.assertEqual(load.returncode, 1, out)
        self.assertIn("interrupted", out)

    def test_a_load_from_a_pipe_waits_for_its_writer_and_reads_all(self):
        pipe = self.folder / "pipe.jsonl"
        os.mkfifo(pipe)
        load = subprocess.Popen([INDEXER, "load", "--index", self.index, pipe, "--json"],
                                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        e2e.until((self.index / "CURRENT").exists, "the load is under way")
        with open(pipe, "w", encoding="utf-8") as writer:
            writer.write(SAMPLES.read_text(encoding="utf-8"))
        out, _ = load.communicate(timeout=60)
        self.assertEqual(json.loads(out)["accepted"], 150)

    def test_links_to_pipes_and_out_of_the_folder_are_not_read(self):
        inputs = self.folder / "in"
        inputs.mkdir()
        shutil.copy(SAMPLES, inputs)
        os.mkfifo(self.folder / "pipe")
        os.symlink(self.folder / "pipe", inputs / "to-pipe.jsonl")
        os.symlink("/etc/passwd", inputs / "passwd.txt")
        done = self.run_indexer("load", inputs, "--json")
        self.assertEqual(json.loads(done.stdout)["accepted"], 150)
        self.assertIn("passwd.txt: the link leads out of the folder", done.stderr)

    def test_names_are_printed_without_what_steers_a_terminal(self):
        self.run_indexer("load", SAMPLES)
        for json_form in ([], ["--json"]):
            done = self.run_indexer("delete", "a‮b", "e\u2066f", *json_form)
            for character in "‮\u2066":
                self.assertNotIn(character, done.stdout)
            self.assertIn("\\u202e", done.stdout)
        done = self.run_indexer("stats", code=1, index=self.folder / "no\x1b[2J‮")
        self.assertNotIn("\x1b", done.stderr)
        self.assertNotIn("‮", done.stderr)

    def test_serve_ends_soon_during_a_merge(self):
        # A merge that expunges takes as long as loading anew: some seconds.
        with open(self.folder / "many.jsonl", "w", encoding="utf-8") as many:
            for number in range(12000):
                words = " ".join(f"w{number * 7 + word}" for word in range(120))
                many.write(json.dumps({"id": f"n{number}", "headline": "H", "language": "en",
                                       "body": words}) + "\n")
        self.run_indexer("load", self.folder / "many.jsonl", "--entities", "off")
        serve = e2e.Program("dateline-indexer", "serve", "--index", str(self.index), "--listen",
                            "127.0.0.1:0", "--entities", "off")
        with e2e.grpc.insecure_channel(serve.address()) as channel:
            stub = e2e.ingest_grpc.IngestServiceStub(channel)
            ids = [f"n{number}" for number in range(0, 12000, 4)]
            stub.DeleteArticles(e2e.ingest.DeleteArticlesRequest(ids=ids), timeout=60)
            e2e.until(lambda: any(self.index.glob("scratch/*expunge*")), "a merge runs")
        start = time.monotonic()
        self.assertEqual(serve.stop(), 0)
        self.assertLess(time.monotonic() - start, 15)
        self.assertEqual(list(self.index.glob("scratch/*")), [])
        self.run_indexer("verify")


class ForeignFolderTest(MaintenanceTest):
    def test_load_and_serve_touch_nothing_in_a_folder_that_is_not_an_index(self):
        victim = self.folder / "victim"
        victim.mkdir()
        (victim / "precious").write_text("x")
        for number, name in enumerate(("scratch/thesis/ch1", "segments/photo.jpg", "notes.tmp",
                                       "MANIFEST-of-cargo.txt", "LOCK-me")):
            folder = self.folder / f"foreign{number}"
            (folder / name).parent.mkdir(parents=True)
            (folder / name).write_text("x")
            before = self.everything(folder)
            for command in (["load", SAMPLES], ["serve", "--listen", "127.0.0.1:0"]):
                done = self.run_indexer(*command, index=folder, code=1)
                self.assertIn("is not an index", done.stderr)
            self.assertEqual(self.everything(folder), before)
        self.run_indexer("load", SAMPLES)
        shutil.rmtree(self.index / "scratch")
        os.symlink(victim, self.index / "scratch")
        self.run_indexer("load", SAMPLES, code=1)
        self.assertEqual((victim / "precious").read_text(), "x")


if __name__ == "__main__":
    unittest.main()

#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""How well words and phrases of many languages are found, on a sample of articles.

    tests/bench/words_by_language.py [--bin DIR] [--seed N] SAMPLE.jsonl.zst

Loads the sample (JSON Lines, .zst or .gz allowed) into an index of its own and asks without a
language in the request. Two tables:

* phrases: of each language 120 pairs of neighbouring words, cut from its bodies by the seed, each
  asked as a quoted phrase; found if the article that it was cut from is among the hits.
* accents: each word with an accent that at least three articles of its language have; missed if the
  word without the accent does not find every article that the word itself finds.
"""
import argparse
import collections
import gzip
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile
import unicodedata

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAIRS = 120
ARTICLES_WITH_WORD = 3
LANGUAGES = ("de", "es", "fr", "pt", "it", "ru", "ar", "zh", "en")
PLAIN = {"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i"}
PAIR = re.compile(r"(?<![\w\u0300-\u036f\u064b-\u0652])[^\W\d_]{2,} [^\W\d_]{2,}"
                  r"(?![\w\u0300-\u036f\u064b-\u0652])")
HAN_PAIR = re.compile(r"[\u4e00-\u9fff]{4}")
WORD = re.compile(r"[^\W\d_]+")


def read(path):
    if path.endswith(".zst"):
        unpack = subprocess.Popen(["zstd", "-dcq", path], stdout=subprocess.PIPE)
        lines = unpack.stdout
    else:
        lines = gzip.open(path) if path.endswith(".gz") else open(path, "rb")
    with lines:
        return [json.loads(line) for line in lines]


def cut_pairs(articles, language, chooser):
    """`PAIRS` of (id of the article, phrase as it stands there)."""
    own = [one for one in articles if one.get("language") == language and one.get("body")]
    pattern = HAN_PAIR if language == "zh" else PAIR
    pairs = []
    while len(pairs) < PAIRS and own:
        article = chooser.choice(own)
        body = article["body"]
        found = list(pattern.finditer(body, chooser.randrange(len(body))))
        if found:
            pairs.append((article["id"], chooser.choice(found[:5]).group()))
    return pairs


def without_accents(word):
    apart = unicodedata.normalize("NFD", word)
    plain = "".join(PLAIN.get(c, c) for c in apart if unicodedata.category(c) != "Mn")
    return unicodedata.normalize("NFC", plain)


def accented_words(articles, language):
    counts = collections.Counter()
    for article in articles:
        if article.get("language") != language:
            continue
        text = f"{article.get('headline') or ''} {article.get('body') or ''}"
        counts.update({word for word in WORD.findall(unicodedata.normalize("NFC", text).lower())
                       if without_accents(word) != word})
    return sorted(word for word, count in counts.items() if count >= ARTICLES_WITH_WORD)


def found_ids(searcher, search, query):
    ids = set()
    request = search.SearchRequest(query=query, page_size=100, sort=search.SORT_NEWEST,
                                   count_mode=search.COUNT_MODE_NONE)
    while True:
        response = searcher.Search(request, timeout=60)
        ids.update(hit.article.id for hit in response.hits)
        if not response.next_page_token:
            return ids
        request.page_token = response.next_page_token


def report(name, language, right, total, wrong):
    shown = ", ".join(wrong[:12])
    print(f"{name:8} {language}  {right:5} of {total:5}" + (f"  not: {shown}" if wrong else ""))


def measure(searcher, search, articles, seed):
    for language in LANGUAGES:
        pairs = cut_pairs(articles, language, random.Random(f"{seed} {language}"))
        wrong = [phrase for id, phrase in pairs
                 if id not in found_ids(searcher, search, f'"{phrase}"')]
        report("phrases", language, len(pairs) - len(wrong), len(pairs), wrong)
    for language in LANGUAGES:
        words = accented_words(articles, language)
        wrong = [word for word in words
                 if not found_ids(searcher, search, f'"{without_accents(word)}"').issuperset(
                     found_ids(searcher, search, f'"{word}"'))]
        if words:
            report("accents", language, len(words) - len(wrong), len(words), wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sample")
    parser.add_argument("--bin", default=os.environ.get("DATELINE_BIN",
                                                        str(ROOT / "build/release/bin")))
    parser.add_argument("--seed", default="1")
    options = parser.parse_args()
    os.environ["DATELINE_BIN"] = options.bin
    os.environ.setdefault("DATELINE_PROTO", str(ROOT / "proto"))
    sys.path.insert(0, str(ROOT / "tests/e2e"))
    import dateline_e2e as e2e  # noqa: E402: reads the environment
    with tempfile.TemporaryDirectory(prefix="dateline-words.") as folder:
        index = folder + "/index"
        subprocess.run([pathlib.Path(options.bin) / "dateline-indexer", "load", "--index", index,
                        options.sample], check=True)
        server = e2e.Program("dateline-server", "--index", index, "--listen", "127.0.0.1:0")
        try:
            channel = e2e.grpc.insecure_channel(server.address())
            searcher = e2e.search_grpc.SearchServiceStub(channel)
            measure(searcher, e2e.search, read(options.sample), options.seed)
            channel.close()
        finally:
            server.stop()


if __name__ == "__main__":
    main()

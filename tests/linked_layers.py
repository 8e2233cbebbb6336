#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The server cannot link what writes: fails if the program holds a symbol of those layers.

Usage: linked_layers.py DATELINE_SERVER. Exit 0 = none; 1 = found, or the program has no symbols.
"""
import re
import subprocess
import sys

WRITING = re.compile(r"\bdateline::(segments|writer)::")
SEARCHING = re.compile(r"\bdateline::engine::")


def findings(symbols):
    if not any(SEARCHING.search(symbol) for symbol in symbols):
        yield "no symbol of dateline::engine:: found: is the program stripped?"
    for symbol in symbols:
        if WRITING.search(symbol):
            yield f"writes an index: {symbol}"


def self_test():
    engine = "00000000000e0d10 T dateline::engine::Engine::Refresh()"
    writer = "00000000000f0e10 t dateline::segments::CommitManifest(Manifest const&)"
    assert not list(findings([engine]))
    assert list(findings([engine, writer])) and list(findings([])) and list(findings([writer]))


def main():
    self_test()
    names = subprocess.run(["nm", "-C", sys.argv[1]], capture_output=True, text=True, check=True)
    symbols = names.stdout.splitlines()
    found = list(findings(symbols))
    print(*found[:20], f"linked layers: {len(symbols)} symbols, {len(found)} findings", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

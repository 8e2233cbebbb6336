#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fails where an #include points against the direction of the dependencies.

Usage: include_direction.py ROOT. Prints file, line and rule of each finding; exit 0 = none.
"""
import pathlib
import re
import sys

# What each top folder may include of the project. Generated messages are dateline/ and google/rpc/.
ALLOWED = {
    "core": {"core"},
    "server": {"core", "server"},
    "indexer": {"core", "indexer"},
    "client": {"client"},
}
MESSAGES = re.compile(r"(dateline/v1|google/(rpc|protobuf))/")
PARTS = set(ALLOWED) | {"tests"}
INCLUDE = re.compile(r'\s*#\s*include\s*(["<])([^">]+)[">]')

# Headers of one folder that take Xapian's types, and may be included from that folder alone.
XAPIAN = re.compile(r"xapian(\.h|/)")
GRPC = re.compile(r"(grpc|grpcpp)/|.*\.grpc\.pb\.h")
ASIO = re.compile(r"boost/asio")
ASIO_FOLDERS = re.compile(r"(core|server|indexer)/(rpc|runtime|writer|pipeline)$")


def grpc_allowed(path):
    return path.parent.name == "rpc" or path.parts[0] == "client"


def asio_allowed(path):
    return path.name == "main.cc" or ASIO_FOLDERS.match(path.parent.as_posix())


def includes(file):
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        match = INCLUDE.match(line)
        if match:
            yield number, match.group(1) == '"', match.group(2)


def check_file(path, lines, xapian_headers):
    """Findings of one file: (line, rule)."""
    part = path.parts[0]
    for number, quoted, name in lines:
        target = name.split("/")[0]
        if quoted and target in PARTS and target not in ALLOWED[part]:
            yield number, f"{part} must not include {name}: it may include {sorted(ALLOWED[part])}"
        if quoted and target not in PARTS and not MESSAGES.match(name):
            yield number, f"{name} is not relative to the root of the repository"
        if GRPC.match(name) and not grpc_allowed(path):
            yield number, f"gRPC ({name}) belongs in rpc folders and client"
        if ASIO.match(name) and not asio_allowed(path):
            yield number, f"Asio ({name}) belongs in the folders that run pools and pipelines"
        if name in xapian_headers and path.parent != pathlib.PurePath(name).parent:
            yield number, f"{name} holds Xapian types and is for its own folder only"


def findings(root):
    files = {}
    for part in ALLOWED:
        for file in sorted((root / part).rglob("*")):
            if file.suffix in (".cc", ".h"):
                files[file.relative_to(root)] = list(includes(file))
    # A header that includes one of its folder's Xapian headers hands the types on.
    xapian = {p.as_posix() for p, lines in files.items()
              if p.suffix == ".h" and any(XAPIAN.match(name) for _, _, name in lines)}
    while True:
        more = {p.as_posix() for p, lines in files.items()
                if p.suffix == ".h" and any(name in xapian for _, _, name in lines)} - xapian
        if not more:
            break
        xapian |= more
    for path, lines in files.items():
        for number, rule in check_file(path, lines, xapian):
            yield f"{path.as_posix()}:{number}: {rule}"
    if not files:
        yield f"{root}: no source file found"


def self_test():
    """Each rule finds its own breach."""
    breaches = [
        ("core/text/a.cc", '#include "server/search/engine.h"'),
        ("server/search/a.cc", '#include "indexer/writer/index_writer.h"'),
        ("client/a.cc", '#include "core/errors.h"'),
        ("core/index/a.cc", "#include <grpcpp/grpcpp.h>"),
        ("server/search/a.h", '#include "dateline/v1/search_service.grpc.pb.h"'),
        ("core/text/a.cc", "#include <boost/asio/post.hpp>"),
        ("core/text/a.cc", '#include "a.h"'),
        ("server/search/a.cc", '#include "core/index/hidden.h"'),
    ]
    for name, line in breaches:
        match = INCLUDE.match(line)
        lines = [(1, match.group(1) == '"', match.group(2))]
        if not list(check_file(pathlib.PurePath(name), lines, {"core/index/hidden.h"})):
            raise AssertionError(f"not found: {name}: {line}")


def main():
    self_test()
    found = list(findings(pathlib.Path(sys.argv[1]).resolve()))
    for line in found:
        print(line)
    print("include directions: " + (f"{len(found)} findings" if found else "clean"))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

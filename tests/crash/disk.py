# SPDX-License-Identifier: GPL-3.0-or-later
"""What a disk may hold after a power cut, from the record of all changes.

The rules are those of POSIX and no kinder: bytes are safe once their file was synced, names once
their folder was synced; of all else any part may be there, in any order, torn at a sector."""
import os

SECTOR = 512


def read_log(path):
    """Yields (kind, a, b, data) as the shim wrote them."""
    with open(path, "rb") as log:
        while header := log.readline():
            kind, a, b, size = header.split()
            yield kind.decode(), int(a), int(b), log.read(int(size))


class File:
    def __init__(self):
        self.safe = b""
        self.pending = []  # (offset, bytes), or (size, None) for a truncation

    def change(self, offset, data):
        self.pending.append((offset, data))

    def sync(self):
        self.safe = apply(self.safe, self.pending)
        self.pending = []

    def after_cut(self, chance):
        mode = chance.randrange(4)
        if mode == 0:
            kept = []
        elif mode == 1:
            kept = self.pending
        elif mode == 2:
            kept = self.pending[:chance.randrange(len(self.pending) + 1)]
        else:
            kept = [one for one in self.pending if chance.random() < 0.5]
        if kept and kept[-1][1] and chance.random() < 0.5:
            offset, data = kept[-1]
            sectors = chance.randrange(len(data) // SECTOR + 1)
            kept = kept[:-1] + [(offset, data[:sectors * SECTOR])]
        return apply(self.safe, kept)


def apply(content, changes):
    content = bytearray(content)
    for offset, data in changes:
        if data is None:
            del content[offset:]
            content.extend(bytes(offset - len(content)))
        else:
            content.extend(bytes(max(0, offset + len(data) - len(content))))
            content[offset:offset + len(data)] = data
    return bytes(content)


class Disk:
    """Files by inode, and names in two states: safe, and changed since."""

    def __init__(self, root):
        self.root = root
        self.files = {}
        self.names = {}  # safe: path -> File, or None for a folder
        self.pending = []  # (folder, change), change: (kind, path, ...)
        self.acks = b""
        self.live = {}  # every name as the program sees it

    def take(self, kind, a, b, data):
        text = data.decode() if kind in "CRUMD" else ""
        if kind == "A":
            self.acks += data
        elif kind == "W":
            self.files[a].change(b, data)
        elif kind == "T":
            self.files[a].change(b, None)
        elif kind == "S":
            self.files[a].sync()
        elif kind == "D":
            self.sync_folder(text)
        else:
            self.change_name(kind, a, text)

    def change_name(self, kind, inode, text):
        if kind == "C":
            self.files[inode] = File()
            change = ("put", text, self.files[inode])
        elif kind == "M":
            change = ("put", text, None)
        elif kind == "U":
            change = ("drop", text)
        else:
            source, target = text.split("\n")
            change = ("move", target, source)
        alter(self.live, change)
        self.pending.append((os.path.dirname(change[1]), change))

    def sync_folder(self, folder):
        for place, change in self.pending:
            if place == folder:
                alter(self.names, change)
        self.pending = [one for one in self.pending if one[0] != folder]

    def after_cut(self, chance, target):
        """Writes one possible state to the folder `target`."""
        names = dict(self.names)
        orderly = chance.random() < 0.5
        until = chance.randrange(len(self.pending) + 1)
        for index, (_, change) in enumerate(self.pending):
            if index < until if orderly else chance.random() < 0.5:
                alter(names, change)
        for path, file in sorted(names.items(), key=lambda one: one[0]):
            place = target + path[len(self.root):]
            if os.path.dirname(path) != os.path.dirname(self.root) and \
                    os.path.dirname(path) not in names:
                continue  # in a folder that is not there
            if file is None:
                os.makedirs(place, exist_ok=True)
                continue
            with open(place, "wb") as out:
                out.write(file.after_cut(chance))


def alter(names, change):
    kind, path = change[:2]
    if kind == "put":
        names[path] = change[2]
    elif kind == "drop":
        names.pop(path, None)
    elif change[2] in names:
        names[path] = names.pop(change[2])

# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that does what no gRPC library does: raw HTTP/2 (python3-h2), and what it looks at."""
import os
import pathlib
import resource
import socket
import struct

import hpack

import h2.config
import h2.connection
import h2.events
import h2.settings

DATA, HEADERS, PING, GOAWAY = 0, 1, 6, 7  # types of frames
END_STREAM, ACK = 1, 1  # flags

# 1 in ctest; larger by environment for long runs.
SCALE = int(os.environ.get("DATELINE_ATTACK", "1"))


def split(address):
    host, port = address.rsplit(":", 1)
    return host, int(port)


def frame(message):
    """A message as gRPC puts it into DATA frames, not compressed."""
    return b"\0" + struct.pack(">I", len(message)) + message


class Raw:
    """One HTTP/2 connection. With `window` 0 the peer may not send a byte of an answer."""

    def __init__(self, address, window=None, source=None, checked=True):
        self.socket = socket.create_connection(split(address), timeout=20,
                                               source_address=(source, 0) if source else None)
        self.http = h2.connection.H2Connection(h2.config.H2Configuration(
            client_side=True, validate_outbound_headers=checked,
            normalize_outbound_headers=checked))
        self.http.initiate_connection()
        if window is not None:
            self.http.update_settings(
                {h2.settings.SettingCodes.INITIAL_WINDOW_SIZE: window})
        self.decoder = hpack.Decoder()
        self.read_window = window is None
        self.flush()

    def flush(self):
        self.socket.sendall(self.http.data_to_send())

    def open(self, path, headers=()):
        """A stream for a call of `path`, such as /dateline.v1.SearchService/Search."""
        stream = self.http.get_next_available_stream_id()
        self.http.send_headers(stream, [
            (":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"),
            ("content-type", "application/grpc"), ("te", "trailers"), *headers])
        self.flush()
        return stream

    def send(self, stream, data, end=False):
        """All of `data`, as fast as the peer takes it."""
        while data:
            room = min(self.http.local_flow_control_window(stream),
                       self.http.max_outbound_frame_size)
            if room <= 0:
                if not self.receive():
                    raise ConnectionError("closed by the peer")
                continue
            self.http.send_data(stream, data[:room])
            data = data[room:]
            self.flush()
        if end:
            self.http.end_stream(stream)
            self.flush()

    def reset(self, stream):
        self.http.reset_stream(stream)
        self.flush()

    def receive(self, timeout=20):
        """The next events; [] if the connection is closed. Raises TimeoutError."""
        self.socket.settimeout(timeout)
        try:
            data = self.socket.recv(1 << 16)
        except ConnectionError:
            return []
        if not data:
            return []
        events = self.http.receive_data(data)
        for event in events:
            if self.read_window and isinstance(event, h2.events.DataReceived):
                self.http.acknowledge_received_data(event.flow_controlled_length,
                                                    event.stream_id)
        self.flush()
        return events or [None]

    def trailers(self, stream, timeout=20):
        """Reads until the call has ended: its headers and trailers as one dictionary."""
        found = {}
        while True:
            events = self.receive(timeout)
            if not events:
                return found
            for event in events:
                if getattr(event, "stream_id", None) != stream:
                    continue
                if isinstance(event, (h2.events.ResponseReceived, h2.events.TrailersReceived)):
                    found.update((text(name), text(value)) for name, value in event.headers)
                if isinstance(event, (h2.events.StreamEnded, h2.events.StreamReset)):
                    return found

    # After a GOAWAY the library neither sends nor receives, and these go on; do not mix the two.

    def frames(self):
        """Each frame that comes: type, flags, stream, payload. Pings are answered."""
        source = self.socket.makefile("rb")
        while True:
            head = source.read(9)
            if len(head) < 9:
                return
            kind, flags = head[3], head[4]
            number = struct.unpack(">I", head[5:])[0] & 0x7FFFFFFF
            payload = source.read(int.from_bytes(head[:3], "big"))
            if kind == PING and not flags & ACK:
                self.send_frame(PING, ACK, 0, payload)
            yield kind, flags, number, payload

    def send_frame(self, kind, flags, stream, payload):
        self.socket.sendall(len(payload).to_bytes(3, "big") + bytes([kind, flags]) +
                            struct.pack(">I", stream) + payload)

    def decode(self, payload):
        """The fields of a HEADERS frame without padding or priority."""
        return {text(name): text(value) for name, value in self.decoder.decode(payload)}

    def close(self):
        self.socket.close()


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def resident_mb(process):
    """Memory of a program in MB."""
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0


def descriptors(process):
    return len(os.listdir(f"/proc/{process.pid}/fd"))


def limit_descriptors(process, limit):
    """Soft limit of a program that runs; the hard one could not be raised again by everybody."""
    _, hard = resource.prlimit(process.pid, resource.RLIMIT_NOFILE)
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (min(limit, hard), hard))


def allow_descriptors(wanted):
    """This process may open that many, if the system lets it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))

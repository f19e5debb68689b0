"""A minimal WebSocket client (RFC 6455) over plain TCP: only the handshake and frames.

Only ws:// addresses; no extensions, no compression. Every wait has a time limit, and a wait that runs out loses
nothing: bytes of a half received frame stay in the buffer for the next call.
"""

import base64
import hashlib
import os
import select
import socket
import struct
import time
import urllib.parse

GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0x0, 0x1, 0x2, 0x8, 0x9, 0xA
MAX_MESSAGE = 16 * 1024 * 1024
MAX_HEAD = 64 * 1024


class WebSocketError(Exception):
    """The peer broke the protocol, or the connection could not be used."""


class Refused(WebSocketError):
    """The server responded to the handshake with a status other than 101."""

    def __init__(self, status, reason, headers, body):
        super().__init__("handshake refused: HTTP %d %s" % (status, reason))
        self.status, self.reason, self.headers, self.body = status, reason, headers, body


class Closed(WebSocketError):
    """The connection is closed: the close code of the peer, or 1006 without a close frame."""

    def __init__(self, code, reason):
        super().__init__("closed: %d %s" % (code, reason))
        self.code, self.reason = code, reason


class WebSocket:
    """One client connection. `recv` answers pings itself and returns whole messages."""

    def __init__(self, url, headers=(), origin=None, protocols=(), timeout=10.0):
        self.socket = None
        self.buffer = bytearray()
        self.parts, self.parts_opcode = [], None
        self.closed = None
        self.close_sent = False
        self.pongs = []
        self.protocol = None
        self._connect(url, list(headers), origin, protocols, time.monotonic() + timeout)

    # The handshake.

    def _connect(self, url, headers, origin, protocols, deadline):
        """Opens the TCP connection and upgrades it; leaves no open socket behind when that fails."""
        parts = urllib.parse.urlsplit(url)
        if parts.scheme != "ws" or not parts.hostname:
            raise WebSocketError("not a ws:// address: " + url)
        port = parts.port or 80
        try:
            self.socket = socket.create_connection((parts.hostname, port), max(0.01, deadline - time.monotonic()))
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._upgrade(parts, port, headers, origin, protocols, deadline)
        except BaseException:
            self.abort()
            raise

    def _upgrade(self, parts, port, headers, origin, protocols, deadline):
        """Sends the request and checks the answer."""
        key = base64.b64encode(os.urandom(16)).decode("ascii")
        target = (parts.path or "/") + ("?" + parts.query if parts.query else "")
        host = "[%s]" % parts.hostname if ":" in parts.hostname else parts.hostname
        lines = [("Host", "%s:%d" % (host, port)), ("Upgrade", "websocket"), ("Connection", "Upgrade"),
                 ("Sec-WebSocket-Key", key), ("Sec-WebSocket-Version", "13")]
        if origin:
            lines.append(("Origin", origin))
        if protocols:
            lines.append(("Sec-WebSocket-Protocol", ", ".join(protocols)))
        head = "GET %s HTTP/1.1\r\n" % target + "".join("%s: %s\r\n" % line for line in lines + headers) + "\r\n"
        self._send_bytes(head.encode("latin-1"), deadline)
        self._check_answer(key, protocols, deadline)

    def _check_answer(self, key, protocols, deadline):
        """Reads the response head: 101 with the right accept key, or Refused."""
        while b"\r\n\r\n" not in self.buffer:
            if len(self.buffer) > MAX_HEAD:
                raise WebSocketError("the response head is too long")
            self._fill(deadline)
        head, _, rest = bytes(self.buffer).partition(b"\r\n\r\n")
        self.buffer = bytearray(rest)
        status, reason, headers = parse_head(head.decode("latin-1"))
        if status != 101:
            raise Refused(status, reason, headers, self._read_body(headers, deadline))
        if headers.get("upgrade", "").lower() != "websocket" or "upgrade" not in headers.get("connection", "").lower():
            raise WebSocketError("101 without Upgrade: websocket")
        if headers.get("sec-websocket-accept") != accept_key(key):
            raise WebSocketError("wrong Sec-WebSocket-Accept")
        if "sec-websocket-extensions" in headers:
            raise WebSocketError("an extension that was not asked for")
        self.protocol = headers.get("sec-websocket-protocol")
        if self.protocol is not None and self.protocol not in protocols:
            raise WebSocketError("a subprotocol that was not asked for")

    def _read_body(self, headers, deadline):
        """The body of a refusal, as much as arrives in time."""
        length = headers.get("content-length", "")
        wanted = min(int(length), MAX_HEAD) if length.isdigit() else MAX_HEAD
        try:
            while len(self.buffer) < wanted:
                self._fill(min(deadline, time.monotonic() + 1.0))
        except (WebSocketError, TimeoutError, OSError):
            pass
        return bytes(self.buffer[:wanted])

    # Bytes.

    def _fill(self, deadline):
        """Reads some bytes into the buffer; TimeoutError at the deadline, Closed at the end of the stream."""
        left = deadline - time.monotonic()
        if not select.select([self.socket], [], [], max(0.0, left))[0]:
            raise TimeoutError("nothing from the server in time")
        try:
            data = self.socket.recv(65536)
        except OSError as error:
            raise self._over(1006, "connection lost: %s" % error)
        if not data:
            raise self._over(1006, "end of stream without a close frame")
        self.buffer += data

    def _send_bytes(self, data, deadline):
        """Writes all of the bytes or fails."""
        self.socket.settimeout(max(0.01, deadline - time.monotonic()))
        try:
            self.socket.sendall(data)
        except TimeoutError:
            raise
        except OSError as error:
            raise self._over(1006, "connection lost: %s" % error)

    def _over(self, code, reason):
        """Records the end of the connection and returns its exception."""
        if self.closed is None:
            self.closed = (code, reason)
        self.abort()
        return Closed(*self.closed)

    def abort(self):
        """Drops the TCP connection with no close frame."""
        if self.socket is not None:
            self.socket.close()
            if self.closed is None:
                self.closed = (1006, "dropped here")

    # Frames.

    def send_frame(self, opcode, payload, fin=True, timeout=10.0):
        """Sends one masked frame."""
        if self.closed is not None:
            raise Closed(*self.closed)
        first = (0x80 if fin else 0) | opcode
        if len(payload) < 126:
            head = struct.pack("!BB", first, 0x80 | len(payload))
        elif len(payload) < 65536:
            head = struct.pack("!BBH", first, 0x80 | 126, len(payload))
        else:
            head = struct.pack("!BBQ", first, 0x80 | 127, len(payload))
        mask = os.urandom(4)
        self._send_bytes(head + mask + masked(payload, mask), time.monotonic() + timeout)

    def send_text(self, text, fragment=0, timeout=10.0):
        """Sends a text message, in pieces of `fragment` bytes when that is not 0."""
        data = text.encode("utf-8")
        pieces = [data[at:at + fragment] for at in range(0, len(data), fragment)] if fragment else [data]
        for number, piece in enumerate(pieces or [b""]):
            last = number >= len(pieces) - 1
            self.send_frame(CONTINUATION if number else TEXT, piece, last, timeout)

    def send_binary(self, data, timeout=10.0):
        """Sends a binary message."""
        self.send_frame(BINARY, data, True, timeout)

    def ping(self, data=b""):
        """Sends a ping; the answers are kept in `pongs`."""
        self.send_frame(PING, data)

    def recv(self, timeout):
        """The next whole message: str or bytes. Raises TimeoutError, or Closed when the connection is closed."""
        deadline = time.monotonic() + timeout
        while True:
            if self.closed is not None:
                raise Closed(*self.closed)
            frame = self._take_frame()
            if frame is None:
                self._fill(deadline)
                continue
            message = self._handle(*frame)
            if message is not None:
                return message

    def _take_frame(self):
        """One frame out of the buffer as (fin, opcode, payload), or None when it is not complete."""
        if len(self.buffer) < 2:
            return None
        first, second = self.buffer[0], self.buffer[1]
        self._check_head(first, second)
        size, start = second & 0x7F, 2
        if size > 125:
            start = 4 if size == 126 else 10
            if len(self.buffer) < start:
                return None
            size = int.from_bytes(self.buffer[2:start], "big")
        if size > MAX_MESSAGE:
            self._fail(1009, "a frame of %d bytes" % size)
        if len(self.buffer) < start + size:
            return None
        payload = bytes(self.buffer[start:start + size])
        del self.buffer[:start + size]
        return bool(first & 0x80), first & 0x0F, payload

    def _check_head(self, first, second):
        """The rules for the first two bytes of a frame from a server."""
        opcode = first & 0x0F
        if first & 0x70:
            self._fail(1002, "reserved bits set")
        if second & 0x80:
            self._fail(1002, "a masked frame from the server")
        if opcode not in (CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG):
            self._fail(1002, "unknown opcode %d" % opcode)
        if opcode >= CLOSE and (not first & 0x80 or second & 0x7F > 125):
            self._fail(1002, "a bad control frame")

    def _handle(self, fin, opcode, payload):
        """Acts on a frame; returns a message when one is complete."""
        if opcode == PING:
            self.send_frame(PONG, payload)
        elif opcode == PONG:
            self.pongs.append(payload)
        elif opcode == CLOSE:
            self._peer_closes(payload)
        else:
            return self._join(fin, opcode, payload)
        return None

    def _join(self, fin, opcode, payload):
        """Puts the fragments of a message together."""
        if (opcode == CONTINUATION) != (self.parts_opcode is not None):
            self._fail(1002, "fragments out of order")
        if opcode != CONTINUATION:
            self.parts_opcode = opcode
        self.parts.append(payload)
        if sum(map(len, self.parts)) > MAX_MESSAGE:
            self._fail(1009, "the message is too long")
        if not fin:
            return None
        data, kind = b"".join(self.parts), self.parts_opcode
        self.parts, self.parts_opcode = [], None
        return data if kind == BINARY else self._decode(data)

    def _decode(self, data):
        """Text must be UTF-8."""
        try:
            return data.decode("utf-8")
        except UnicodeDecodeError:
            self._fail(1007, "text that is not UTF-8")

    def _peer_closes(self, payload):
        """Answers the close frame of the peer and ends the connection."""
        if len(payload) == 1:
            self._fail(1002, "a close frame of one byte")
        code = int.from_bytes(payload[:2], "big") if payload else 1005
        reason = payload[2:].decode("utf-8", "replace")
        self._send_close(payload[:2])
        raise self._over(code, reason)

    def _send_close(self, payload):
        """Sends the close frame once."""
        if not self.close_sent and self.closed is None:
            self.close_sent = True
            try:
                self.send_frame(CLOSE, payload, True, 2.0)
            except (WebSocketError, OSError):
                pass

    def _fail(self, code, reason):
        """Ends the connection because the server broke the protocol."""
        self._send_close(struct.pack("!H", code))
        self.closed = (code, "protocol error of the server: " + reason)
        self.abort()
        raise WebSocketError(reason)

    def close(self, code=1000, reason="", timeout=2.0):
        """Closes in the orderly way; returns the code of the peer (1006 when it does not answer)."""
        if self.closed is None:
            self._send_close(struct.pack("!H", code) + reason.encode("utf-8"))
        end = time.monotonic() + timeout
        try:
            while self.closed is None:
                self.recv(max(0.0, end - time.monotonic()))
        except (WebSocketError, TimeoutError):
            pass
        self.abort()
        return self.closed[0]


def accept_key(key):
    """The Sec-WebSocket-Accept that belongs to a key."""
    return base64.b64encode(hashlib.sha1((key + GUID).encode("ascii")).digest()).decode("ascii")


def masked(payload, mask):
    """Masks a payload (the same call unmasks it)."""
    size = len(payload)
    cover = int.from_bytes((mask * (size // 4 + 1))[:size], "big")
    return (int.from_bytes(payload, "big") ^ cover).to_bytes(size, "big")


def parse_head(head):
    """(status, reason, headers with lower case names) of a response head."""
    lines = head.split("\r\n")
    words = lines[0].split(" ", 2)
    if len(words) < 2 or not words[0].startswith("HTTP/1.") or not words[1].isdigit():
        raise WebSocketError("not an HTTP response: %r" % lines[0][:80])
    headers = {}
    for line in lines[1:]:
        name, _, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
        headers[name] = headers[name] + ", " + value if name in headers else value
    return int(words[1]), words[2] if len(words) > 2 else "", headers

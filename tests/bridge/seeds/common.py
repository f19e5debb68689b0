"""Code that the three seed clients share: the report, the time limit, a JSON link, plain HTTP and the command line."""

import argparse
import http.client
import json
import os
import sys
import threading
import time
import unicodedata
import urllib.parse

import websocket

DEFAULT_ORIGIN = "http://localhost:3000"


class Report:
    """Prints one JSON line per check and records whether any was not met."""

    def __init__(self):
        self.lines = 0
        self.missed = 0
        self.lock = threading.Lock()

    def check(self, requirement, met, saw):
        """One requirement, whether it holds, and what was seen."""
        with self.lock:
            self.lines += 1
            self.missed += not met
            print(json.dumps({"requirement": requirement, "met": bool(met), "saw": short(saw)}), flush=True)


class Clock:
    """The time one scenario may take, counted from its start."""

    def __init__(self, seconds):
        self.end = time.monotonic() + seconds

    def left(self, at_most=None):
        """Seconds left, never negative, at most the given number."""
        left = max(0.0, self.end - time.monotonic())
        return left if at_most is None else min(left, at_most)


class Link:
    """A WebSocket for JSON objects. Failures become a text in `trouble`, not exceptions."""

    def __init__(self, url, options, clock, origin=None):
        self.options, self.clock = options, clock
        self.trouble, self.status, self.code = None, None, None
        self.socket = None
        try:
            headers = [header_pair(text) for text in options.header]
            self.socket = websocket.WebSocket(url, headers, origin or options.origin, (), clock.left(10.0))
        except websocket.Refused as error:
            self.status = error.status
            self._note("%s %s" % (error, error.body[:200].decode("utf-8", "replace")))
        except (websocket.WebSocketError, OSError) as error:
            self._note("no connection to %s: %s" % (url, error))

    def _note(self, trouble):
        """Stores the first trouble and its close code, if there is one."""
        self.trouble = self.trouble or trouble
        if self.socket is not None and self.socket.closed is not None:
            self.code = self.socket.closed[0]
        self._trace("!!", trouble)

    def _trace(self, mark, text):
        """With --trace, every frame goes to stderr."""
        if self.options.trace:
            print("%s %s" % (mark, ascii(text)[1:-1]), file=sys.stderr, flush=True)

    def send(self, message):
        """Sends an object as JSON, a string as it is."""
        text = message if isinstance(message, str) else json.dumps(message)
        self._trace(">>", text)
        if self.trouble is not None:
            return
        try:
            self.socket.send_text(text, 0, self.clock.left(5.0))
        except (websocket.WebSocketError, OSError) as error:
            self._note(str(error))

    def next(self, seconds):
        """The next JSON value, or None on timeout or when the link is closed."""
        if self.trouble is not None:
            return None
        try:
            text = self.socket.recv(self.clock.left(seconds))
        except TimeoutError:
            return None
        except (websocket.WebSocketError, OSError) as error:
            self._note(str(error))
            return None
        self._trace("<<", str(text))
        return parsed(text)

    def read_until(self, done, handle, seconds=None):
        """Passes each value to `handle` until the condition holds; false on timeout or when the link closes first."""
        limit = Clock(self.clock.left(seconds))
        while not done():
            if limit.left() <= 0 or self.trouble is not None:
                return False
            frame = self.next(limit.left())
            if frame is not None:
                handle(frame)
        return True

    def drop(self):
        """Closes the connection without a close frame."""
        if self.socket is not None:
            self.socket.abort()
        self.trouble = self.trouble or "dropped by the client"

    def close(self):
        """Closes the connection with a close frame."""
        if self.socket is not None and self.trouble is None:
            self.socket.close(timeout=min(1.0, self.clock.left() + 0.1))
        self.trouble = self.trouble or "closed by the client"


def parsed(text):
    """The JSON object in a message; anything else becomes an object that describes it."""
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    return value if isinstance(value, dict) else {"type": "(not a JSON object)", "raw": short(text)}


def header_pair(text):
    """A "Name: value" option as a pair."""
    name, _, value = text.partition(":")
    return name.strip(), value.strip()


def short(value, limit=400):
    """Any value as a string of bounded length."""
    text = value if isinstance(value, str) else json.dumps(value, default=repr)
    return text if len(text) <= limit else text[:limit] + "... (%d characters)" % len(text)


def folded(text):
    """Lower case with no accents, to compare words of the old texts."""
    plain = unicodedata.normalize("NFKD", str(text))
    return "".join(letter for letter in plain if not unicodedata.combining(letter)).lower()


def http_base(options):
    """The http:// address of the server: --http, or the host and port of --url."""
    if options.http:
        return options.http.rstrip("/")
    parts = urllib.parse.urlsplit(options.url)
    return "http://" + parts.netloc


def http_call(method, url, options, clock, body=None, headers=()):
    """(status, headers, body text); status 0 and the trouble in the body when there was no answer."""
    parts = urllib.parse.urlsplit(url)
    link = http.client.HTTPConnection(parts.hostname, parts.port or 80, timeout=max(0.05, clock.left(10.0)))
    every = dict([header_pair(text) for text in options.header] + list(headers))
    try:
        link.request(method, parts.path + ("?" + parts.query if parts.query else ""), body, every)
        answer = link.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read().decode("utf-8", "replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, {}, "%s: %s" % (type(error).__name__, error)
    finally:
        link.close()


def workspace_file(options, path):
    """The bytes of a file in --workspace: None when it is not there or no workspace was given."""
    try:
        with open(os.path.join(options.workspace or "/nonexistent", path), "rb") as file:
            return file.read()
    except OSError:
        return None


def model_saw(options, words):
    """Whether --model-log (the requests that the fake model received) has the words; None without a log."""
    if not options.model_log:
        return None
    with open(options.model_log, encoding="utf-8", errors="replace") as file:
        return words in file.read()


def arguments(description, plan, add=None):
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--url", default="ws://127.0.0.1:4000/", help="address of the server")
    parser.add_argument("--http", default="", help="http:// address for REST (default: host and port of --url)")
    parser.add_argument("--origin", default=DEFAULT_ORIGIN)
    parser.add_argument("--header", action="append", default=[], help="an extra header, 'Name: value'")
    parser.add_argument("--patience", type=float, default=30.0, help="seconds the whole scenario may take")
    parser.add_argument("--workspace", default="", help="WORKSPACE_DIR of the server, to look at the files")
    parser.add_argument("--model-log", default="", help="a file with what the fake model received")
    parser.add_argument("--trace", action="store_true", help="print the frames to stderr")
    parser.add_argument("--list", action="store_true", help="print the names of the scenarios")
    parser.add_argument("--describe", action="store_true", help="print messages and model scripts as JSON")
    parser.add_argument("scenario", nargs="?", choices=sorted(plan), metavar="SCENARIO")
    if add:
        add(parser)
    options = parser.parse_args()
    if not (options.scenario or options.list or options.describe):
        parser.error("a SCENARIO is needed (see --list)")
    return options


def watchdog(report, name, patience):
    """Ends the program when a scenario exceeds its own limit."""
    def bark():
        report.check("scenario %s ends in time" % name, False, "still running, stopped by the watchdog")
        os._exit(1)
    timer = threading.Timer(patience + 5.0, bark)
    timer.daemon = True
    timer.start()


def run(description, plan, scenarios, add=None):
    """The main program: one scenario, its report, its exit code."""
    options = arguments(description, plan, add)
    if options.list or options.describe:
        print(json.dumps(plan, indent=1) if options.describe else "\n".join(plan))
        return 0
    report = Report()
    watchdog(report, options.scenario, options.patience)
    try:
        scenarios[options.scenario](options, report, Clock(options.patience))
    except Exception as error:  # a broken client is a failed check, not a silent exit
        report.check("scenario %s runs to its end" % options.scenario, False, "%s: %s" % (type(error).__name__, error))
    if not report.lines:
        report.check("scenario %s checks something" % options.scenario, False, "no check was made")
    return 1 if report.missed else 0

"""The client of seed 002, written only from its text: /ws/chat/{project_id}, usage, session end, and the REST proxy.

    project_chat.py --url ws://127.0.0.1:4000/ --project 123 SCENARIO       --list       --describe

The path of --url is replaced by /ws/chat/{project_id}; its query stays. The text says what the server sends but not
what the client sends, so the client tries the forms of FORMS until one is served (--form picks one). Each check is
one JSON line; the exit code is 1 when any is not met. PLAN says what is sent and what the model must do; its actions
are those of front.py, with {"usage": {...}} for the usage numbers that the API reports.
"""

import http.server
import json
import sys
import threading
import time
import urllib.parse

import common

CHAT = "[chat] diga ola em uma frase"
CHAT_SAYS = ["Ola, ", "tudo ", "bem?"]
USAGE = {"input_tokens": 100, "output_tokens": 20, "cache_creation_input_tokens": 30, "cache_read_input_tokens": 40}
CHAT_MODEL = {CHAT: [[{"say": CHAT_SAYS, "pause": 0.05}, {"usage": USAGE}]]}
SLOW = "[reconnect] conte devagar"

PLAN = {
    "chat": {"model": CHAT_MODEL},
    "project_bound": {"model": {"[project_bound] a marca e ALFA": [[{"say": ["marca ", "ALFA"], "pause": 0.5}]],
                                "[project_bound] a marca e BETA": [[{"say": ["marca ", "BETA"], "pause": 0.5}]]},
                      "needs": "the projects --project and --other-project exist"},
    "project_invalid": {"model": {}, "needs": "--unknown-project does not exist"},
    "reconnect": {"model": dict({SLOW: [
        [{"say": ["um ", "dois ", "tres ", "quatro ", "cinco ", "seis"], "pause": 0.5}]]}, **CHAT_MODEL)},
    "rest_get": {"model": {}, "needs": "--api-url, --project, --rest-body: REST that serves /projects/{id}"},
    "rest_post": {"model": {}, "needs": "as rest_get"},
    "rest_put": {"model": {}, "needs": "as rest_get"},
    "rest_delete": {"model": {}, "needs": "as rest_get; the project is asked to be deleted"},
    "server_proxy": {"model": {}, "needs": "only when the server itself is the proxy: it forwards PREFIX/* to "
                                           "http://UPSTREAM/*, where this program listens (--upstream)"},
}

# Forms of a message of the client: the text gives none, so the nearest ones of the seeds come first.
FORMS = {
    "text": lambda text: {"type": "user_message", "text": text},
    "content": lambda text: {"type": "user_message", "content": text},
    "message": lambda text: {"type": "message", "content": text},
    "bare": lambda text: {"message": text, "content": text},
    "plain": lambda text: text,
}

REFUSALS = ("error", "block", "refus", "denied", "invalid", "guard", "reject", "violation")


def is_refusal(frame):
    """Whether a frame is a refusal, in any form that a server may use."""
    return bool(frame.get("error")) or any(word in str(frame.get("type")).lower() for word in REFUSALS)


def number(value):
    """A number that is not a boolean."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def plain_key(key):
    """input_tokens, inputTokens, total_input ... all become input; cache_read_input_tokens becomes cacheread."""
    name = "".join(letter for letter in str(key).lower() if letter.isalpha())
    name = name[5:] if name.startswith("total") else name
    name = name[:-6] if name.endswith("tokens") else name
    return name[:-5] if name.startswith("cache") and name.endswith("input") else name


def count_of(usage, name):
    """The number with a name in a usage object, at any depth; None when there is none."""
    inner = []
    for key, value in usage.items():
        if number(value) and plain_key(key) == name:
            return value
        if isinstance(value, dict):
            inner.append(value)
    found = (count_of(value, name) for value in inner)
    return next((value for value in found if value is not None), None)


class Chat:
    """The useChat hook: messages, isStreaming, and a socket that comes back after a loss."""

    def __init__(self, options, clock, project):
        self.options, self.clock, self.project = options, clock, project
        self.form = options.form if options.form != "auto" else None
        self.frames, self.messages = [], []
        self.is_streaming, self.streamed_live = False, False
        self.link = None

    # The socket.

    def address(self):
        """The address of the project."""
        parts = urllib.parse.urlsplit(self.options.url)
        return urllib.parse.urlunsplit(parts._replace(path="/ws/chat/" + self.project))

    def open(self):
        """Connects once; true when the handshake succeeded."""
        self.link = common.Link(self.address(), self.options, self.clock)
        return self.link.trouble is None

    def reopen(self):
        """Reconnects until it succeeds, with growing pauses."""
        for pause in (0.0, 0.5, 1.0, 2.0, 4.0):
            time.sleep(self.clock.left(pause))
            if self.open():
                return True
        return False

    def send(self, text, context=None):
        """Sends one message in the current form, after a reconnection when one is needed."""
        if self.link is None or self.link.trouble is not None:
            self.reopen()
        self.sent_at = len(self.frames)
        self.messages += [{"role": "user", "content": text}, {"role": "assistant", "content": ""}]
        self.is_streaming = True
        message = FORMS[self.form](text)
        if context is not None and isinstance(message, dict):
            message["context"] = context
        self.link.send(message)

    def wait(self, done, seconds=None):
        """Reads frames until the condition holds, the time is over or the link is closed."""
        return self.link.read_until(done, self.handle, seconds)

    def handle(self, frame):
        """One frame changes the state of the hook."""
        self.frames.append(frame)
        if frame.get("type") == "assistant_chunk" and isinstance(frame.get("content"), str) and self.messages:
            self.messages[-1]["content"] += frame["content"]
            self.streamed_live = self.streamed_live or self.is_streaming
        if frame.get("type") == "session_end" or is_refusal(frame):
            self.is_streaming = False

    # Questions about what was seen.

    def of(self, name, start=0):
        """The frames of a type, from a position on."""
        return [frame for frame in self.frames[start:] if frame.get("type") == name]

    def refusals(self, start=0):
        """The frames that are refusals."""
        return [frame for frame in self.frames[start:] if is_refusal(frame)]

    def text(self):
        """The text of the last answer."""
        return self.messages[-1]["content"] if self.messages else ""

    def trouble(self):
        """Why the link closed, if it did."""
        return self.link.trouble if self.link is not None and self.link.trouble else "link open"

    # Whole turns.

    def turn(self, text, context=None):
        """Sends a message and waits for its end; true when session_end came."""
        if self.form is None:
            return self.first_turn(text, context)
        start = len(self.frames)
        self.send(text, context)
        self.wait(lambda: self.of("session_end", start) or self.refusals(start))
        self.wait(lambda: False, 0.3)
        return bool(self.of("session_end", start))

    def first_turn(self, text, context=None):
        """Finds the form that the server accepts; uses the first one that gets an answer."""
        for form in FORMS:
            self.form, start = form, len(self.frames)
            self.send(text, context)
            self.wait(lambda: len(self.frames) > start and (self.answered(start) or self.refusals(start)),
                      max(2.0, self.clock.left() / 3))
            if self.answered(start):
                self.wait(lambda: self.of("session_end", start) or self.refusals(start))
                self.wait(lambda: False, 0.3)
                return bool(self.of("session_end", start))
        self.form = next(iter(FORMS))
        return False

    def answered(self, start):
        """Whether the model began to answer."""
        return any(self.of(name, start) for name in ("assistant_chunk", "usage_update", "session_end"))


# The chat scenarios.


def check_turn(report, chat, text):
    """A whole turn: chunks, usage, end."""
    chunks = chat.of("assistant_chunk")
    report.check("seed 002 s2.1: assistant_chunk with content, in pieces",
                 len(chunks) > 1 and all(isinstance(chunk.get("content"), str) for chunk in chunks),
                 chunks or [chat.frames, chat.trouble()])
    report.check("seed 002 s2.1: the text arrives whole (client form %s)" % chat.form, chat.text() == text, chat.text())
    check_usage(report, chat)
    check_end(report, chat)


def check_usage(report, chat):
    """usage_update with token numbers."""
    updates = chat.of("usage_update")
    good = [update for update in updates if isinstance(update.get("usage"), dict)
            and count_of(update["usage"], "input") is not None and count_of(update["usage"], "output") is not None]
    report.check("seed 002 s2.2: usage_update with a usage object", bool(updates) and len(good) == len(updates),
                 updates or "no usage_update")


def check_end(report, chat):
    """session_end with cost and summary, after everything else of the turn."""
    ends = chat.of("session_end")
    end = ends[-1] if ends else {}
    report.check("seed 002 s2.3: session_end with total_cost_usd",
                 number(end.get("total_cost_usd")) and end["total_cost_usd"] >= 0, end or chat.trouble())
    report.check("seed 002 s2.3: session_end with usage_summary", isinstance(end.get("usage_summary"), dict), end)
    names = [frame.get("type") for frame in chat.frames]
    late = names[names.index("session_end") + 1:] if ends else names
    report.check("seed 002 s2.3: no chunk after session_end", bool(ends) and "assistant_chunk" not in late, late)


def run_chat(options, report, clock):
    """One message and its answer."""
    chat = Chat(options, clock, options.project)
    opened = chat.open()
    report.check("seed 002 s1.1: /ws/chat/{project_id} accepts a project", opened, chat.trouble())
    chat.turn(CHAT)
    check_turn(report, chat, "".join(CHAT_SAYS))
    report.check("seed 002 s3.2: isStreaming while chunks come, off at the end",
                 chat.streamed_live and not chat.is_streaming, [chat.streamed_live, chat.is_streaming])


def project_bound(options, report, clock):
    """Two projects at once: each answer goes to its own connection."""
    first, second = Chat(options, clock, options.project), Chat(options, clock, options.other_project)
    if first.form is None:
        first.open()
        first.turn(CHAT)
        second.form = first.form
    for chat in (first, second):
        if chat.link is None:
            chat.reopen()
    marks = [(first, "ALFA", "BETA"), (second, "BETA", "ALFA")]
    for chat, mark, _ in marks:
        chat.send("[project_bound] a marca e " + mark)
    for chat, mark, _ in marks:
        chat.wait(lambda: mark in chat.text() or chat.refusals(chat.sent_at), 10.0)
        chat.wait(lambda: False, 1.0)
    for chat, mark, other in marks:
        report.check("seed 002 s1.1: the connection belongs to project %s alone" % chat.project,
                     mark in chat.text() and other not in chat.text(), "%r, %s" % (chat.text(), chat.trouble()))


def project_invalid(options, report, clock):
    """Ids that are no project."""
    for words, project in (("unknown", options.unknown_project), ("malformed", "..%2F..%2Fetc")):
        chat = Chat(options, clock, project)
        chat.open()
        chat.wait(lambda: False, 3.0)
        link = chat.link
        by_http = link.status is not None and 400 <= link.status < 500
        by_code = link.code is not None and (link.code == 1008 or 3000 <= link.code < 5000)
        by_frame = link.code is not None and bool(chat.refusals())
        report.check("seed 002 s1.2: a connection with an %s project_id is rejected with an error" % words,
                     by_http or by_code or by_frame, "%s %s" % (chat.frames, chat.trouble()))


def reconnect(options, report, clock):
    """The link is lost in the middle of an answer; the hook comes back."""
    chat = Chat(options, clock, options.project)
    chat.open()
    if chat.form is None:
        chat.turn(CHAT)
    chat.send(SLOW)
    chat.wait(lambda: chat.text())
    report.check("seed 002 s3.3: the answer had begun before the loss", bool(chat.text()), chat.text())
    chat.link.drop()
    report.check("seed 002 s3.3: the client can reconnect to the project", chat.reopen(), chat.trouble())
    chat.send(CHAT)
    whole = "".join(CHAT_SAYS)
    served = chat.wait(lambda: whole in chat.text())
    report.check("seed 002 s3.3: a message after the reconnection is served", served,
                 "%r %s %s" % (chat.text(), chat.refusals(), chat.trouble()))


# REST.


def forward(options, clock, method, path, body, headers):
    """The API route of the front: /api/X goes to API_URL/X with the same method, body and headers."""
    base = (options.api_url or common.http_base(options)).rstrip("/")
    return common.http_call(method, base + path[len("/api"):], options, clock, body, headers)


def rest(method):
    """A scenario that sends one method through the proxy of the front."""
    def scenario(options, report, clock):
        sent = None if method == "GET" else options.rest_body.encode("utf-8")
        headers = [] if sent is None else [("Content-Type", "application/json")]
        status, _, body = forward(options, clock, method, "/api/projects/" + options.project, sent, headers)
        saw = "%d %s" % (status, body)
        report.check("seed 002 s4.1: /projects/{id} is served (%s)" % method, 200 <= status < 300, saw)
        report.check("seed 002 s4.2: the method %s is known" % method, status not in (0, 404, 405, 501), saw)
        report.check("seed 002 s4.1: the answer is JSON or empty (%s)" % method,
                     status not in (0, 404) and is_json(body), saw)
    return scenario


def is_json(body):
    """Empty, or JSON."""
    try:
        return not body.strip() or json.loads(body) is not None
    except ValueError:
        return False


class Upstream(http.server.BaseHTTPRequestHandler):
    """The REST service behind a proxying server: records the requests, responds with a mark."""

    seen = []

    def answer(self):
        """Any method."""
        size = int(self.headers.get("Content-Length") or 0)
        self.seen.append({"method": self.command, "path": self.path, "body": self.rfile.read(size),
                          "authorization": self.headers.get("Authorization")})
        body = json.dumps({"mark": "upstream", "method": self.command}).encode("ascii")
        self.send_response(202)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = answer

    def log_message(self, *_):
        """Logs nothing."""


def server_proxy(options, report, clock):
    """For a server that is itself the proxy: checks the requests that it forwards."""
    host, _, port = options.upstream.rpartition(":")
    try:
        upstream = http.server.ThreadingHTTPServer((host, int(port)), Upstream)
    except OSError as error:
        report.check("seed 002 s4.1: this program can listen at " + options.upstream, False, str(error))
        return
    threading.Thread(target=upstream.serve_forever, daemon=True).start()
    for method in ("GET", "POST", "PUT", "DELETE"):
        proxied(options, report, clock, method)
    upstream.shutdown()


def proxied(options, report, clock, method):
    """One method through the server to the upstream."""
    body = None if method == "GET" else options.rest_body.encode("utf-8")
    url = "%s%s/projects/%s" % (common.http_base(options), options.prefix, options.project)
    headers = [("Authorization", "Bearer seed-client")] + ([("Content-Type", "application/json")] if body else [])
    known = len(Upstream.seen)
    status, _, text = common.http_call(method, url, options, clock, body, headers)
    came = Upstream.seen[known] if len(Upstream.seen) > known else {}
    saw = "%s, answer %d %s" % (came, status, text)
    report.check("seed 002 s4.1: %s is forwarded to /projects/{id}" % method,
                 came.get("path") == "/projects/" + options.project, saw)
    report.check("seed 002 s4.2: %s keeps method and body" % method,
                 came.get("method") == method and came.get("body") == (body or b""), saw)
    report.check("seed 004 t6: %s passes the Authorization header on" % method,
                 came.get("authorization") == "Bearer seed-client", saw)
    report.check("seed 002 s4.1: %s brings the answer back" % method, status == 202 and "upstream" in text, saw)


SCENARIOS = {"chat": run_chat, "project_bound": project_bound, "project_invalid": project_invalid,
             "reconnect": reconnect, "server_proxy": server_proxy}
SCENARIOS.update(("rest_" + method.lower(), rest(method)) for method in ("GET", "POST", "PUT", "DELETE"))


def more_arguments(parser):
    """The options of a project client."""
    parser.add_argument("--project", default="123")
    parser.add_argument("--other-project", default="456")
    parser.add_argument("--unknown-project", default="projeto-que-nao-existe")
    parser.add_argument("--form", choices=["auto"] + list(FORMS), default="auto", help="form of the user message")
    parser.add_argument("--api-url", default="", help="NEXT_PUBLIC_API_URL (default: the http address of the server)")
    parser.add_argument("--rest-body", default='{"name": "projeto"}')
    parser.add_argument("--upstream", default="127.0.0.1:4999")
    parser.add_argument("--prefix", default="/api", help="path of the proxy in server_proxy, may be empty")


if __name__ == "__main__":
    sys.exit(common.run("The client of seed 002.", PLAN, SCENARIOS, more_arguments))

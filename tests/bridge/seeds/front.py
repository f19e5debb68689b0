"""The front of seeds 000 and 001, written only from their text: one socket at /, badges, bubbles, modal, chunks.

    front.py --url ws://127.0.0.1:4000/ SCENARIO       front.py --list       front.py --describe

It connects with Origin http://localhost:3000 and no token, and reads and writes only the events the text lists.
Each check is one JSON line on stdout; the exit code is 1 when any is not met. PLAN below says, for each scenario,
the user messages it sends and what the model behind the server must do for each: a list with one entry per request
that the Messages API gets (the first, then one after every tool result), each a list of actions:

    {"say": [deltas], "pause": s}   text deltas, with s seconds between them
    {"write": {path, content}}      a call of the file writing tool that the server declares, with its own field names
    {"write_badly": {path}}         the same tool, called without its content
    {"tool": {name, input}}         a call of a tool of that name
    {"fail": {status, type, message}}   an HTTP error of the API instead of a stream
    {"break": {type, message}}      an SSE error event in the middle of the stream
    {"say_if": {word, say, otherwise}}  the text depends on whether an earlier message of the request has the word

The last user text of a request picks the entry. Scenarios with no model entry send no message. "needs" names the
settings of the server. `front.py --describe` prints PLAN as JSON, for whoever scripts the fake.
"""

import re
import sys
import time

import common

CHAT = "[chat] diga ola em uma frase"
CHAT_SAYS = ["Ola, ", "tudo ", "bem?"]
HELLO = "Ol\u00e1 mundo"
LONG = "".join("linha %05d: a agua do rio nao volta atras\n" % number for number in range(2400))
CHAT_MODEL = {CHAT: [[{"say": CHAT_SAYS, "pause": 0.05}]]}


def failing(name, status, kind, message):
    """The plan of a scenario in which the Messages API answers with an error."""
    text = "[%s] diga ola" % name
    plan = {text: [[{"fail": {"status": status, "type": kind, "message": message}}]]}
    return {"model": plan, "needs": "retries of the server must end within --patience"}


def writing(text, path, content):
    """The plan of a scenario with one file to write."""
    calls = [{"say": ["Vou criar ", "o arquivo."]}, {"write": {"path": path, "content": content}}]
    return {"model": {text: [calls, [{"say": ["Feito: ", "terminei."]}]]},
            "needs": "--workspace DIR (optional) lets the client look at the file"}


PLAN = {
    "connect": {"model": {}},
    "chat": {"model": CHAT_MODEL},
    "history": {"model": {
        "[history] guarde a palavra marmelo": [[{"say": ["Guardei ", "a palavra."]}]],
        "[history] qual era a palavra?": [[{"say_if": {"word": "marmelo", "say": ["Era ", "marmelo."],
                                                       "otherwise": ["Nao ", "sei."]}}]]}},
    "write_approved": writing("[write_approved] crie o arquivo notas/hello.txt com o conteudo: " + HELLO,
                              "notas/hello.txt", HELLO),
    "write_english": writing("[write_english] create a file notes/hello.txt with content: Hello world",
                             "notes/hello.txt", "Hello world"),
    "write_chunks": writing("[write_chunks] crie o arquivo notas/longo.txt com 2400 linhas", "notas/longo.txt", LONG),
    "write_denied": writing("[write_denied] crie o arquivo notas/negado.txt", "notas/negado.txt", "nao deve existir"),
    "invalid_input": {"model": {"[invalid_input] crie um arquivo sem conteudo": [
        [{"write_badly": {"path": "notas/invalido.txt"}}], [{"say": ["A entrada ", "era invalida."]}]]}},
    "invalid_tool": {"model": {"[invalid_tool] use uma ferramenta que nao existe": [
        [{"tool": {"name": "ferramenta_inexistente", "input": {"x": 1}}}],
        [{"say": ["Essa ferramenta ", "nao ha."]}]]}},
    "path_outside": writing("[path_outside] crie o arquivo ../fora-do-workspace.txt", "../fora-do-workspace.txt", "x"),
    "tool_failure": dict(writing("[tool_failure] crie o arquivo obstaculo/x.txt", "obstaculo/x.txt", "x"),
                         needs="WORKSPACE_DIR/obstaculo is a regular file (made by the client with --workspace)"),
    "invalid_json": {"model": CHAT_MODEL},
    "invalid_payload": {"model": CHAT_MODEL},
    "model_error": failing("model_error", 400, "invalid_request_error", "messages: at least one is required"),
    "model_error_balance": failing("model_error_balance", 400, "invalid_request_error", "Your credit balance is too "
                                   "low to access the Anthropic API. Please go to Plans & Billing."),
    "model_error_auth": failing("model_error_auth", 401, "authentication_error", "invalid x-api-key"),
    "model_error_rate": failing("model_error_rate", 429, "rate_limit_error", "This request would exceed the limit"),
    "model_error_server": failing("model_error_server", 500, "api_error", "Internal server error"),
    "model_error_stream": {"model": {"[model_error_stream] diga ola": [
        [{"say": ["Comecei ", "e "]}, {"break": {"type": "overloaded_error", "message": "Overloaded"}}]]}},
    "busy": {"model": dict({"[busy] conte devagar": [
        [{"say": ["um ", "dois ", "tres ", "quatro ", "cinco ", "seis"], "pause": 0.5}]]}, **CHAT_MODEL)},
    "reconnect": {"model": dict({"[reconnect] conte devagar": [
        [{"say": ["um ", "dois ", "tres ", "quatro ", "cinco ", "seis"], "pause": 0.5}]]}, **CHAT_MODEL)},
    "origin_any": {"model": {}, "needs": "WS_ALLOWED_ORIGINS=* (the default of the text)"},
    "origin_refused": {"model": {}, "needs": "WS_ALLOWED_ORIGINS=http://localhost:3000"},
    "health": {"model": {}},
    "metrics": writing("[metrics] crie o arquivo notas/metrics.txt", "notas/metrics.txt", "medida"),
}

# The events of the text: the type of each field, and whether it must be there.
ANY = object
EVENTS = {
    "session_created": {"session_id": (str, True)},
    "status_update": {"ai_typing": (bool, False), "tool_running": (bool, False), "file_path": (str, False),
                      "busy": (bool, False), "reconnecting": (bool, False), "error": ((str, bool), False)},
    "ai_chunk": {"text": (str, True)},
    "assistant_message_completed": {"reason": (str, False)},
    "tool_request": {"id": (str, True), "name": (str, True), "input": (dict, True)},
    "tool_chunk": {"chunk": (str, True)},
    "error": {"message": (str, True), "detail": (ANY, False)},
}

# Each error of the model: its code (seed 000) and the start of its sentence (seed 001).
AI_ERRORS = {
    "model_error_balance": ("ai_saldo_insuficiente", "saldo insuficiente"),
    "model_error_auth": ("ai_nao_autorizado", "nao autorizado"),
    "model_error_rate": ("ai_limite_excedido", "limite de uso excedido"),
    "model_error_server": ("ai_indisponivel", "servico da ia indispon"),
}

EVENTS_AT = "seed 000 s9, seed 001 s10: "
FLOW_AT = "seed 000 s8, seed 001 s9: "
ERRORS_AT = "seed 000 s15, seed 001 s16: "


def opened_envelope(frame):
    """An event in any of the forms the text allows, as one flat object with its name under "type"."""
    name = frame.get("type", frame.get("event"))
    for key in ("data", "payload"):
        if isinstance(frame.get(key), dict):
            return dict(frame[key], type=name)
    return dict(frame, type=name)


def flaws(event):
    """The faults in the fields of a known event (null counts as absent)."""
    found = []
    for field, (kind, needed) in EVENTS.get(event["type"], {}).items():
        value = event.get(field)
        if value is None and needed:
            found.append("%s without %s" % (event["type"], field))
        elif value is not None and not isinstance(value, kind):
            found.append("%s.%s is %s" % (event["type"], field, common.short(value, 60)))
    if event["type"] == "assistant_message_completed" and event.get("reason") not in (None, "ok", "error"):
        found.append("reason is %r" % event.get("reason"))
    return found


class Front:
    """The page: the state that the user sees, changed by events."""

    def __init__(self, options, clock):
        self.options, self.clock, self.link = options, clock, None
        self.log = []
        self.sessions, self.completed, self.alerts = [], [], []
        self.badges, self.shown, self.last_status = {}, [], {}
        self.text, self.bubbles = "", []
        self.modal, self.requests = None, []
        self.output = ""
        self.flaws, self.ignored = [], []

    # The socket.

    def open(self, origin=None):
        """Connects, and waits for the session."""
        self.link = common.Link(self.options.url, self.options, self.clock, origin)
        known = len(self.sessions)
        return self.wait(lambda: len(self.sessions) > known, 10.0)

    def send(self, name, **fields):
        """Sends an event in the chosen envelope."""
        self.log.append(dict(fields, type=name, sent=True))
        if self.options.envelope == "event":
            self.link.send({"event": name, "data": fields})
        else:
            self.link.send(dict({"type": name}, **fields))

    def say(self, text):
        """The user presses enter."""
        self.text = ""
        self.send("user_message", text=text)

    def decide(self, approved):
        """The user presses a button of the modal."""
        modal, self.modal = self.modal, None
        if modal is not None:
            self.send("tool_approval", tool_use_id=modal.get("id"), approved=approved)

    def wait(self, done, seconds=None):
        """Reads events until the condition holds, the time is over or the link is closed."""
        return self.link.read_until(done, lambda frame: self.handle(opened_envelope(frame)), seconds)

    def pump(self, seconds):
        """Reads events for a while."""
        self.wait(lambda: False, seconds)

    # The events.

    def handle(self, event):
        """One event changes the page; events that the text does not list are ignored, as a page would."""
        self.log.append(event)
        name = event["type"]
        if name not in EVENTS:
            self.ignored.append(str(name))
            return
        wrong = flaws(event)
        self.flaws += wrong
        if not wrong:
            getattr(self, "on_" + name)(event)

    def on_session_created(self, event):
        """A session begins."""
        self.sessions.append(event["session_id"])

    def on_status_update(self, event):
        """Badges change; fields that are not there keep their value."""
        self.last_status = event
        self.shown.append(event)
        self.badges.update((name, value) for name, value in event.items() if name != "type")

    def on_ai_chunk(self, event):
        """The bubble grows."""
        self.text += event["text"]

    def on_assistant_message_completed(self, event):
        """The bubble is final."""
        self.bubbles.append(self.text)
        self.completed.append(event.get("reason"))

    def on_tool_request(self, event):
        """The modal opens."""
        self.requests.append(event)
        self.modal = event

    def on_tool_chunk(self, event):
        """The tool output grows."""
        self.output += event["chunk"]

    def on_error(self, event):
        """An alert appears."""
        self.alerts.append(event)

    # Questions about what was seen.

    def events(self, name, start=0):
        """The received events of a name, from a position of the log on."""
        return [event for event in self.log[start:] if event["type"] == name and "sent" not in event]

    def badge_was_on(self, name):
        """Whether a badge was ever on."""
        return any(event.get(name) for event in self.shown)

    def badge_is_off(self, name):
        """Off: set to false, or not in the last status of a server that never says false but leaves fields out."""
        says_false = any(value is False for event in self.shown for value in event.values())
        return not (self.badges if says_false else self.last_status).get(name)

    def error_texts(self):
        """Every text the page would show as an error."""
        texts = [event.get(field) for event in self.alerts for field in ("message", "detail")]
        texts += [event.get("error") for event in self.shown]
        return [common.short(text) for text in texts if text]

    def trouble(self):
        """Why the link closed, if it did."""
        return self.link.trouble if self.link is not None and self.link.trouble else "link open"


# Steps that scenarios share.


def finish(front, ended=0):
    """Waits for the end of an answer, then a little for the badges to go off."""
    done = front.wait(lambda: len(front.completed) > ended)
    front.wait(lambda: all(map(front.badge_is_off, ("ai_typing", "tool_running", "busy"))), 2.0)
    front.pump(0.3)
    return done


def ask(front, text):
    """Says something and waits for the whole answer (or for a modal); true when the answer ended."""
    ended = len(front.completed)
    front.say(text)
    front.wait(lambda: len(front.completed) > ended or front.modal is not None)
    return front.modal is None and finish(front, ended)


def wait_modal(front):
    """Waits for the modal; an answer that ends first gets two seconds more."""
    front.wait(lambda: front.modal is not None or front.completed)
    return front.wait(lambda: front.modal is not None, 2.0)


def messages(name):
    """The user messages of a scenario."""
    return list(PLAN[name]["model"])


def check_session(report, front):
    """The session event came."""
    report.check(EVENTS_AT + "session_created with session_id after connecting", bool(front.sessions),
                 front.sessions or front.trouble())


def check_fields(report, front):
    """Every listed event had the fields and types of the list."""
    saw = front.flaws or "%d events, not listed and ignored: %s" % (len(front.log), sorted(set(front.ignored)))
    known = any(event["type"] in EVENTS for event in front.log if "sent" not in event)
    report.check(EVENTS_AT + "known events have the listed fields", known and not front.flaws, saw)


def check_badge(report, front, badge, what):
    """A badge came on by status_update and went off by itself."""
    report.check("%s: status_update %s on" % (what, badge), front.badge_was_on(badge), front.shown)
    report.check("%s: status_update %s off at the end" % (what, badge),
                 front.badge_was_on(badge) and front.badge_is_off(badge), front.last_status)


def check_completed(report, front, number=1, allowed=("ok", None)):
    """An answer ended with an allowed reason."""
    met = len(front.completed) >= number and front.completed[-1] in allowed
    wanted = " or ".join("no reason" if reason is None else reason for reason in allowed)
    report.check(EVENTS_AT + "assistant_message_completed (%s)" % wanted, met,
                 "%s, %s" % (front.completed, front.trouble()))


def check_streamed(report, front, start=0, least=2):
    """The answer came in pieces."""
    pieces = [event.get("text") for event in front.events("ai_chunk", start)]
    report.check("seed 000 s3, seed 001 s3: the answer streams as ai_chunk", len(pieces) >= least, pieces)


def check_alive(report, front, where):
    """After a fault, the page can go on talking (the texts do not say it, the page needs it)."""
    done = front.link.trouble is None and ask(front, CHAT)
    report.check(where + ": the next message is served (implied)", done and "Ola" in front.text,
                 "%r, %s" % (front.text, front.trouble()))


# The scenarios.


def connect(options, report, clock):
    """Opens the page."""
    front = Front(options, clock)
    front.open()
    front.pump(0.3)
    check_session(report, front)
    check_fields(report, front)


def chat(options, report, clock):
    """One message, one streamed answer."""
    front = Front(options, clock)
    front.open()
    ask(front, CHAT)
    check_session(report, front)
    check_streamed(report, front)
    report.check("seed 000 s3, seed 001 s3: the text arrives whole", front.text == "".join(CHAT_SAYS), front.text)
    check_badge(report, front, "ai_typing", "seed 000 s3, seed 001 s3")
    check_completed(report, front)
    report.check(EVENTS_AT + "no error event", bool(front.completed) and not front.alerts, front.alerts)
    check_fields(report, front)


def history(options, report, clock):
    """The second answer needs the first message."""
    front = Front(options, clock)
    front.open()
    first, second = messages("history")
    ask(front, first)
    ask(front, second)
    report.check("seed 000 s3, seed 001 s3: the conversation has a history", "marmelo" in front.text, front.text)
    check_completed(report, front, 2)
    check_fields(report, front)


def approved(name):
    """A scenario in which the user approves the file."""
    def scenario(options, report, clock):
        text = messages(name)[0]
        want = PLAN[name]["model"][text][0][1]["write"]
        front = Front(options, clock)
        before = common.workspace_file(options, want["path"])
        front.open()
        front.say(text)
        wait_modal(front)
        front.pump(1.0)
        check_pause(options, report, front, want, before)
        start, ended = len(front.log), len(front.completed)
        front.decide(True)
        finish(front, ended)
        check_write(report, front, want, start)
        check_file(options, report, want, clock)
        if name == "write_chunks":
            report.check(FLOW_AT + "a long file is written in several chunks", len(front.events("tool_chunk")) > 1,
                         "%d chunks" % len(front.events("tool_chunk")))
    return scenario


def check_pause(options, report, front, want, before):
    """The modal is open and nothing happens until the user decides."""
    asked = front.modal or {}
    strings = [value for value in (asked.get("input") or {}).values() if isinstance(value, str)]
    report.check(FLOW_AT + "tool_request opens the modal", bool(asked), common.short(asked) + ", " + front.trouble())
    report.check("seed 000 s13, seed 001 s14: the modal shows path and content of the tool input",
                 any(text.endswith(want["path"]) for text in strings) and want["content"] in strings, strings)
    untouched = not options.workspace or common.workspace_file(options, want["path"]) == before
    report.check("seed 000 s3, seed 001 s3: nothing is written before the approval",
                 bool(asked) and not front.events("tool_chunk") and untouched,
                 "%d chunks, file untouched: %s" % (len(front.events("tool_chunk")), untouched))


def check_write(report, front, want, start):
    """After the approval: badge, chunks, and the rest of the answer."""
    paths = [event.get("file_path") for event in front.shown if event.get("file_path")]
    check_badge(report, front, "tool_running", "seed 000 s3, seed 001 s3")
    report.check(EVENTS_AT + "file_path, when sent, names the file",
                 bool(front.requests) and all(path.endswith(want["path"]) for path in paths),
                 paths or "no file_path was sent")
    report.check(FLOW_AT + "tool_chunk shows the content being written", front.output == want["content"],
                 "%d events, %d of %d characters: %s" % (len(front.events("tool_chunk")), len(front.output),
                                                         len(want["content"]), front.output[:60]))
    report.check(FLOW_AT + "after the result the answer goes on as ai_chunk", bool(front.events("ai_chunk", start)),
                 [event.get("text") for event in front.events("ai_chunk", start)])
    check_completed(report, front)
    report.check(ERRORS_AT + "no error on the good path", bool(front.completed) and not front.error_texts(),
                 front.error_texts())
    check_fields(report, front)


def check_file(options, report, want, clock):
    """The file is where the text says, when --workspace is known."""
    if not options.workspace:
        return
    data, limit = None, common.Clock(clock.left(2.0))
    while data is None and limit.left() > 0:
        data = common.workspace_file(options, want["path"])
    report.check("seed 000 s13, seed 001 s14: the file is at WORKSPACE_DIR/" + want["path"],
                 data == want["content"].encode("utf-8"), "missing" if data is None else "%d bytes" % len(data))


def write_denied(options, report, clock):
    """The user says no: no file, and the conversation goes on."""
    text = messages("write_denied")[0]
    want = PLAN["write_denied"]["model"][text][0][1]["write"]
    front = Front(options, clock)
    front.open()
    front.say(text)
    wait_modal(front)
    report.check(FLOW_AT + "tool_request opens the modal", front.modal is not None, front.trouble())
    ended = len(front.completed)
    front.decide(False)
    finish(front, ended)
    there = common.workspace_file(options, want["path"]) is not None
    report.check(FLOW_AT + "a denied tool does not run",
                 bool(front.requests) and not front.events("tool_chunk") and not there,
                 "%d chunks, file there: %s" % (len(front.events("tool_chunk")), there))
    report.check(EVENTS_AT + "tool_running is off at the end",
                 bool(front.requests) and front.badge_is_off("tool_running"), front.last_status)
    check_completed(report, front)
    report.check(FLOW_AT + "the conversation continues after the denial", len(front.completed) > ended, front.text)
    check_fields(report, front)


def resumed(name):
    """A scenario with a tool call that is not valid: the server answers the model itself, with no modal."""
    def scenario(options, report, clock):
        front = Front(options, clock)
        front.open()
        done = ask(front, messages(name)[0])
        where = "seed 000 s10, seed 001 s11: "
        report.check(where + "the user is not asked about an invalid call", done and not front.requests,
                     front.requests or front.trouble())
        report.check(where + "the invalid call is answered and the model goes on", done and bool(front.text),
                     front.text)
        report.check(where + "nothing is written", done and not front.events("tool_chunk"), front.output)
        check_completed(report, front)
        check_fields(report, front)
    return scenario


def failed_write(name, codes):
    """A scenario in which the tool cannot write; the modal may open first."""
    def scenario(options, report, clock):
        make_obstacle(options, name)
        front = Front(options, clock)
        front.open()
        front.say(messages(name)[0])
        wait_modal(front)
        ended = len(front.completed) if front.modal else 0
        front.decide(True)
        finish(front, ended)
        texts = front.error_texts()
        report.check(ERRORS_AT + " or ".join(codes) + " is shown", any(
            code in common.folded(text) for text in texts for code in codes), texts or front.trouble())
        report.check("seed 000 s14, seed 001 s15: nothing is written outside",
                     common.workspace_file(options, "../fora-do-workspace.txt") is None and bool(front.sessions),
                     "looked" if options.workspace else "no --workspace, not looked")
        report.check("seed 000 s11, seed 001 s12: tool_running is off after the failure",
                     bool(front.completed) and front.badge_is_off("tool_running"), front.last_status)
        check_completed(report, front, 1, ("ok", "error", None))
        check_fields(report, front)
    return scenario


def make_obstacle(options, name):
    """With --workspace: a regular file where the tool needs a directory."""
    if name == "tool_failure" and options.workspace and common.workspace_file(options, "obstaculo") is None:
        with open(options.workspace + "/obstaculo", "w", encoding="ascii") as file:
            file.write("x")


def invalid_json(options, report, clock):
    """A message that is not JSON."""
    front = Front(options, clock)
    front.open()
    front.link.send("{isto nao e json")
    front.wait(lambda: front.alerts, 5.0)
    report.check(EVENTS_AT + "error invalid_json", any(event["message"] == "invalid_json" for event in front.alerts),
                 front.alerts or front.trouble())
    check_fields(report, front)
    check_alive(report, front, EVENTS_AT + "invalid_json")


BAD_EVENTS = (
    ("an unknown event", "nao_existe", {"text": "x"}),
    ("user_message with no text", "user_message", {}),
    ("user_message with a number as text", "user_message", {"text": 7}),
    ("tool_approval with no approved", "tool_approval", {"tool_use_id": "toolu_1"}),
    ("tool_approval with a string as approved", "tool_approval", {"tool_use_id": "toolu_1", "approved": "yes"}),
    ("tool_approval with no tool_use_id", "tool_approval", {"approved": True}),
)


def invalid_payload(options, report, clock):
    """JSON that is neither of the two events."""
    front = Front(options, clock)
    front.open()
    for words, name, fields in BAD_EVENTS:
        check_bad(report, front, words, ("invalid_payload",), lambda: front.send(name, **fields))
    for words, raw in (("a JSON array", "[1, 2]"), ("a JSON number", "7")):
        check_bad(report, front, words, ("invalid_payload", "invalid_json"), lambda: front.link.send(raw))
    check_fields(report, front)
    check_alive(report, front, EVENTS_AT + "invalid_payload")


def check_bad(report, front, words, codes, send):
    """Sends one bad payload; its error must come. A closed link is opened again for the next one."""
    if front.link.trouble is not None:
        front.open()
    known = len(front.alerts)
    send()
    front.wait(lambda: len(front.alerts) > known, 3.0)
    got = front.alerts[known:]
    report.check(EVENTS_AT + "error %s for %s" % (" or ".join(codes), words),
                 any(event["message"] in codes for event in got), got or front.trouble())


def model_error(name):
    """A scenario in which the Messages API fails."""
    def scenario(options, report, clock):
        front = Front(options, clock)
        front.open()
        ask(front, messages(name)[0])
        texts = front.error_texts()
        report.check(ERRORS_AT + "the error text of " + name, names_error(name, texts), texts or front.trouble())
        report.check("seed 000 s11, seed 001 s12: ai_typing and busy are off after the error",
                     bool(texts) and front.badge_is_off("ai_typing") and front.badge_is_off("busy"),
                     front.last_status)
        check_completed(report, front, 1, ("error", None))
        check_fields(report, front)
    return scenario


def names_error(name, texts):
    """Whether the texts name the error by code or by sentence; the generic one must not name another."""
    def named(kind):
        return any(word in common.folded(text) for text in texts for word in AI_ERRORS[kind])
    if name in AI_ERRORS:
        return named(name)
    generic = any("ai_error" in common.folded(text) for text in texts)
    if name == "model_error_stream":
        return generic or named("model_error_server")
    return generic or (bool(texts) and not any(map(named, AI_ERRORS)))


def busy(options, report, clock):
    """A second message while the first is being answered."""
    front = Front(options, clock)
    front.open()
    front.say(messages("busy")[0])
    front.wait(lambda: front.text)
    front.say(CHAT)
    finish(front)
    front.wait(lambda: "seis" in streamed(front), 10.0)
    front.pump(1.5)
    front.wait(lambda: front.badge_is_off("busy") and front.badge_is_off("ai_typing"), 10.0)
    whole = streamed(front)
    report.check("seed 000 s9, seed 001 s10: status_update busy on", front.badge_was_on("busy"), front.shown)
    report.check("seed 000 s9, seed 001 s10: status_update busy off at the end",
                 front.badge_was_on("busy") and front.badge_is_off("busy"), front.last_status)
    report.check("seed 000 s11, seed 001 s12: the first answer is not disturbed",
                 whole.startswith("um dois tres quatro cinco seis"), whole)
    check_fields(report, front)
    check_alive(report, front, "seed 000 s11, seed 001 s12: busy")


def streamed(front):
    """All text of the session so far."""
    return "".join(str(event.get("text")) for event in front.events("ai_chunk"))


def reconnect(options, report, clock):
    """The link is lost in the middle of an answer; the page connects again and goes on."""
    front = Front(options, clock)
    front.open()
    front.say(messages("reconnect")[0])
    front.wait(lambda: front.text)
    report.check("seed 000 s11, seed 001 s12: the answer had begun before the loss", bool(front.text), front.text)
    front.link.drop()
    known = len(front.sessions)
    for pause in (0.5, 1.0, 2.0, 4.0):
        if connect_again(front, pause, clock):
            break
    report.check("seed 000 s11, seed 001 s12: the page can reconnect and gets a session",
                 len(front.sessions) > known, "%s, %s" % (front.sessions, front.trouble()))
    front.completed.clear()
    front.say(CHAT)
    served = front.wait(lambda: "".join(CHAT_SAYS) in front.text)
    finish(front)
    report.check("seed 000 s11, seed 001 s12: a message after the reconnection is served", served,
                 "%r, errors %s, %s" % (front.text, front.error_texts(), front.trouble()))
    check_fields(report, front)


def connect_again(front, pause, clock):
    """One try to reconnect after a pause."""
    time.sleep(clock.left(pause))
    return front.open()


def origin_any(options, report, clock):
    """With the default *, any page may connect."""
    front = Front(options, clock)
    front.open("http://outra.example")
    report.check("seed 000 s6, seed 001 s7: the default of WS_ALLOWED_ORIGINS lets any origin in",
                 bool(front.sessions), front.sessions or front.trouble())


def origin_refused(options, report, clock):
    """With one allowed origin, the other is refused: by the handshake, or by a close before any session."""
    where = "seed 000 s14, seed 001 s15: "
    other, ours = Front(options, clock), Front(options, clock)
    other.open("http://outra.example")
    report.check(where + "an origin that is not allowed is refused",
                 not other.sessions and (other.link.status is not None or other.link.code is not None),
                 "%s, %s" % (other.sessions, other.trouble()))
    ours.open()
    report.check(where + "the allowed origin connects", bool(ours.sessions), ours.sessions or ours.trouble())


def health(options, report, clock):
    """GET /health."""
    status, _, body = common.http_call("GET", common.http_base(options) + "/health", options, clock)
    report.check("seed 000 s11, seed 001 s12: GET /health answers 200", status == 200, "%d %s" % (status, body))


SAMPLE = re.compile(r"^([A-Za-z_:][A-Za-z0-9_:]*)(\{[^}]*\})?\s+([-+]?[0-9.eE+-]+|NaN|[-+]?Inf)(\s+\d+)?$")

# Figures that the text names: patterns that all must match the name (with its labels) of one sample.
COUNTED = {
    "WebSocket connections": (r"ws|websocket|connection", r"connect"),
    "Anthropic requests": (r"anthropic|claude|model|ai_|messages", r"request|call"),
    "tool approvals": (r"tool|approv", r"approv"),
}
TIMED = {
    "streaming duration": (r"duration|second|_ms|latency|time", r"stream"),
    "continuation duration": (r"duration|second|_ms|latency|time", r"resum|continu"),
}


def samples(body):
    """(values by name and labels, lines that are not in the format) of a metrics page."""
    values, bad = {}, []
    for line in body.splitlines():
        found = SAMPLE.match(line.strip())
        if found:
            values[found.group(1) + (found.group(2) or "")] = float(found.group(3))
        elif line.strip() and not line.startswith("#"):
            bad.append(line)
    return values, bad


def chosen(values, patterns):
    """The samples whose name matches all patterns."""
    return {name: value for name, value in values.items() if all(re.search(p, name.lower()) for p in patterns)}


def metrics(options, report, clock):
    """GET /metrics before and after one approved file."""
    where, url = "seed 000 s11, seed 001 s12: ", common.http_base(options) + "/metrics"
    before = samples(common.http_call("GET", url, options, clock)[2])[0]
    front = Front(options, clock)
    front.open()
    front.say(messages("metrics")[0])
    wait_modal(front)
    ended = len(front.completed)
    front.decide(True)
    finish(front, ended)
    status, headers, body = common.http_call("GET", url, options, clock)
    after, bad = samples(body)
    report.check(where + "GET /metrics answers in the Prometheus format", status == 200 and after and not bad,
                 "%d, %d samples, bad lines %s, %s" % (status, len(after), bad[:3], body[:80]))
    for words, patterns in COUNTED.items():
        grown = [name for name, value in chosen(after, patterns).items() if value > before.get(name, 0.0)]
        report.check(where + "a counter of %s that counts" % words, bool(grown), grown or chosen(after, patterns))
    for words, patterns in TIMED.items():
        found = chosen(after, patterns)
        report.check(where + "an average of the " + words, bool(found), found)


SCENARIOS = {
    "connect": connect, "chat": chat, "history": history, "write_denied": write_denied,
    "path_outside": failed_write("path_outside", ("invalid_path",)),
    "tool_failure": failed_write("tool_failure", ("write_failed", "tool_error")),
    "invalid_json": invalid_json, "invalid_payload": invalid_payload, "busy": busy, "reconnect": reconnect,
    "origin_any": origin_any, "origin_refused": origin_refused, "health": health, "metrics": metrics,
}
SCENARIOS.update((name, approved(name)) for name in ("write_approved", "write_english", "write_chunks"))
SCENARIOS.update((name, resumed(name)) for name in ("invalid_input", "invalid_tool"))
SCENARIOS.update((name, model_error(name)) for name in PLAN if name.startswith("model_error"))


def more_arguments(parser):
    """The options of this program only."""
    parser.add_argument("--envelope", choices=("type", "event"), default="type",
                        help='what is sent: {"type": ..., fields} or {"event": ..., "data": {fields}}')


if __name__ == "__main__":
    sys.exit(common.run("The front of seeds 000 and 001.", PLAN, SCENARIOS, more_arguments))

"""A stand-in for a model: an HTTP server on this machine that answers the way the APIs of model providers do.

It answers the first request that offers our tool write_file with a call of that tool, and the request that has the
result of the call with a sentence. Requests without the tool, for a title or a summary, are answered with a word.

APIs, each with and without streaming: OpenAI Responses, OpenAI Chat Completions, Gemini generateContent.
"""

import http.server
import json
import threading

CALL_ID = "call_1"
CHUNK = 997  # Characters of the arguments in one streaming event.
USAGE = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}


def pieces(text):
    return [text[at : at + CHUNK] for at in range(0, len(text), CHUNK)]


def text_of(value):
    """The text of a tool result, which some APIs put into content blocks."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False)


class Responses:
    """OpenAI Responses: POST .../responses"""

    @staticmethod
    def tools(body):
        """The tools that the request offers: (full name, fields that name the tool in a call)."""
        for tool in body.get("tools", []):
            if tool.get("type") == "function":
                yield tool["name"], {"name": tool["name"]}
            elif tool.get("type") == "namespace":
                for inner in tool["tools"]:
                    call = {"name": inner["name"], "namespace": tool["name"]}
                    yield f"{tool['name']}__{inner['name']}", call

    @staticmethod
    def results(body):
        for item in body["input"] if isinstance(body["input"], list) else []:
            if item.get("type") == "function_call_output" and item["call_id"] == CALL_ID:
                yield text_of(item["output"])

    @staticmethod
    def is_streaming(path, body):
        return body.get("stream", False)

    @staticmethod
    def item(call, arguments, text):
        if call:
            item = {"type": "function_call", "id": "fc_1", "call_id": CALL_ID, "status": "completed"}
            return item | call | {"arguments": json.dumps(arguments)}
        content = [{"type": "output_text", "text": text, "annotations": []}]
        return {"type": "message", "id": "msg_1", "status": "completed", "role": "assistant", "content": content}

    @classmethod
    def whole(cls, item):
        usage = {"input_tokens": 1, "output_tokens": 1, "total_tokens": 2}
        usage |= {"input_tokens_details": {"cached_tokens": 0}, "output_tokens_details": {"reasoning_tokens": 0}}
        return {"id": "resp_1", "object": "response", "status": "completed", "output": [item], "usage": usage}

    @classmethod
    def events(cls, item):
        begun = {"id": "resp_1", "object": "response", "status": "in_progress", "output": []}
        yield {"type": "response.created", "response": begun}
        if item["type"] == "function_call":
            empty = item | {"arguments": "", "status": "in_progress"}
            yield {"type": "response.output_item.added", "output_index": 0, "item": empty}
            for piece in pieces(item["arguments"]):
                delta = {"item_id": item["id"], "output_index": 0, "delta": piece}
                yield {"type": "response.function_call_arguments.delta"} | delta
        else:
            yield {"type": "response.output_item.added", "output_index": 0, "item": item | {"content": []}}
            delta = {"item_id": item["id"], "output_index": 0, "content_index": 0}
            yield {"type": "response.output_text.delta", "delta": item["content"][0]["text"]} | delta
        yield {"type": "response.output_item.done", "output_index": 0, "item": item}
        yield {"type": "response.completed", "response": cls.whole(item)}


class ChatCompletions:
    """OpenAI Chat Completions: POST .../chat/completions"""

    @staticmethod
    def tools(body):
        for tool in body.get("tools") or []:
            yield tool["function"]["name"], {"name": tool["function"]["name"]}

    @staticmethod
    def results(body):
        for message in body["messages"]:
            if message["role"] == "tool" and message["tool_call_id"] == CALL_ID:
                yield text_of(message["content"])

    @staticmethod
    def is_streaming(path, body):
        return body.get("stream", False)

    @staticmethod
    def item(call, arguments, text):
        if call:
            function = call | {"arguments": json.dumps(arguments)}
            calls = [{"id": CALL_ID, "type": "function", "function": function}]
            return {"role": "assistant", "content": None, "tool_calls": calls}
        return {"role": "assistant", "content": text}

    @staticmethod
    def whole(item):
        choice = {"index": 0, "message": item, "finish_reason": "tool_calls" if "tool_calls" in item else "stop"}
        head = {"id": "chat_1", "object": "chat.completion", "created": 1, "model": "stand-in"}
        return head | {"choices": [choice], "usage": USAGE}

    @staticmethod
    def events(item):
        head = {"id": "chat_1", "object": "chat.completion.chunk", "created": 1, "model": "stand-in"}

        def chunk(delta, reason=None):
            return head | {"choices": [{"index": 0, "delta": delta, "finish_reason": reason}]}

        if "tool_calls" in item:
            call = item["tool_calls"][0]
            empty = call | {"index": 0, "function": call["function"] | {"arguments": ""}}
            yield chunk({"role": "assistant", "content": None, "tool_calls": [empty]})
            for piece in pieces(call["function"]["arguments"]):
                yield chunk({"tool_calls": [{"index": 0, "function": {"arguments": piece}}]})
            yield chunk({}, "tool_calls")
        else:
            yield chunk(item)
            yield chunk({}, "stop")
        yield head | {"choices": [], "usage": USAGE}


class GenerateContent:
    """Gemini: POST .../models/MODEL:generateContent, :streamGenerateContent"""

    @staticmethod
    def tools(body):
        for group in body.get("tools", []):
            for tool in group.get("functionDeclarations", []):
                yield tool["name"], {"name": tool["name"]}

    @staticmethod
    def results(body):
        for content in body["contents"]:
            for part in content.get("parts", []):
                if "functionResponse" in part:
                    yield text_of(part["functionResponse"]["response"])

    @staticmethod
    def is_streaming(path, body):
        return ":streamGenerateContent" in path

    @staticmethod
    def item(call, arguments, text):
        return {"functionCall": call | {"args": arguments}} if call else {"text": text}

    @staticmethod
    def whole(item):
        usage = {"promptTokenCount": 1, "candidatesTokenCount": 1, "totalTokenCount": 2}
        candidate = {"content": {"role": "model", "parts": [item]}, "finishReason": "STOP", "index": 0}
        return {"candidates": [candidate], "usageMetadata": usage, "modelVersion": "stand-in"}

    @classmethod
    def events(cls, item):
        yield cls.whole(item)


APIS = {"/responses": Responses, "/chat/completions": ChatCompletions, "ateContent": GenerateContent}


class StandIn:
    """`server_name`: the name of our server in the agent's configuration, which is part of the names of its tools."""

    def __init__(self, server_name, path, content):
        self.server_name = server_name
        self.arguments = {"path": path, "content": content}
        self.tools = None  # The names of our tools in the first request that offers any.
        self.results = []
        self.unknown_requests = []
        self.requests = 0
        self._lock = threading.Lock()
        stand_in = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                stand_in._handle(self)

            def do_GET(self):
                stand_in.unknown_requests.append(f"GET {self.path}")
                stand_in._send(self, 404, {"error": {"message": "not found"}})

            def log_message(self, *_):
                pass

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self):
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self._server.shutdown()
        self._server.server_close()

    def _answer(self, api, body):
        """The answer to a request, as an item of its API."""
        offered = {name: call for name, call in api.tools(body) if self.server_name in name}
        results = list(api.results(body))
        with self._lock:
            self.requests += 1
            if offered and self.tools is None:
                self.tools = sorted(offered)
            write = [call for name, call in offered.items() if name.endswith("write_file")]
            if not write:
                return api.item(None, None, "Hello")
            if results:
                self.results = results
                return api.item(None, None, "The file is written.")
            return api.item(write[0], self.arguments, None)

    def _handle(self, request):
        raw = read_body(request)
        path = request.path.partition("?")[0]
        api = next((api for end, api in APIS.items() if path.endswith(end)), None)
        if api is None:
            self.unknown_requests.append(f"POST {path}")
            self._send(request, 404, {"error": {"message": "not found"}})
            return
        body = json.loads(raw)
        item = self._answer(api, body)
        if not api.is_streaming(path, body):
            self._send(request, 200, api.whole(item))
            return
        events = [f"data: {json.dumps(event)}\n\n" for event in api.events(item)]
        if api is Responses:
            types = [event["type"] for event in api.events(item)]
            events = [f"event: {name}\n{event}" for name, event in zip(types, events)]
        if api is ChatCompletions:
            events.append("data: [DONE]\n\n")
        self._send_bytes(request, 200, "text/event-stream", "".join(events).encode())

    def _send(self, request, status, value):
        self._send_bytes(request, status, "application/json", json.dumps(value).encode())

    @staticmethod
    def _send_bytes(request, status, kind, data):
        request.send_response(status)
        request.send_header("Content-Type", kind)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)


def read_body(request):
    if request.headers.get("Transfer-Encoding", "").lower() != "chunked":
        return request.rfile.read(int(request.headers.get("Content-Length", 0)))
    body = b""
    while size := int(request.rfile.readline().split(b";")[0], 16):
        body += request.rfile.read(size)
        request.rfile.readline()
    request.rfile.readline()
    return body

#!/usr/bin/env python3
"""Tests that the rule about temporaries in `co_await` finds them, and nothing else."""

import sys

sys.dont_write_bytecode = True  # the source tree may be read-only
from coroutine_temporaries import temporaries

# Lines, each with the number of temporaries in it.
TABLE = [
    # The one that crashed the bridge.
    (3, 'co_await send(Request(verb::get, "/", 10), {}, error_reply(413, "too_large", "Send less."));'),
    (1, "co_await send(request, call, refusal(refused));"),
    (1, "co_await send(\n    request, call,\n    error_reply(429, \"x\", \"y\"));"),
    (1, "co_await attach(session, true, {});"),
    (1, "co_await attach(session, true, Options{.x = 1});"),
    (1, 'co_await send("HTTP/1.1 100 Continue");'),
    (1, "co_await f(std::string(text));"),
    (1, 'co_await f("a" + name);'),
    (1, "co_await f(a.b().c());"),
    (1, "co_await f(made->id());"),
    (1, "co_await stream.async_write(asio::buffer(message.dump()), as_result);"),
    (1, "co_await on_worker(pool, [&] { return 1; });"),
    (1, "const auto x = co_await on_worker(pool, [x] { return f(x); });"),
    (1, "co_await asio::co_spawn(pool, task(std::move(work)), asio::use_awaitable);"),
    (1, "asio::co_spawn(co_await asio::this_coro::executor, serve(name, text), asio::detached);"),
    (1, "use(make(1), co_await next(socket));"),
    (1, "co_await Call(1).run();"),
    (1, "co_await Call{1};"),
    (1, "co_await [&]() -> asio::awaitable<void> { co_return; }();"),
    (2, "if (co_await f(g(1))) co_await f(h(2));"),
    (1, "co_await f(std::make_shared<Thing>(1));"),
    (1, "co_await f(frame.data.value(\"epoch\", text));"),
    # Allowed lines.
    (0, "co_await f();"),
    (0, "co_await f(a, b->c, d[1], -e, *g, &h, 7, 'x', true, std::move(i));"),
    (0, "co_await socket().async_read_some(asio::buffer(rest), as_result);"),
    (0, "co_await stream.async_write(asio::buffer(frame.data(), frame.size()), as_result);"),
    (0, "const auto [e, n] = co_await http::async_read(stream_, buffer, *parser_, as_result);"),
    (0, "co_await beast_http::async_write_header(stream_, serializer, as_result);"),
    (0, "const auto frame = Json::parse(co_await next_frame(socket));"),
    (0, "co_await f(frame[\"id\"]);"),
    (0, "auto work = [&] { return g(1); };\nco_await on_worker(pool, work);"),
    (0, "auto served = [c]() -> asio::awaitable<void> { co_await c->run(); };"),
    (0, "asio::co_spawn(context, std::move(served), made(1)); co_await f(x);"),
    (0, "// co_await f(Temporary{});"),
    (0, "say(\"co_await f(g())\");"),
    (0, "if (!co_await f(x)) co_return g(h(1));"),
    (0, "use(g(1)); co_await f(static_cast<int>(x));"),
    (0, "co_await events.next(comment_after);"),
]


def main():
    wrong = 0
    for count, code in TABLE:
        found = temporaries(code)
        if len(found) != count:
            wrong += 1
            print(f"{code}\n  expected {count}, found {found}")
    print(f"{len(TABLE)} lines, {wrong} wrong")
    return 1 if wrong else 0


sys.exit(main())

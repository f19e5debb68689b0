"""Finds temporaries in `co_await` expressions, which g++ 12 destroys twice.

    co_await send(Request(...), {}, error_reply(...));   // free(): invalid pointer

A heuristic: it parses the arguments of each awaited call, and those beside it in the calls around it, and
reports what may be a temporary with a destructor: braces, lambdas, string literals (which may become a
std::string), and all calls but a few that are known to return references or trivial values.
"""

import re

# Functions whose results have trivial destructors. `.name` is a member function.
HARMLESS = {
    "std::move", "std::forward", "std::ref", "static_cast", "asio::buffer", "boost::asio::buffer",
    "std::chrono::seconds", "std::chrono::milliseconds", ".data", ".size",
}
CALL = re.compile(r"((?:\.|->|::)?[A-Za-z_][\w:]*)\s*(?:<[^<>()]*(?:<[^<>()]*>)?[^<>()]*>)?\s*\(")
CLOSING = {"(": ")", "[": "]", "{": "}"}


def blanked(code):
    """The code without comments and without the content of literals; lines and columns stay."""
    def blank(match):
        text = match.group(0)
        if text[0] in "\"'":
            return text[0] + " " * (len(text) - 2) + text[-1]
        return re.sub(r"[^\n]", " ", text)
    raw = re.compile(r'R"(\w*)\((?:.|\n)*?\)\1"')
    code = raw.sub(lambda match: '"' + re.sub(r"[^\n]", " ", match.group(0)[1:-1]) + '"', code)
    literal = r'"(?:\\.|[^"\\\n])*"' + r"|(?<![0-9A-Fa-f])'(?:\\.|[^'\\\n])+'"
    return re.sub(r"//[^\n]*|/\*(?:.|\n)*?\*/|" + literal, blank, code)


def end_of_group(code, start):
    """The position of the bracket that closes the one at `start`."""
    depth = 0
    for at in range(start, len(code)):
        if code[at] in "([{":
            depth += 1
        elif code[at] in ")]}":
            depth -= 1
            if depth == 0:
                return at
    return len(code)


def arguments(code, start, end):
    """(begin, text) of each comma-separated part between two brackets."""
    begin, at = start + 1, start + 1
    while at < end:
        if code[at] in "([{":
            at = end_of_group(code, at)
        elif code[at] == ",":
            yield begin, code[begin:at]
            begin = at + 1
        at += 1
    yield begin, code[begin:end]


def temporary_in(argument):
    """The part of an argument that may be a temporary with a destructor; None if there is none."""
    text = argument.strip()
    if text.startswith("["):
        return "a lambda"
    if "{" in text:
        return "an initializer"
    if '"' in re.sub(r'\["\s*"\]', "", text):
        return "a string literal"
    for match in CALL.finditer(text):
        name = match.group(1).replace("->", ".")
        if name not in HARMLESS:
            return f"`{name}(...)`"
    return None


def groups_of_call(code, at):
    """The parenthesised groups of the expression that begins at `at`, and the fault in the rest."""
    while at < len(code):
        if code[at] == "(":
            end = end_of_group(code, at)
            yield at, end
            at = end
        elif code[at] == "[":
            at = end_of_group(code, at)
        elif code[at] in ";,){}]?":
            return
        at += 1


def enclosing_groups(code, at):
    """The parentheses around a position, up to the statement it is in."""
    depth = 0
    for begin in range(at - 1, -1, -1):
        if code[begin] in ")]}":
            depth += 1
        elif code[begin] in "([{":
            if depth == 0 and code[begin] == "{":
                return
            if depth == 0:
                yield begin, end_of_group(code, begin)
            else:
                depth -= 1
        elif code[begin] == ";" and depth == 0:
            return


def callee_temporary(code, at):
    """An object that exists only for the await: `co_await Thing(1).run()`, `co_await [] {...}()`."""
    head = code[at:].lstrip()
    if head.startswith("["):
        return "a lambda"
    made = re.match(r"(?:\w+::)*[A-Z]\w*\s*([({])", head)
    if made and (made.group(1) == "{" or head[end_of_group(head, made.end() - 1) + 1:].lstrip()[:1] in (".", "-")):
        return "an object without a name"
    return None


def temporaries(code):
    """(line, description) of each fault."""
    code = blanked(code)
    found = set()
    for match in re.finditer(r"\bco_await\b", code):
        callee = callee_temporary(code, match.end())
        if callee:
            found.add((match.start(), callee))
        inner = list(groups_of_call(code, match.end()))
        for start, end in inner + list(enclosing_groups(code, match.start())):
            for begin, text in arguments(code, start, end):
                if begin <= match.start() < begin + len(text):
                    continue
                what = temporary_in(text)
                if what:
                    found.add((begin + len(text) - len(text.lstrip()), what))
    return [(code.count("\n", 0, at) + 1, what) for at, what in sorted(found)]

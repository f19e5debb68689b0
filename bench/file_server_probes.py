"""Situations that file servers handle differently: one function for each row of the table."""

import os
import threading

from file_servers import NoAnswer

ROUNDS = 60
BIG = 4 << 20


def file_at(path, content):
    path.write_bytes(content)
    return path


def link_outside(server):
    secret = file_at(server.outside / "secret", b"the secret")
    (server.root / "link").symlink_to(secret)
    _, text = server.read("link")
    return "returns the content" if "the secret" in text else "refused"


def dangling_link(server):
    (server.root / "dangling").symlink_to(server.outside / "new")
    server.write("dangling", "x")
    if (server.outside / "new").exists():
        return "**creates a file outside**"
    return "refused" if (server.root / "dangling").is_symlink() else "replaces the link"


def protected(server):
    server.write(".mcp.json", "{}")
    return "written" if (server.root / ".mcp.json").exists() else "refused"


def mode_bits(server):
    path = file_at(server.root / "run.sh", b"#!/bin/sh\n")
    path.chmod(0o750)
    server.write("run.sh", "#!/bin/sh\nexit\n")
    mode = path.stat().st_mode & 0o777
    return "kept" if mode == 0o750 else f"0750 becomes {mode:04o}"


def partial_content(server):
    """Reads a file again and again while the server replaces it."""
    old, new = "a" * BIG, "b" * BIG
    path = file_at(server.root / "big", old.encode())
    seen, stop = set(), threading.Event()

    def watch():
        while not stop.is_set():
            content = path.read_bytes()
            seen.add("whole" if content in (old.encode(), new.encode()) else "partial")

    watcher = threading.Thread(target=watch)
    watcher.start()
    for turn in range(ROUNDS):
        server.write("big", old if turn % 2 else new)
    stop.set()
    watcher.join()
    return "partial content is seen" if "partial" in seen else "old or new content"


def stale_write(server):
    """Another program changes the file between reading and writing."""
    path = file_at(server.root / "notes", b"one\n")
    knows = hasattr(server, "etag")
    etag = server.etag("notes") if knows else server.read("notes") and None
    path.write_bytes(b"one\ntwo, by another program\n")
    if knows:
        server.write_if_unchanged("notes", "one\nthree\n", etag)
    else:
        server.write("notes", "one\nthree\n")
    return "refused (`ifMatch`)" if b"another" in path.read_bytes() else "the change is lost"


def line_ends(server):
    path = file_at(server.root / "crlf", b"one\r\ntwo\r\nthree\r\n")
    server.edit("crlf", "two", "2")
    content = path.read_bytes()
    if content == b"one\r\n2\r\nthree\r\n":
        return "kept"
    return "all become LF" if b"\r" not in content else "changed"


def other_encoding(server):
    path = file_at(server.root / "latin", b"caf\xe9 one\n")
    server.edit("latin", "one", "two")
    content = path.read_bytes()
    if content == b"caf\xe9 one\n":
        return "refused"
    return "edited" if content == b"caf\xe9 two\n" else "**other bytes are damaged**"


def ambiguous_edit(server):
    path = file_at(server.root / "twice", b"same\nother\nsame\n")
    server.edit("twice", "same", "x")
    return "refused" if path.read_bytes() == b"same\nother\nsame\n" else "changes the first place"


def indentation(server):
    path = file_at(server.root / "code.py", b"def f():\n    if x:\n        return 1\n")
    server.edit("code.py", "if x:\n    return 1", "if x:\n    return 2")
    content = path.read_bytes()
    if content == b"def f():\n    if x:\n        return 2\n":
        return "applied, indentation kept"
    return "refused" if b"return 1" in content else "applied, indentation lost"


def move_over(server):
    file_at(server.root / "from", b"from")
    path = file_at(server.root / "there", b"there")
    server.move("from", "there")
    return "refused" if path.read_bytes() == b"there" else "**replaces it**"


def repeated_append(server):
    if not server.append:
        return "cannot append"
    path = file_at(server.root / "log", b"one\n")
    for _ in range(2):
        server.append("log", "two\n", 4)
    return "appended once" if path.read_bytes() == b"one\ntwo\n" else "appended twice"


def hard_link(server):
    outside = file_at(server.outside / "linked", b"outside\n")
    os.link(outside, server.root / "linked")
    server.write("linked", "changed\n")
    return "the file outside stays" if outside.read_bytes() == b"outside\n" else "**changes the file outside**"


def fifo(server):
    """Last: a server that waits for a FIFO may answer no more."""
    os.mkfifo(server.root / "fifo")
    try:
        succeeded, _ = server.read("fifo", 2)
    except NoAnswer:
        return "no answer within 2 s"
    return "succeeds" if succeeded else "an error at once"


ROWS = (
    ("reads a link to a file outside", link_outside),
    ("writes to a dangling link that leads outside", dangling_link),
    ("writes a file that has a hard link outside", hard_link),
    ("writes `.mcp.json`", protected),
    ("permissions of a file that is replaced", mode_bits),
    ("a reader while a file of 4 MiB is replaced 60 times", partial_content),
    ("replaces a file that another program has changed since", stale_write),
    ("line ends (CRLF) of a file that is edited", line_ends),
    ("an edit of a file in Latin-1", other_encoding),
    ("an edit that fits in two places", ambiguous_edit),
    ("an edit without the file's indentation", indentation),
    ("moves a file over another", move_over),
    ("the same append twice", repeated_append),
    ("reads a FIFO", fifo),
)

"""Calls for server-filesystem and for mcp-server --compat server-filesystem, and the results that are expected.

In arguments and results, DIR is the directory of the server and OUT one beside it. A result is the text of a success, or
an Error. `theirs` is what server-filesystem does instead, with the number of the row in docs/migration.md.
"""

import base64
import dataclasses
import re

PNG = bytes([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
MP3 = b"ID3\x04"
BINARY = bytes([0, 1, 2, 3, 0xFF, 0xFE])


@dataclasses.dataclass(frozen=True)
class Error:
    """A failed call whose text matches."""
    pattern: str

    def __eq__(self, other):
        return isinstance(other, Error) and (re.search(self.pattern, other.pattern) or
                                             re.search(other.pattern, self.pattern)) is not None


ANY_ERROR = Error(".*")


@dataclasses.dataclass(frozen=True)
class Other:
    """What server-filesystem does instead."""
    row: int
    result: object


@dataclasses.dataclass(frozen=True)
class Call:
    tool: str
    arguments: dict
    result: object
    theirs: Other | None = None


FILES = {
    "test.txt": b"test content",
    "subdir/nested.txt": b"nested content",
    "lines.txt": b"one\ntwo\nthree\nfour\n",
    "no_end.txt": b"one\ntwo",
    "crlf.txt": b"one\r\ntwo\r\nthree\r\n",
    "twice.txt": b"same\nother\nsame\n",
    "latin.txt": b"a\xe9b\n",
    "code.py": b"def f():\n    if x:\n        return 1\n    return 2\n",
    "tree/.env": b"SECRET=1",
    "tree/.env.local": b"SECRET=2",
    "tree/package.json": b"{}",
    "tree/src/index.js": b"console.log(1);",
    "tree/src/style.css": b"a {}",
    "tree/node_modules/module.js": b"",
    "tree/nested/node_modules/deep.js": b"",
    "tree/nested/keep.js": b"",
    "media/pixel.png": PNG,
    "media/clip.mp3": MP3,
    "media/data.bin": BINARY,
    "media/my caf\u00e9.bin": b"\x10\x20\x30",
    "sizes/big": b"x" * 1536,
    "sizes/small": b"x" * 10,
    "sizes/sub/in": b"x",
    "move/from": b"from",
    "move/there": b"there",
    "../OUT/secret": b"secret",
}
LINKS = {"links/out": "../../OUT/secret", "links/new": "../../OUT/new", "links/in": "../test.txt"}


def media(kind, data, mime):
    return {"content": [{"type": kind, "data": base64.b64encode(data).decode(), "mimeType": mime}]}


def resource(name, data):
    return {"content": [{"type": "resource", "resource": {
        "uri": f"file://DIR/media/{name}", "mimeType": "application/octet-stream",
        "blob": base64.b64encode(data).decode()}}]}


def tree(*entries):
    """Lines of JSON as directory_tree writes them; an entry is a name, or a name with entries."""
    import json

    def node(entry):
        if isinstance(entry, str):
            return {"name": entry, "type": "file"}
        return {"name": entry[0], "type": "directory", "children": [node(each) for each in entry[1:]]}
    return json.dumps([node(entry) for entry in entries], indent=2, ensure_ascii=False)


def diff(name, hunks):
    line = "=" * 67
    path = f"DIR/{name}"
    return f"```diff\nIndex: {path}\n{line}\n--- {path}\toriginal\n+++ {path}\tmodified\n{hunks}```\n\n"


def edit(name, *pairs, dry=False):
    edits = [{"oldText": old, "newText": new} for old, new in pairs]
    return {"path": f"DIR/{name}", "edits": edits, **({"dryRun": True} if dry else {})}


def read(name):
    return {"path": f"DIR/{name}"}


READING = [
    Call("list_allowed_directories", {}, "Allowed directories:\nDIR"),
    Call("read_text_file", read("test.txt"), "test content"),
    Call("read_file", read("test.txt"), "test content"),
    Call("read_text_file", {"path": "test.txt"}, "test content"),
    Call("read_text_file", {"path": "DIR/lines.txt", "head": 2}, "one\ntwo"),
    Call("read_text_file", {"path": "DIR/lines.txt", "head": 9}, "one\ntwo\nthree\nfour"),
    Call("read_text_file", {"path": "DIR/crlf.txt", "head": 1}, "one\r"),
    Call("read_text_file", {"path": "DIR/no_end.txt", "head": 2}, "one\ntwo"),
    Call("read_text_file", {"path": "DIR/no_end.txt", "tail": 1}, "two"),
    Call("read_text_file", {"path": "DIR/no_end.txt", "head": 0}, "one\ntwo"),
    Call("read_text_file", {"path": "DIR/lines.txt", "tail": 2}, "three\nfour", Other(5, "four\n")),
    Call("read_text_file", {"path": "DIR/crlf.txt", "tail": 3}, "one\r\ntwo\r\nthree\r", Other(5, "two\nthree\n")),
    Call("read_text_file", {"path": "DIR/lines.txt", "head": 1, "tail": 1}, ANY_ERROR),
    Call("read_text_file", read("latin.txt"), Error("E_ENCODING"), Other(6, "a\ufffdb\n")),
    Call("read_text_file", read("missing"), ANY_ERROR),
    Call("read_text_file", read("subdir"), ANY_ERROR),
    Call("read_text_file", {"path": "DIR/subdir/../test.txt"}, Error("E_PATH"), Other(2, "test content")),
    Call("read_text_file", {"path": "DIR/../OUT/secret"}, ANY_ERROR),
    Call("read_text_file", {"path": "OUT/secret"}, ANY_ERROR),
    Call("read_text_file", {"path": "DIR_evil/x"}, ANY_ERROR),
    Call("read_text_file", read("links/out"), ANY_ERROR),
    Call("read_text_file", read("links/in"), Error("E_SYMLINK"), Other(3, "test content")),
    Call("read_multiple_files", {"paths": ["DIR/test.txt", "DIR/subdir/nested.txt"]},
         "DIR/test.txt:\ntest content\n\n---\nDIR/subdir/nested.txt:\nnested content\n"),
    Call("read_multiple_files", {"paths": []}, ANY_ERROR),
    Call("read_media_file", read("media/pixel.png"), media("image", PNG, "image/png")),
    Call("read_media_file", read("media/clip.mp3"), media("audio", MP3, "audio/mpeg")),
    Call("read_media_file", read("media/data.bin"), resource("data.bin", BINARY)),
    Call("read_media_file", read("media/my caf\u00e9.bin"), resource("my%20caf%C3%A9.bin", b"\x10\x20\x30")),
]

LISTING = [
    Call("list_directory", read("tree"),
         "[FILE] .env\n[FILE] .env.local\n[DIR] nested\n[DIR] node_modules\n[FILE] package.json\n[DIR] src"),
    Call("list_directory", read("tree/"),
         "[FILE] .env\n[FILE] .env.local\n[DIR] nested\n[DIR] node_modules\n[FILE] package.json\n[DIR] src"),
    Call("list_directory", read("test.txt"), ANY_ERROR),
    Call("list_directory_with_sizes", read("sizes"),
         f"[FILE] {'big':30} {'1.50 KB':>10}\n[FILE] {'small':30} {'10 B':>10}\n[DIR] {'sub':30} \n\n"
         "Total: 2 files, 1 directories\nCombined size: 1.51 KB"),
    Call("list_directory_with_sizes", {"path": "DIR/tree/src", "sortBy": "size"},
         f"[FILE] {'index.js':30} {'15 B':>10}\n[FILE] {'style.css':30} {'4 B':>10}\n\n"
         "Total: 2 files, 0 directories\nCombined size: 19 B"),
    Call("list_directory_with_sizes", read("links"),
         f"[FILE] {'in':30} {'0 B':>10}\n[FILE] {'new':30} {'0 B':>10}\n[FILE] {'out':30} {'0 B':>10}\n\n"
         "Total: 3 files, 0 directories\nCombined size: 0 B",
         Other(4, f"[FILE] {'in':30} {'12 B':>10}\n[FILE] {'new':30} {'0 B':>10}\n[FILE] {'out':30} {'6 B':>10}\n\n"
                  "Total: 3 files, 0 directories\nCombined size: 18 B")),
    Call("directory_tree", read("sizes"), tree("big", "small", ("sub", "in"))),
    Call("directory_tree", {"path": "DIR/tree", "excludePatterns": ["node_modules", ".env"]},
         tree(".env.local", ("nested", "keep.js"), "package.json", ("src", "index.js", "style.css"))),
    Call("directory_tree", {"path": "DIR/tree", "excludePatterns": ["**/*.js", "n*"]},
         tree(".env", ".env.local", "package.json", ("src", "style.css"))),
    Call("search_files", {"path": "DIR", "pattern": "*.txt"},
         "\n".join(f"DIR/{name}.txt" for name in ("crlf", "latin", "lines", "no_end", "test", "twice"))),
    Call("search_files", {"path": "DIR/tree", "pattern": "**/*.js"},
         "\n".join(f"DIR/tree/{name}" for name in (
             "nested/keep.js", "nested/node_modules/deep.js", "node_modules/module.js", "src/index.js"))),
    Call("search_files", {"path": "DIR/tree", "pattern": "**/*.js", "excludePatterns": ["**/node_modules"]},
         "DIR/tree/nested/keep.js\nDIR/tree/src/index.js"),
    Call("search_files", {"path": "DIR/tree", "pattern": "**/*.{css,json}"},
         "DIR/tree/package.json\nDIR/tree/src/style.css"),
    Call("search_files", {"path": "DIR/tree", "pattern": "**/node_modules"},
         "DIR/tree/nested/node_modules\nDIR/tree/node_modules"),
    Call("search_files", {"path": "DIR", "pattern": "nothing"}, "No matches found"),
    Call("get_file_info", read("test.txt"), "size: 12\ncreated: TIME\nmodified: TIME\naccessed: TIME\n"
                                            "isDirectory: false\nisFile: true\npermissions: 644"),
    Call("get_file_info", read("subdir"), "size: SIZE\ncreated: TIME\nmodified: TIME\naccessed: TIME\n"
                                          "isDirectory: true\nisFile: false\npermissions: 755"),
    Call("get_file_info", read("missing"), ANY_ERROR),
]

CHANGES = [
    Call("write_file", {"path": "DIR/new.txt", "content": "new"}, "Successfully wrote to DIR/new.txt"),
    Call("write_file", {"path": "DIR/new.txt", "content": "newer"}, "Successfully wrote to DIR/new.txt"),
    Call("read_text_file", read("new.txt"), "newer"),
    Call("write_file", {"path": "DIR/none/new.txt", "content": "x"}, ANY_ERROR),
    Call("write_file", {"path": "DIR/subdir", "content": "x"}, ANY_ERROR),
    Call("write_file", {"path": "DIR/links/out", "content": "x"}, ANY_ERROR),
    Call("write_file", {"path": "OUT/new.txt", "content": "x"}, ANY_ERROR),
    Call("write_file", {"path": "DIR/.mcp.json", "content": "{}"}, Error("E_PROTECTED"),
         Other(1, "Successfully wrote to DIR/.mcp.json")),
    Call("write_file", {"path": "DIR/no_path"}, ANY_ERROR),
    Call("edit_file", edit("no_end.txt", ("two", "$& 2")),
         diff("no_end.txt", "@@ -1,2 +1,2 @@\n one\n-two\n\\ No newline at end of file\n+$& 2\n"
                            "\\ No newline at end of file\n")),
    Call("read_text_file", read("no_end.txt"), "one\n$& 2"),
    Call("edit_file", edit("lines.txt", ("two", "2"), ("four", "4"), dry=True),
         diff("lines.txt", "@@ -1,4 +1,4 @@\n one\n-two\n+2\n three\n-four\n+4\n")),
    Call("read_text_file", read("lines.txt"), "one\ntwo\nthree\nfour\n"),
    Call("edit_file", edit("lines.txt", ("one", "1"), ("1\ntwo", "1\n2")),
         diff("lines.txt", "@@ -1,4 +1,4 @@\n-one\n-two\n+1\n+2\n three\n four\n")),
    Call("edit_file", edit("lines.txt", ("three", "3"), ("not there", "x")), ANY_ERROR),
    Call("read_text_file", read("lines.txt"), "1\n2\nthree\nfour\n"),
    Call("edit_file", edit("code.py", ("if x:\n    return 1", "if x:\n    return 3")),
         diff("code.py", "@@ -1,4 +1,4 @@\n def f():\n     if x:\n-        return 1\n+        return 3\n     return 2\n"),
         Other(8, diff("code.py", "@@ -1,4 +1,4 @@\n def f():\n     if x:\n-        return 1\n+    return 3\n"
                                  "     return 2\n"))),
    Call("edit_file", edit("twice.txt", ("same", "x")), Error("E_AMBIGUOUS"),
         Other(7, diff("twice.txt", "@@ -1,3 +1,3 @@\n-same\n+x\n other\n same\n"))),
    Call("edit_file", edit("crlf.txt", ("two", "2"), dry=True),
         diff("crlf.txt", "@@ -1,3 +1,3 @@\n one\r\n-two\r\n+2\r\n three\r\n"),
         Other(9, diff("crlf.txt", "@@ -1,3 +1,3 @@\n one\n-two\n+2\n three\n"))),
    Call("edit_file", edit("latin.txt", ("a", "b")), Error("E_ENCODING"),
         Other(6, diff("latin.txt", "@@ -1,1 +1,1 @@\n-a\ufffdb\n+b\ufffdb\n"))),
    Call("create_directory", read("made"), "Successfully created directory DIR/made"),
    Call("create_directory", read("made"), "Successfully created directory DIR/made"),
    Call("create_directory", read("deep/er/est"), "Successfully created directory DIR/deep/er/est"),
    Call("create_directory", read("test.txt"), ANY_ERROR),
    Call("move_file", {"source": "DIR/move/from", "destination": "DIR/move/to"},
         "Successfully moved DIR/move/from to DIR/move/to"),
    Call("read_text_file", read("move/to"), "from"),
    Call("move_file", {"source": "DIR/move/to", "destination": "DIR/move/there"}, Error("exists")),
    Call("move_file", {"source": "DIR/missing", "destination": "DIR/move/x"}, ANY_ERROR),
    Call("move_file", {"source": "DIR/test.txt", "destination": "OUT/test.txt"}, ANY_ERROR),
    Call("move_file", {"source": "DIR/sizes", "destination": "DIR/moved"}, "Successfully moved DIR/sizes to DIR/moved"),
]

CALLS = READING + LISTING + CHANGES

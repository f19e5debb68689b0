"""Edits as language models make them: true ones, and ones with a slip.

`edits(files, seed)` yields Edit objects. Each is one replacement in one file; `expected` is the file that a careful
person would make of it, or None where no tool can know which place is meant, so that it must refuse.
"""

import dataclasses
import random
import re


@dataclasses.dataclass
class Edit:
    kind: str
    file: str  # the content before
    old: str
    new: str
    expected: str | None


def indentation(line):
    return line[: len(line) - len(line.lstrip(" \t"))]


def changed(lines, random):
    """The lines with a change in the middle: a word replaced, a line added or removed."""
    lines = list(lines)
    at = random.choice([number for number, line in enumerate(lines) if line.strip()])
    how = random.choice(("word", "word", "word", "add", "remove"))
    words = [match for match in re.finditer(r"[A-Za-z_]{3,}", lines[at])]
    if how == "word" and words:
        word = random.choice(words)
        lines[at] = lines[at][: word.start()] + "changed_" + word.group() + lines[at][word.end() :]
    elif how == "remove" and len(lines) > 2:
        del lines[at]
    else:
        lines.insert(at + 1, indentation(lines[at]) + "added_line();")
    return lines


def region(lines, random):
    """Some whole lines that occur once, with text in them."""
    for _ in range(100):
        count = random.randint(1, 10)
        begin = random.randrange(max(1, len(lines) - count))
        part = lines[begin : begin + count]
        text = "\n".join(part)
        if len(text.strip()) > 12 and part[0].strip() and part[-1].strip():
            if sum(lines[at : at + count] == part for at in range(len(lines))) == 1:
                return begin, part
    return None


def ends_kept(before, after, there):
    """The lines after an edit: those that it shares with the lines before at both ends are as in the file."""
    kept = list(after)
    head = 0
    while head < min(len(before), len(after)) and before[head] == after[head]:
        kept[head] = there[head]
        head += 1
    tail = 0
    while tail < min(len(before), len(after)) - head and before[-1 - tail] == after[-1 - tail]:
        kept[-1 - tail] = there[-1 - tail]
        tail += 1
    return kept


def dedented(lines, by):
    return [line[by:] if line[:by].isspace() else line for line in lines]


def make(kind, text, random):
    """An edit of this kind, or None where the file does not allow it."""
    ends_line = text.endswith("\n")
    lines = text.removesuffix("\n").split("\n")
    found = region(lines, random)
    if not found:
        return None
    begin, part = found
    after = changed(part, random)

    def whole(replaced, end="\n", source=lines):
        return end.join([*source[:begin], *replaced, *source[begin + len(part) :]]) + (end if ends_line else "")

    old, new = "\n".join(part), "\n".join(after)
    if old == new:
        return None
    expected = whole(after)
    if text.count(old) != 1:
        return None
    if kind == "exact":
        return Edit(kind, text, old, new, expected)
    if kind == "crlf":
        return Edit(kind, whole(part, "\r\n"), old, new, whole(after, "\r\n")) if len(part) > 1 else None
    if kind == "blanks in the file":
        marked = [line + "  " if at % 2 == 0 and line else line for at, line in enumerate(part)]
        kept = ends_kept(part, after, marked)
        return Edit(kind, whole(marked), old, new, whole(kept)) if len(part) > 1 else None
    if kind == "blanks in the edit":
        return Edit(kind, text, "\n".join(line + " " for line in part), new, expected)
    if kind == "last line end":
        return Edit(kind, text, old + "\n", new + "\n", expected) if begin + len(part) < len(lines) else None
    if kind in ("no indentation", "less indentation"):
        least = min((len(indentation(line)) for line in part if line.strip()), default=0)
        by = least if kind == "no indentation" else least // 2
        if by == 0 or any("\t" in indentation(line) for line in part + after):
            return None
        slipped = "\n".join(dedented(part, by))
        if slipped in text:  # then it is meant as it is written
            return None
        return Edit(kind, text, slipped, "\n".join(dedented(after, by)), expected)
    if kind == "more indentation":
        pad = [("    " + line if line.strip() else line) for line in part]
        pad_after = [("    " + line if line.strip() else line) for line in after]
        return Edit(kind, text, "\n".join(pad), "\n".join(pad_after), expected) if len(part) > 1 else None
    if kind == "tabs in the file":
        width = 4
        indents = [len(indentation(line)) for line in lines if line.strip()]
        if any(indent % width for indent in indents) or not any(indentation(line) for line in part):
            return None

        def tabbed(line):
            return "\t" * (len(indentation(line)) // width) + line.lstrip(" ")

        source = [tabbed(line) for line in lines]
        return Edit(kind, whole([tabbed(line) for line in part], source=source), old, new,
                    whole([tabbed(line) for line in after], source=source))
    if kind == "typographic quotes":
        if not any('"' in line or "'" in line for line in part):
            return None
        curly = str.maketrans({'"': "\u201d", "'": "\u2019"})
        marked = [line.translate(curly) for line in part]
        kept = ends_kept(part, after, marked)
        return Edit(kind, whole(marked), old, new, whole(kept))
    if kind == "several places":
        return Edit(kind, text + ("" if ends_line else "\n") + old + "\n", old, new, None)
    if kind == "stale context":
        if len(part) < 2 or not part[0].strip():
            return None
        stale = ["something_else = was_here_before;", *part[1:]]
        return Edit(kind, text, "\n".join(stale), "\n".join([stale[0], *after[1:]]), None)
    raise ValueError(kind)


# Most edits are exact; the others are slips that users report.
KINDS = {
    "exact": 150, "crlf": 40, "blanks in the file": 40, "blanks in the edit": 30, "last line end": 20,
    "no indentation": 50, "less indentation": 30, "more indentation": 30, "tabs in the file": 30,
    "typographic quotes": 30, "several places": 25, "stale context": 25,
}


def edits(files, seed):
    """The edits of all kinds; `files` are texts."""
    generator = random.Random(seed)
    for kind, count in KINDS.items():
        made = 0
        for _ in range(count * 200):
            edit = make(kind, generator.choice(files), generator)
            if edit:
                yield edit
                made += 1
            if made == count:
                break
        else:
            raise SystemExit(f"too few files allow edits of the kind: {kind}")

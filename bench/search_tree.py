"""Makes the tree that scripts/bench-search searches: the same for the same seed and size."""

import pathlib
import random

WORDS = """buffer client connection cursor descriptor directory error event file handle header index length limit
message method name offset parse path queue read record request response result root server session size state stream
text thread time token tool update value write""".split()
ENDINGS = (".cc", ".hpp", ".py", ".ts", ".md", ".json")
FILES_IN_A_DIRECTORY = 40
DIRECTORIES_IN_A_DIRECTORY = 12
BLOCKS = 400


def source_block(chance):
    """About 3 kB of lines that look like source text."""
    lines = []
    while sum(map(len, lines)) < 3000:
        words = chance.choices(WORDS, k=chance.randint(2, 9))
        lines.append(" " * 2 * chance.randint(0, 5) + f"{words[0]}_{words[1]} = {'.'.join(words[2:])}({chance.randint(0, 99999)});\n")
        if chance.random() < 0.15:
            lines.append("\n")
    return "".join(lines)


def sizes(chance, total):
    """Sizes of files like those of a large project: most are small, a few have megabytes."""
    while total > 0:
        size = min(int(chance.lognormvariate(9.3, 1.4)), 4 << 20)
        total -= size
        yield size


def make(root, megabytes, seed=20261130, needle_every=2000):
    """Returns the number of files that hold the needle."""
    chance = random.Random(seed)
    blocks = [source_block(chance) for _ in range(BLOCKS)]
    needles = 0
    for number, size in enumerate(sizes(chance, megabytes << 20)):
        directory = number // FILES_IN_A_DIRECTORY
        parts = []
        while directory:
            parts.append(f"part{directory % DIRECTORIES_IN_A_DIRECTORY}")
            directory //= DIRECTORIES_IN_A_DIRECTORY
        folder = pathlib.Path(root, *reversed(parts))
        folder.mkdir(parents=True, exist_ok=True)
        text = "".join(chance.choices(blocks, k=size // 3000 + 1))[:size]
        if number % needle_every == 0:
            needles += 1
            text += "return find_the_needle_42(haystack);\n"
        content = text.encode()
        kind = chance.random()
        ending = chance.choice(ENDINGS)
        if kind < 0.03:
            content, ending = content[:500] + b"\0" + content[500:], ".bin"
        (folder / f"{WORDS[number % len(WORDS)]}{number}{ending}").write_bytes(content)
        if number % 400 == 399:
            ignored = folder / "out"
            ignored.mkdir(exist_ok=True)
            (ignored / "made.cc").write_bytes(content * 4)
    pathlib.Path(root, ".gitignore").write_text("out/\n*.o\n/build\n# objects\n*.pyc\nnode_modules/\n.cache/\n*.log\n")
    return needles

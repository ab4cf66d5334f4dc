"""``python -m tests.faults.mutations SITE… --files 5000 --seed N``: damages front matter at random.

Real posts are damaged as disks, editors, merges and people do it, a few times each; with
``--notations`` they are first written in every notation of front matter. Each must
then be a post, a post with warnings, or be skipped with a code of the list, soon; and the post
beside it must read as before. Prints the outcomes by code, the slowest file, and all failures.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any

import yaml

from index.document import storable
from index.post import Post
from index.problems import CODES, SKIPPED
from index.reading.front_matter import parse
from index.reading.yaml_values import FrontMatterError
from index.runs.reading import make_document
from index.sites.site import Site, open_site

MAX_SECONDS = 1.0
"""Of processor time, for one file: the slowest healthy post of 2 MB takes less."""
MAX_SIZE = 2_000_000
"""Bytes of a damaged file: a long line that stands 500 times would be more than a run reads."""
HANG_SECONDS = 60
"""After which the whole run is ended, and says where it was."""

Mutation = Callable[[bytes, Random], bytes]


@dataclass(frozen=True, slots=True)
class Damaged:
    path: str
    content: bytes
    mutations: tuple[str, ...]


@dataclass(slots=True)
class Tally:
    """What became of all damaged files."""

    files: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    failures: list[str] = field(default_factory=list)

    def add(self, damaged: Damaged, codes: tuple[str, ...], seconds: float) -> None:
        """Counts a file that became a post with warnings, or was skipped."""
        self.files += 1
        skipped = not SKIPPED.keys().isdisjoint(codes)
        self.outcomes["skipped" if skipped else "warned" if codes else "indexed"] += 1
        self.codes.update(set(codes))
        where = f"{damaged.path} ({', '.join(damaged.mutations)})"
        self.slowest = max(self.slowest, (seconds, where))
        if seconds > MAX_SECONDS:
            self.failures.append(f"{seconds:.1f} s: {where}")


def front_matter_end(content: bytes) -> int:
    """Where the body starts, roughly: damage is to hit what stands before."""
    end = max(content.find(b"\n---", 3), content.find(b"\n+++", 3))
    return min(len(content), end + 40 if end > 0 else 400)


def _place(content: bytes, random: Random) -> int:
    """An offset: in the front matter nine times of ten."""
    end = front_matter_end(content) if random.random() < 0.9 else len(content)
    return random.randint(0, end)


def _insert(content: bytes, random: Random, added: bytes) -> bytes:
    at = _place(content, random)
    return content[:at] + added + content[at:]


def _delete(content: bytes, random: Random) -> bytes:
    at = _place(content, random)
    return content[:at] + content[at + random.choice((1, 1, 1, 2, 5, 40)) :]


def _duplicate(content: bytes, random: Random) -> bytes:
    at = _place(content, random)
    return _insert(content, random, content[at : at + random.choice((1, 3, 20, 200))])


def _swap(content: bytes, random: Random) -> bytes:
    a, b = sorted((_place(content, random), _place(content, random)))
    size = random.choice((1, 4, 16))
    moved = content[b : b + size] + content[a + size : b] + content[a : a + size]
    return content[:a] + moved + content[b + size :]


def _cut(content: bytes, random: Random) -> bytes:
    return content[: _place(content, random)]


def _flip(content: bytes, random: Random) -> bytes:
    at = _place(content, random)
    return content[:at] + bytes([random.randrange(256)]) + content[at + 1 :]


def _noise(content: bytes, random: Random) -> bytes:
    return _insert(content, random, random.randbytes(random.choice((1, 8, 64))))


def _mark(content: bytes, random: Random) -> bytes:
    """One of the characters that YAML and TOML care about, or that editors leave behind."""
    marks = ["\0", "\x07", "\x1b", "\x7f", '"', "'", "[", "]", "{", "}", ":", "#", "&", "*", "!",
             "|", ">", "%", "@", "`", ",", "\t", "-", "---", "+++", "...", "\n", "\r", "\r\n",
             "\n---\n", "\ufeff", "\u2028", "\x85", "\u3000", "<<: ", "? ", "- ", "\\"]  # fmt: skip
    return _insert(content, random, random.choice(marks).encode())


def _bytes(content: bytes, random: Random) -> bytes:
    """Bytes that are no UTF-8."""
    added = random.choice((b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xe3", b"\xf8\x88", b"\x83e"))
    return _insert(content, random, added)


def _line_ends(content: bytes, random: Random) -> bytes:
    ends = random.choice((b"\r\n", b"\r", b"\n\n", b"\n\r", b" \n", b"", "\u2029".encode()))
    return content.replace(b"\n", ends, random.choice((-1, -1, 1, 5)))


def _recode(content: bytes, random: Random) -> bytes:
    encoding = random.choice(("cp932", "euc_jp", "utf-16", "utf-16-le", "iso2022_jp", "utf-8-sig"))
    return content.decode("utf-8", "replace").encode(encoding, "replace")


def _lines(content: bytes) -> list[bytes]:
    return content[: front_matter_end(content)].split(b"\n")


def _replace_line(content: bytes, random: Random, change: Callable[[bytes], bytes]) -> bytes:
    """Changes one line of the front matter."""
    head, rest = _lines(content), content[front_matter_end(content) :]
    at = random.randrange(len(head))
    head[at] = change(head[at])
    return b"\n".join(head) + rest


def _entry(line: bytes) -> tuple[bytes, bytes, bytes]:
    """A line of YAML, TOML or JSON → key, sign, value."""
    sign = b"=" if b"=" in line and b":" not in line.partition(b"=")[0] else b":"
    key, _, value = line.partition(sign)
    return key, sign, value


def _rename(content: bytes, random: Random) -> bytes:
    names = (b"Date", b"catetories", b"tgas", b"Title", b"1", b"null", b"true", b"self", b"slug",
             b"content", b"handler", b"a." * 30_000 + b"b", b"<<", b"[a]", b"{a: b}", b"",
             "題".encode(), b"expiryDate", b"permalink", b"url", b"published")  # fmt: skip
    name = random.choice(names)
    return _replace_line(content, random, lambda line: name + b"".join(_entry(line)[1:]))


def _retype(content: bytes, random: Random) -> bytes:
    values = (b"null", b"~", b"[]", b"{}", b"[null]", b'["", ""]', b"true", b"5", b"-1", b"1e999",
              b".nan", b".inf", b"2025-13-45", b"0000-00-00", b"9999-12-31 23:59:59 -1200",
              b"9" * 5000, b"0x" + b"F" * 5000, b"0" * 400, b"!!int x", b"!!binary =", b"!!set {a}",
              b"!!python/object/apply:os.abort []", b"[[[[a]]]]", b"{a: {b: [c]}}", b"|", b">-",
              b'"\\ud800"', b'"\\0"', b"'\\u202e'", b"[a, b", b"x" * 30_000, b"../" * 50, b"%00%ff",
              b"/" * 900, "あ".encode() * 5000, b":title/:year/:x", b"[2025-01-01, 1.5]",
              b"1970-01-01T00:00:00.999999999Z", b"+900", b"2025-01-01 00:00 +9999")  # fmt: skip
    value = random.choice(values)

    def change(line: bytes) -> bytes:
        key, sign, old = _entry(line)
        return key + sign + b" " + value + (b"," if old.endswith(b",") else b"")

    return _replace_line(content, random, change)


def _drop_line(content: bytes, random: Random) -> bytes:
    return _replace_line(content, random, lambda line: b"")


def _repeat_line(content: bytes, random: Random) -> bytes:
    times = random.choice((2, 3, 500))
    return _replace_line(content, random, lambda line: b"\n".join([line] * times))


def _indent(content: bytes, random: Random) -> bytes:
    by = random.choice((b" ", b"\t", b"  ", b"- ", "\u3000".encode(), b"# ", b" " * 3000))
    return _replace_line(content, random, lambda line: by + line)


def _nest(content: bytes, random: Random) -> bytes:
    depth = random.choice((5, 70, 3000, 20_000))
    unit = random.choice(
        (b"[", b"{", b"- ", b"? ", b"{a: ", b"(", b"> ", b"a.", b"*", b"- [", b"&a ")
    )
    return _insert(content, random, unit * depth)


def _aliases(content: bytes, random: Random) -> bytes:
    """References that explode, lead nowhere, or lead to themselves."""
    levels = "".join(f"\na{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 22))
    merges = "".join(f"\nm{n}: &m{n} {{<<: [*m{n - 1}, *m{n - 1}]}}" for n in range(1, 30))
    bombs = (f"\na0: &a0 [x]{levels}\n", f"\nm0: &m0 {{k: v}}{merges}\n", "\nx: &x [*x]\n",
             "\ny: *nowhere\n", "\n<<: 5\n", "\ntags: &t [a, b]\ncategories: *t\n")  # fmt: skip
    head, _, rest = content.partition(b"\n")
    return head + random.choice(bombs).encode() + rest


MUTATIONS: tuple[Mutation, ...] = (
    _delete, _duplicate, _swap, _cut, _flip, _noise, _mark, _bytes, _line_ends, _recode, _rename,
    _retype, _drop_line, _repeat_line, _indent, _nest, _aliases,
)  # fmt: skip


def damage(path: str, content: bytes, random: Random) -> Damaged:
    """One to three mutations, one after the other."""
    chosen = random.choices(MUTATIONS, k=random.choice((1, 1, 2, 3)))
    for mutation in chosen:
        content = mutation(content, random)
    return Damaged(
        path, content[:MAX_SIZE], tuple(mutation.__name__.strip("_") for mutation in chosen)
    )


def damaged_files(posts: dict[str, bytes], files: int, seed: int) -> Iterator[Damaged]:
    """So many damaged files, made of posts in turn; always the same ones for a seed."""
    random = Random(seed)
    paths = sorted(posts)
    for number in range(files):
        path = paths[number % len(paths)]
        yield damage(path, posts[path], random)


def try_files(site: Site, posts: dict[str, bytes], damaged: Iterable[Damaged]) -> Tally:
    """Reads damaged files, each followed by a healthy neighbour of it."""
    tally = Tally()
    paths = sorted(posts)
    healthy = {path: repr(site.read(path, content)) for path, content in posts.items()}
    for number, file in enumerate(damaged):
        faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
        began = time.process_time()
        try:
            codes = _codes(site, file)
        except Exception:  # noqa: BLE001 - any exception at all is what is looked for
            codes = ()
            tally.failures.append(f"{file.path} {file.mutations}: {traceback.format_exc()}")
        tally.add(file, codes, time.process_time() - began)
        if not CODES.keys() >= set(codes):
            tally.failures.append(f"{file.path}: undocumented {codes}")
        neighbour = paths[(number + 1) % len(paths)]
        if repr(site.read(neighbour, posts[neighbour])) != healthy[neighbour]:
            tally.failures.append(f"{neighbour} reads otherwise after {file.path}")
    faulthandler.cancel_dump_traceback_later()
    return tally


def _toml(metadata: dict[str, Any]) -> str:
    """What TOML can say of it."""
    plain = {key: value for key, value in metadata.items() if isinstance(value, str | int | list)}
    return "".join(
        f"{json.dumps(key)} = {json.dumps(value, default=str, ensure_ascii=False)}\n"
        for key, value in plain.items()
    )


def _header(metadata: dict[str, Any], form: str) -> str:
    flat = {key: value for key, value in metadata.items() if isinstance(value, str | int)}
    lines = (form.format(key, " ".join(str(value).split())) for key, value in flat.items())
    return "\n".join(lines) + "\n\n"


NOTATIONS: dict[str, Callable[[dict[str, Any]], str]] = {
    "yaml": lambda metadata: f"---\n{yaml.safe_dump(metadata, allow_unicode=True)}---\n",
    "toml": lambda metadata: f"+++\n{_toml(metadata)}+++\n",
    "json": lambda metadata: json.dumps(metadata, default=str, ensure_ascii=False, indent=1) + "\n",
    "headers": lambda metadata: _header(metadata, "{}: {}"),
    "org": lambda metadata: _header(metadata, "#+{}: {}"),
    "none": lambda metadata: "",
}
"""Name → front matter with the values of a post."""


def in_notation(posts: dict[str, bytes], notation: str) -> dict[str, bytes]:
    """The same posts with their front matter in another notation."""
    found = {}
    for path, content in posts.items():
        try:
            front = parse(content.decode("utf-8", "replace"))
        except FrontMatterError:
            continue
        found[path] = (NOTATIONS[notation](front.metadata) + front.body).encode()
    return found


def _codes(site: Site, file: Damaged) -> tuple[str, ...]:
    """The codes of a file's problems; reads it up to the document that would be indexed."""
    post = site.read(file.path, file.content)
    if not isinstance(post, Post):
        return (post.code,)
    document, warnings = make_document(site, post)
    storable(document)[1].decode()  # what cannot be encoded can be neither stored nor shown
    return tuple(problem.code for problem in (*post.warnings, *warnings))


def posts_of(site: Site, at_most: int | None = None) -> dict[str, bytes]:
    """The files of a site, evenly chosen, that can be read from the disk."""
    paths = [path for path in site.files() if site.obstacle(path) is None]
    step = max(1, len(paths) // at_most) if at_most else 1
    return {path: (site.root / path).read_bytes() for path in paths[::step]}


def main() -> int:
    """Runs over sites in turn; the exit code is 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.mutations", description=__doc__)
    parser.add_argument("site", type=Path, nargs="+", help="the root of a site")
    parser.add_argument("--files", type=int, default=5000, help="damaged files in all")
    parser.add_argument("--seed", type=int, default=1, help="another one damages otherwise")
    parser.add_argument("--notations", action="store_true", help="in every notation in turn")
    asked = parser.parse_args()
    failed = False
    notations = tuple(NOTATIONS) if asked.notations else ("",)
    turns = [(root, notation) for root in asked.site for notation in notations]
    for number, (root, notation) in enumerate(turns):
        share = len(range(number, asked.files, len(turns)))
        site = open_site(root, drafts=True, future=True)
        site = replace(site, rules=replace(site.rules, headers=notation == "headers"))
        posts = posts_of(site, share)
        posts = in_notation(posts, notation) if notation else posts
        tally = try_files(site, posts, damaged_files(posts, share, asked.seed + number))
        _print(f"{root.name} {notation}".strip(), tally)
        failed = failed or bool(tally.failures)
    return int(failed)


def _print(name: str, tally: Tally) -> None:
    seconds, where = tally.slowest
    outcomes = ", ".join(f"{count} {what}" for what, count in tally.outcomes.most_common())
    print(f"{name}: {tally.files} damaged files: {outcomes}; {len(tally.failures)} failures")
    print(f"  slowest {seconds * 1000:.0f} ms: {where}")
    print("  " + ", ".join(f"{code} {count}" for code, count in tally.codes.most_common()))
    for failure in tally.failures[:20]:
        print(f"  FAILED {failure}")


if __name__ == "__main__":
    sys.exit(main())

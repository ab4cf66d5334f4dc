"""``sakuin demo``: one command, and there is something to search."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote
from urllib.request import urlopen

from web.commands.demo import POSTS
from web.guide.manual import PAGES
from web.texts import LANGUAGES

DEMO = [sys.executable, "-m", "web", "demo", "--port", "0"]


def test_the_demo_says_what_to_try_finds_it_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(DEMO, stderr=subprocess.PIPE, text=True, env=environment) as demo:
        try:
            said = until_the_advice(demo)
            address = re.search(r"answers at (http://\S+)", said)
            manual = re.search(r"まずマニュアルを検索: (http://\S+)", said)
            tries = re.search(r"次に小さなブログを検索: (.+), (.+), (.+)", said)
            assert address and manual and tries
            for query in tries.groups():
                with urlopen(f"{address[1]}api/v1/search?q={quote(query)}", timeout=30) as answer:
                    assert json.load(answer)["total"] > 0
            with urlopen(manual[1], timeout=30) as answer:
                links = re.findall(r'href="([^"#]+/guide/ja/operations/)', answer.read().decode())
            with urlopen(links[0], timeout=30) as answer:
                assert "<h1>運用</h1>" in answer.read().decode()
        finally:
            demo.send_signal(signal.SIGINT)
        rest = demo.stderr.read() if demo.stderr else ""
    posts = len([*POSTS.glob("_posts/*")]) + len(PAGES) * len(LANGUAGES)
    assert f"Indexed the demo and its manual: {posts} posts.\n" in said
    assert (demo.returncode, rest) == (0, "")
    assert list(tmp_path.iterdir()) == []


def until_the_advice(demo: subprocess.Popen[str]) -> str:
    """What the demo says until it is ready: on a slow machine, progress stands before it."""
    said = ""
    for line in demo.stderr or ():
        said += line
        if line.startswith("Your own site"):
            break
    return said

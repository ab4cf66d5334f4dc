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

DEMO = [sys.executable, "-m", "web.cli", "demo", "--port", "0"]


def test_the_demo_says_what_to_try_finds_it_and_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = os.environ | {"TMPDIR": str(tmp_path)}
    with subprocess.Popen(DEMO, stderr=subprocess.PIPE, text=True, env=environment) as demo:
        assert demo.stderr
        said = [demo.stderr.readline() for _ in range(4)]
        address = re.search(r"http://\S+", said[1])
        tries = re.search(r"Try (.+), (.+) or (.+) there", said[2])
        assert address
        assert tries
        for query in tries.groups():
            with urlopen(f"{address[0]}api/v1/search?q={quote(query)}", timeout=30) as response:
                assert json.load(response)["total"] > 0
        demo.send_signal(signal.SIGINT)
        rest = demo.stderr.read()
    assert said[0] == "Indexed the 20 posts of the demo.\n"
    assert (demo.returncode, rest) == (0, "")
    assert list(tmp_path.iterdir()) == []

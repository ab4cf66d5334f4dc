"""Runs ``sakuin demo`` as a new user would, asks it one question, and stops it.

Usage: ``python demo_smoke.py PATH_OF_SAKUIN``. Uses the standard library alone.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from urllib.parse import quote
from urllib.request import urlopen

QUESTION = "家計簿"


def main(sakuin: str) -> None:
    """Ends with a message if the demo does not answer as it should."""
    demo = subprocess.Popen([sakuin, "demo", "--port", "0"], stderr=subprocess.PIPE, text=True)
    try:
        address = _address(demo)
        with urlopen(f"{address}/api/v1/search?q={quote(QUESTION)}", timeout=20) as response:
            answer = json.load(response)
        with urlopen(f"{address}/", timeout=20) as response:
            page = response.read().decode()
    finally:
        demo.terminate()
        status = demo.wait(timeout=20)
    if not answer["total"] or "<form" not in page or status != 0:
        sys.exit(f"the demo is broken: {answer['total']} hits, exit status {status}")
    print(f"the demo found {answer['total']} posts for {QUESTION}")


def _address(demo: subprocess.Popen[str]) -> str:
    """Waits until the demo says where it answers."""
    said = []
    for line in demo.stderr or ():
        said.append(line)
        if match := re.search(r"http://\S+", line):
            return match[0].rstrip("/")
    sys.exit("the demo did not start:\n" + "".join(said))


if __name__ == "__main__":
    main(sys.argv[1])

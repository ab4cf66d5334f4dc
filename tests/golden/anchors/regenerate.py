"""Ask the generators for the anchors of ``headings.md`` and record their answers.

::

    npm install --prefix DIR zenn-markdown-html unified remark-parse remark-gfm remark-rehype \\
        rehype-slug rehype-stringify
    python tests/golden/anchors/regenerate.py --node DIR

``ruby`` (with kramdown and kramdown-parser-gfm), ``hugo``, ``pandoc`` and ``node`` must be on the
PATH. An answer lists ``[level, anchor]`` of every heading. The ordinary tests read
only the answers. Recorded with kramdown 2.4.0 and kramdown-parser-gfm 1.1.0, Hugo 0.148.0 and
0.111.3, Pandoc 3.9, zenn-markdown-html 0.5.4, and github-slugger 2 (through rehype-slug 6), which
stands for GitHub, Gatsby and Astro.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from html.parser import HTMLParser
from pathlib import Path

HERE = Path(__file__).parent
SOURCE = (HERE / "headings.md").read_text(encoding="utf-8")

KRAMDOWN = """
require 'kramdown'; require 'kramdown-parser-gfm'
puts Kramdown::Document.new(STDIN.read.force_encoding('UTF-8'), input: 'GFM', hard_wrap: false,
  auto_ids: true, syntax_highlighter: nil).to_html
"""
ZENN = """
const render = require('zenn-markdown-html').default;
Promise.resolve(render(require('fs').readFileSync(0, 'utf8'))).then((html) => console.log(html));
"""
GITHUB = """
import fs from 'fs'; import {unified} from 'unified'; import parse from 'remark-parse';
import gfm from 'remark-gfm'; import rehype from 'remark-rehype'; import slug from 'rehype-slug';
import stringify from 'rehype-stringify';
console.log(String(await unified().use(parse).use(gfm).use(rehype).use(slug).use(stringify)
  .process(fs.readFileSync(0, 'utf8'))));
"""
HUGO_CONFIG = """
baseURL = "https://example.com/"
disableKinds = ["taxonomy", "term", "RSS", "sitemap", "home", "section"]
"""


class Headings(HTMLParser):
    """Collects level and id of every heading."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit():
            anchor = dict(attrs).get("id") or ""
            if anchor != "footnote-label":  # remark-gfm's own heading above the footnotes
                self.found.append((int(tag[1]), anchor))


def run(*command: str, cwd: Path | None = None, source: str = SOURCE) -> str:
    return subprocess.run(
        command, input=source, capture_output=True, text=True, check=True, cwd=cwd
    ).stdout


def run_hugo(hugo: str) -> str:
    with tempfile.TemporaryDirectory() as name:
        site = Path(name)
        (site / "config.toml").write_text(HUGO_CONFIG)
        (site / "layouts" / "_default").mkdir(parents=True)
        (site / "layouts" / "_default" / "single.html").write_text("{{ .Content }}")
        (site / "content").mkdir()
        (site / "content" / "x.md").write_text(f"---\ntitle: x\n---\n{SOURCE}", encoding="utf-8")
        run(hugo, "--quiet", cwd=site)
        return (site / "public" / "x" / "index.html").read_text(encoding="utf-8")


def record(name: str, html: str) -> None:
    parser = Headings()
    parser.feed(html)
    lines = ",\n".join(json.dumps(heading, ensure_ascii=False) for heading in parser.found)
    (HERE / f"{name}.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--node", type=Path, required=True, help="where npm has installed")
    parser.add_argument("--hugo", default="hugo-0.148", help="one from 0.144 on")
    arguments = parser.parse_args()
    node = arguments.node
    record("kramdown", run("ruby", "-e", KRAMDOWN))
    record("hugo", run_hugo(arguments.hugo))
    record("hugo-before-144", run_hugo("hugo"))
    record("pandoc", run("pandoc", "--from", "markdown", "--to", "html"))
    record("zenn", run("node", "-e", ZENN, cwd=node))
    record("github", run("node", "--input-type=module", "-e", GITHUB, cwd=node))


if __name__ == "__main__":
    main()

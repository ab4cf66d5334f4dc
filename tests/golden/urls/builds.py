"""Runs a generator over a copy of a site, and takes down the link and the anchors of every post."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

HERE = Path(__file__).parent
SECONDS = 3600
"""For one site; Jekyll takes minutes for thousands of long posts."""
ASCII = "".join(map(chr, range(0x21, 0x7F)))

Anchor = tuple[int, str]
"""Level of a heading, and its id."""


@dataclass(frozen=True, slots=True)
class Built:
    """What a generator has made of one file."""

    url: str
    """As a browser asks for it: what is not ASCII is percent-encoded."""
    anchors: tuple[Anchor, ...]


def build(generator: str, root: Path) -> dict[str, Built]:
    """Path → page, of all that the generator publishes; the site itself stays as it is."""
    with tempfile.TemporaryDirectory() as name:
        copy, public = Path(name, "site"), Path(name, "public")
        shutil.copytree(root, copy, ignore=shutil.ignore_patterns(".git", "node_modules"))
        pages = list({"jekyll": _jekyll, "hugo": _hugo, "hexo": _hexo}[generator](copy, public))
    return {
        page["path"]: Built(quote(page["url"], safe=ASCII), _anchors(page["html"]))
        for page in pages
    }


def _run(*command: str, cwd: Path | None = None, modules: Path | None = None) -> str:
    """The output of a command; ``modules`` is where it finds its packages of Node.js."""
    # Hexo mixes the clock of the machine with that of the site; owners have both the same.
    environment = {**os.environ, "NODE_PATH": str(modules), "TZ": "Asia/Tokyo"} if modules else None
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=SECONDS, check=False, cwd=cwd,
        env=environment,
    )  # fmt: skip
    if done.returncode:
        raise SystemExit(f"{command[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}")
    return done.stdout


def _jekyll(site: Path, public: Path) -> Iterator[dict[str, str]]:
    lines = _run("ruby", str(HERE / "jekyll.rb"), str(site), str(public)).splitlines()
    return (json.loads(line) for line in lines if line.startswith('{"path"'))


_LAYOUTS = {
    "partials/page.html": (
        '{{ with .page.File }}{{ dict "path" .Filename "url" $.page.RelPermalink '
        '"html" $.page.Content "listed" $.listed | jsonify }}{{ end }}\n'
    ),
    "_default/single.html": '{{ partial "page.html" (dict "page" . "listed" false) }}',
    "_default/list.html": "",
    "index.html": (
        '{{ range where site.AllPages "Kind" "page" }}'
        '{{ partial "page.html" (dict "page" . "listed" true) }}{{ end }}'
    ),
}
"""Instead of the site's own: they write down what is asked for."""


def _hugo(site: Path, public: Path) -> Iterator[dict[str, str]]:
    """The pages of all languages that are written to a file."""
    for folder in ("layouts", "themes"):
        shutil.rmtree(site / folder, ignore_errors=True)
    for name, layout in _LAYOUTS.items():
        path = site / "layouts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(layout)
    _stub_shortcodes(site)
    for path in [*site.glob("*.*"), *site.glob("config/**/*.*")]:
        if path.suffix in (".toml", ".yaml", ".yml"):
            text = path.read_text(encoding="utf-8-sig")
            path.write_text(re.sub(r"(?m)^theme\s*[:=].*$", "", text), encoding="utf-8")
    _run("hugo", "--source", str(site), "--destination", str(public), "--quiet")
    lines = (
        line
        for file in sorted(public.rglob("*.htm*"))
        if file.is_file()
        for line in file.read_text(encoding="utf-8").splitlines()
        if line.startswith('{"html"')
    )
    pages = [json.loads(line) for line in lines]
    # Of pages with the same link, one is in the file, and the others are only in the list.
    links = {page["url"] for page in pages if not page["listed"]}
    for page in pages:
        page["path"] = Path(page["path"]).relative_to(site).as_posix()
    return iter({page["path"]: page for page in pages if page["url"] in links}.values())


def _hexo(site: Path, public: Path) -> Iterator[dict[str, str]]:
    """With the packages that lie in the folder that ``HEXO`` names."""
    modules = Path(os.environ["HEXO"]).resolve() / "node_modules"
    (site / "node_modules").symlink_to(modules)
    if not (site / "package.json").is_file():
        names = ("hexo", "hexo-renderer-marked")
        package = {"hexo": {}, "dependencies": dict.fromkeys(names, "*")}
        (site / "package.json").write_text(json.dumps(package))
    lines = _run("node", str(HERE / "hexo.js"), cwd=site, modules=modules).splitlines()
    return (json.loads(line) for line in lines if line.startswith('{"path"'))


def _stub_shortcodes(site: Path) -> None:
    """Shortcodes of the theme that is not there: their inner text, or nothing."""
    built_in = {"figure", "gist", "highlight", "instagram", "param", "ref", "relref", "tweet",
                "vimeo", "youtube"}  # fmt: skip
    text = "\n".join(path.read_text("utf-8", "replace") for path in site.rglob("*.md"))
    folder = site / "layouts" / "shortcodes"
    folder.mkdir()
    for name in set(re.findall(r"\{\{[<%]\s*([\w-]+)", text)) - built_in:
        paired = re.search(rf"\{{\{{[<%]\s*/\s*{name}\b", text)
        (folder / f"{name}.html").write_text("{{ .Inner }}" if paired else "")


class _Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[list[object]] = []
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if re.fullmatch("h[1-6]", tag):
            self._open = tag
            self.found.append([int(tag[1]), dict(attrs).get("id") or "", ""])
        elif tag == "span" and self._open and not self.found[-1][1]:
            self.found[-1][1] = dict(attrs).get("id") or ""  # hexo-toc puts it there

    def handle_endtag(self, tag: str) -> None:
        if tag == self._open:
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open:
            self.found[-1][2] = f"{self.found[-1][2]}{data}"


def _anchors(html: str) -> tuple[Anchor, ...]:
    """Of headings in which there is something to read."""
    parser = _Headings()
    parser.feed(html)
    return tuple(
        (level, anchor)
        for level, anchor, text in parser.found
        if isinstance(level, int) and isinstance(anchor, str) and str(text).strip()
    )

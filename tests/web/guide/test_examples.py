"""Every command and every request of the manual is one that works."""

from __future__ import annotations

import argparse
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import click
import pytest
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from tests.web.commands.blog import sakuin
from tests.web.conftest import make_client
from web.commands.cli import COMMANDS, cli
from web.commands.demo import POSTS, SITES
from web.guide.manual import PAGES, Page, page_of
from web.jobs.indexing import index_sites
from web.observe import metrics
from web.sentences import catalogue
from web.settings import Settings, load_settings
from web.texts import LANGUAGES

GUIDE = [page for name in PAGES for language in LANGUAGES if (page := page_of(language, name))]
LONG_RUNNING = {"serve", "demo", "mcp"}
EVERY_PAGE = pytest.mark.parametrize("page", GUIDE, ids=lambda page: f"{page.language}/{page.name}")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.DOTALL | re.MULTILINE)


def blocks(page: Page, *languages: str) -> Iterator[str]:
    return (text for language, text in _FENCE.findall(page.source) if language in languages)


def commands(text: str) -> Iterator[list[str]]:
    """The arguments of every ``sakuin …``, wherever it is installed and whoever runs it."""
    for line in text.splitlines():
        words = shlex.split(line.partition(" > ")[0], comments=True)
        for at, word in enumerate(words):
            if word.rpartition("/")[2] == "sakuin" and _is_command(words[at + 1 :]):
                yield words[at + 1 :]


def _is_command(words: list[str]) -> bool:
    return bool(words) and (words[0] in COMMANDS or words[0].startswith("-"))


def parse(arguments: list[str]) -> None:
    """Raises :class:`click.UsageError` where a command has no such option or subcommand."""
    group: click.Command = cli
    context = None
    while isinstance(group, click.Group):
        context = click.Context(group, context, **group.context_settings)
        _, rest, _ = group.make_parser(context).parse_args(list(arguments))
        if not rest:
            return
        found = group.get_command(context, rest[0])
        assert found is not None, rest
        group, arguments = found, rest[1:]
    group.make_parser(click.Context(group, context)).parse_args(list(arguments))


@EVERY_PAGE
def test_commands_have_the_options_that_are_shown(page: Page) -> None:
    inline = re.findall(r"(?<!`)`(sakuin [^`]+)`(?!`)", _FENCE.sub("", page.source))
    for text in (*blocks(page, "sh", "text"), *inline):
        if not text.startswith(("Usage:", "使い方:")):
            for arguments in commands(text):
                parse(arguments)


def test_an_option_that_is_not_there_is_noticed() -> None:
    (arguments,) = commands("sudo -u blog /opt/sakuin/bin/sakuin index ~/blog --fulll > log")
    with pytest.raises(click.UsageError, match="--fulll"):
        parse(arguments)


@EVERY_PAGE
def test_commands_do_what_is_shown(
    page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those that end by themselves, chapter by chapter, over some posts of the demo."""
    monkeypatch.setenv("SAKUIN_TOKENIZER", "janome")
    monkeypatch.setenv("SAKUIN_JOBS", "1")
    for number, chapter in enumerate(re.split(r"^## ", page.source, flags=re.MULTILINE)):
        folder = tmp_path / str(number)
        wanted = [text for language, text in _FENCE.findall(chapter) if language == "sh"]
        if not any(list(commands(text)) for text in wanted):
            continue
        folder.mkdir()
        monkeypatch.chdir(folder)
        monkeypatch.setenv("HOME", str(folder))
        prepare(folder, chapter, page)
        for text in wanted:
            run_block(text, folder, capsys)


def run_block(text: str, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    if "printf" in text:
        others = "\n".join(line for line in text.splitlines() if "sakuin" not in line)
        subprocess.run(["bash", "-ec", others], check=True)
    for arguments in commands(text):
        if LONG_RUNNING.isdisjoint(arguments):
            status, _, error = sakuin(capsys, *(_local(word, folder) for word in arguments))
            assert status == 0, (arguments, error)


def prepare(folder: Path, chapter: str, page: Page) -> None:
    """The sites, the index and the files that the chapter speaks of."""
    posts = sorted(POSTS.glob("_posts/*.md"))[:6]
    for name in ("blog", "notes", "hugo-blog", "zenn-content/articles"):
        for post in posts:
            place = post.name if "/" in name else f"_posts/{post.name}"
            target = folder / name / place
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(post.read_bytes())
    settings = [text for language, text in _FENCE.findall(chapter) if language == "toml"]
    for text in [text for text in (*settings, *blocks(page, "toml")) if "[sites" in text][:1]:
        (folder / "sakuin.toml").write_text(_local(text, folder), "utf-8")
    for _, text in _FENCE.findall(chapter):
        parts = re.split(r"^# (\w+\.(?:tsv|csv|txt)).*\n", text, flags=re.MULTILINE)
        for name, content in zip(parts[1::2], parts[2::2], strict=True):
            (folder / name).write_text(content.strip() + "\n", "utf-8")
    first = next(commands(chapter.partition("```sh")[2]), [])
    if "index" not in first:
        index_sites(load_settings(folder=folder), {"": folder / "blog"})


def _local(text: str, folder: Path) -> str:
    """A path of the example as one of ``folder``."""
    text = text.replace('"../', f'"{folder}/')
    return re.sub(r"(?<![\w.])(/srv|/etc|/var/lib|~)(?=/)", str(folder), text)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """The service as ``sakuin demo`` has it."""
    settings = Settings(
        jobs=1, data=tmp_path_factory.mktemp("demo"), tokenizer="janome", sites=SITES
    )
    index_sites(settings, {name: site.path for name, site in SITES.items()})
    return make_client(settings.data, sites=settings.sites)


@pytest.mark.parametrize("language", LANGUAGES)
def test_answers_are_what_is_shown(demo: FlaskClient, language: str) -> None:
    page = page_of(language, "api")
    assert page is not None
    shown = re.findall(r"```sh\n(curl [^`]+)```\n+```json\n(.+?)```", page.source, re.DOTALL)
    assert len(shown) == len(list(blocks(page, "json")))
    for request, answer in shown:
        options = _curl(request)
        path = urlsplit(options.url).path
        if options.H:
            (body,) = options.data_urlencode
            response = demo.post(path, data=body, content_type=options.H.partition(": ")[2])
        else:
            response = demo.get(path, query_string=_query(options))
        assert _has(response.get_json(), demo.application.json.loads(answer))


def _curl(request: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("-G", action="store_true")
    parser.add_argument("-H")
    parser.add_argument("-d", "--data-urlencode", action="append", default=[])
    return parser.parse_args(shlex.split(request)[1:])


def _query(options: argparse.Namespace) -> str | dict[str, str]:
    if options.data_urlencode:
        return dict(pair.split("=", 1) for pair in options.data_urlencode)
    return str(urlsplit(options.url).query)


@pytest.mark.parametrize("language", LANGUAGES)
def test_programs_print_what_they_find(demo: FlaskClient, language: str) -> None:
    page = page_of(language, "api")
    assert page is not None
    server = make_server("127.0.0.1", 0, demo.application, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    runs = {"python": [sys.executable, "-"], "js": ["node", "--input-type=module", "-"]}
    try:
        for name, command in runs.items():
            (text,) = [text for text in blocks(page, name) if "/api/v1/search" in text]
            program = text.replace("http://127.0.0.1:8000", f"http://127.0.0.1:{server.port}")
            done = subprocess.run(
                command, input=program, capture_output=True, text=True, timeout=60
            )
            assert done.stdout.startswith("関西国際空港で朝を待つ http://"), (name, done.stderr)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _has(answer: Any, shown: Any) -> bool:
    """Whether all that is shown is in the answer, which may say more."""
    if isinstance(shown, dict):
        return all(key in answer and _has(answer[key], value) for key, value in shown.items())
    if isinstance(shown, list):
        return len(answer) == len(shown) and all(map(_has, answer, shown))
    return bool(answer == shown)


@EVERY_PAGE
def test_metrics_that_are_named_are_measured(page: Page) -> None:
    known = Path(metrics.__file__).read_text("utf-8")
    for name in re.findall(r"\bsakuin_[a-z_]+", "".join(blocks(page, "yaml"))):
        assert f'"{name.removesuffix("_total")}"' in known


@EVERY_PAGE
def test_settings_that_are_shown_are_read(page: Page, tmp_path: Path) -> None:
    for name in ("words.csv", "synonyms.txt", "opensearch.password", "ca.pem"):
        (tmp_path / name).touch()
    for text in blocks(page, "toml"):
        (tmp_path / "sakuin.toml").write_text(text, "utf-8")
        load_settings(folder=tmp_path, environment={})


@pytest.mark.parametrize("name", ["trouble", "cluster"])
def test_messages_that_are_explained_are_ones_that_are_shown(name: str) -> None:
    """In the Japanese manual, in both languages: the terminal may speak either."""
    shown = {*catalogue("ja"), *catalogue("ja").values()}
    for language in LANGUAGES:
        page = page_of(language, name)
        assert page is not None
        rows = re.findall(r"^\| (`(?:[^`|]*[… ]).*?) \|", page.source, re.MULTILINE)
        messages = [message for row in rows for message in re.findall("`([^`]+)`", row)]
        assert messages
        for message in messages:
            pattern = re.sub(r"…|\\d|\d+", ".*", re.escape(message))
            assert any(re.search(pattern, text) for text in shown), message

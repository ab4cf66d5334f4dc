"""A small Jekyll site, and the ``sakuin`` command run over it in this process."""

from __future__ import annotations

import json
from contextvars import copy_context
from pathlib import Path
from typing import Any

import pytest

from web.commands.cli import run

POST = """---
title: {title}
date: 2025-10-30 22:03:02 +0900
tags: [検索, {tag}]
categories: 技術
---
{text}
"""


def write_blog(root: Path) -> Path:
    """A site of two posts."""
    (root / "_posts").mkdir(parents=True)
    (root / "_config.yml").write_text("title: 日記\ntimezone: Asia/Tokyo\n", "utf-8")
    write_post(root, "2025-10-30-tokyo", "東京の天気", "天気", "今日の東京は雨です。")
    write_post(root, "2025-10-29-osaka", "大阪の検索", "旅", "大阪へ行きました。")
    return root


def write_post(root: Path, name: str, title: str, tag: str, text: str) -> Path:
    path = root / "_posts" / f"{name}.md"
    path.write_text(POST.format(title=title, tag=tag, text=text), "utf-8")
    return path


def sakuin(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    # In a context of its own: the language that one command is told is not that of what follows.
    status = copy_context().run(run, [str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return status, captured.out, captured.err


def index_json(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    status, out, _ = sakuin(capsys, "index", *arguments, "--json")
    assert status == 0
    return json.loads(out)

"""Absolute addresses: of this service, and of the posts that it finds."""

from __future__ import annotations

from urllib.parse import urljoin

from flask import request

from web.context import context


def service_url(path: str = "/") -> str:
    """An address of this service; by the setting ``base_url``, else as the client calls it."""
    return (context().settings.base_url or request.url_root.rstrip("/")) + path


def post_url(url: str) -> str:
    """The address of a post on its site: ``/a/`` → ``https://blog.example/a/``."""
    return urljoin(f"{context().settings.site_url or service_url('')}/", url)

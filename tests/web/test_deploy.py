"""The files for running the service use commands and settings that exist."""

from __future__ import annotations

import configparser
import re
import shlex
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from flask.testing import FlaskClient

import web
from web.commands.cli import COMMANDS
from web.settings import ENVIRONMENT_PREFIX, Settings

DEPLOY = Path(web.__file__).parent / "deploy"
ROOT = Path(__file__).parents[2]


def test_the_unit_starts_the_service_without_rights() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string((DEPLOY / "sakuin.service").read_text("utf-8"))
    service = unit["Service"]
    assert shlex.split(service["ExecStart"])[-1] in COMMANDS
    assert (service["User"], service["ProtectSystem"]) == ("sakuin", "strict")
    variable, folder = service["Environment"].split("=")
    assert variable.removeprefix(ENVIRONMENT_PREFIX).lower() in Settings.model_fields
    assert folder == f"/var/lib/{service['StateDirectory']}"
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""


def test_the_image_is_built_from_what_the_wheel_needs() -> None:
    kept = re.findall(r"^!(\S+)$", (DEPLOY / "Dockerfile.dockerignore").read_text("utf-8"), re.M)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    files = {project["project"]["readme"], *project["project"]["license-files"]}
    assert set(kept) == {"pyproject.toml", *packages, *files}


def test_the_image_runs_as_nobody_with_known_settings() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    variables = re.findall(rf"{ENVIRONMENT_PREFIX}(\w+)=", text)
    assert variables
    assert {name.lower() for name in variables} <= set(Settings.model_fields)
    assert re.findall(r"^USER (\d+)$", text, re.MULTILINE) == ["10001"]
    commands = re.findall(r'^CMD \["(\w+)"\]$', text, re.MULTILINE)
    assert commands == ["serve"]


def test_alerts_are_about_metrics_that_are_told(client: FlaskClient) -> None:
    rules = (DEPLOY / "alerts.yml").read_text("utf-8")
    client.get("/api/v1/search")
    told = client.get("/metrics").text + "sakuin_watcher_up"  # where a site is watched
    names = set(re.findall(r"sakuin_\w+", "".join(re.findall(r"expr: (.*)", rules))))
    assert len(names) >= 5
    assert [name for name in names if name not in told] == []


def test_every_metric_is_described_once(client: FlaskClient) -> None:
    client.get("/api/v1/search?q=東京")
    described = re.findall(r"^# (?:HELP|TYPE) \w+", client.get("/metrics").text, re.MULTILINE)
    assert len(described) == len(set(described))


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_proxies_lead_to_the_service_and_keep_what_is_the_owners(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    address = f"127.0.0.1:{Settings.model_fields['port'].default}"
    assert address in text
    for setting in re.findall(r'(\w+) = ["\d]', text):
        assert setting in Settings.model_fields
    assert "admin" in text
    assert "metrics" in text


def test_proxies_keep_every_address_of_the_owner(client: FlaskClient) -> None:
    """The forms of /admin too."""
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    (kept,) = re.findall(r"^    location ~ (\S+)", nginx, re.MULTILINE)
    (paths,) = re.findall(r"path (/.*)", (DEPLOY / "Caddyfile").read_text("utf-8"))
    routes = [route.rule for route in client.application.url_map.iter_rules()]
    owners = [route for route in routes if route.startswith(("/admin", "/metrics"))]
    assert len(owners) >= 3
    for route in owners:
        assert re.search(kept, route)
        assert any(fnmatch(route, path) for path in paths.split())


def test_the_unit_fits_a_small_machine_and_may_pull_the_site() -> None:
    unit = (DEPLOY / "sakuin.service").read_text("utf-8")
    (most,) = re.findall(r"^MemoryMax=(\d+)M$", unit, re.MULTILINE)
    assert int(most) < 1_000
    assert "ReadWritePaths=-/srv/blog" in unit
    assert "/etc/sakuin.toml" in unit.partition("[Unit]")[0]  # it must be there
    assert " git " in (DEPLOY / "Dockerfile").read_text("utf-8")

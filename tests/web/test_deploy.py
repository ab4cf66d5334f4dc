"""The files for running the service use commands and settings that exist."""

from __future__ import annotations

import configparser
import re
import shlex
import tomllib
from pathlib import Path

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

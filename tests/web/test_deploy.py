"""The files for running the service use commands and settings that exist."""

from __future__ import annotations

import configparser
import re
import shlex
from pathlib import Path

import web
from web.cli import COMMANDS
from web.settings import ENVIRONMENT_PREFIX, Settings

DEPLOY = Path(web.__file__).parent / "deploy"


def test_the_unit_starts_the_service_without_rights() -> None:
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string((DEPLOY / "sakuin.service").read_text("utf-8"))
    service = unit["Service"]
    assert shlex.split(service["ExecStart"])[-1] in COMMANDS
    assert (service["DynamicUser"], service["ProtectSystem"]) == ("yes", "strict")
    assert service["NoNewPrivileges"] == "yes"
    assert service["CapabilityBoundingSet"] == ""


def test_the_image_runs_as_nobody_with_known_settings() -> None:
    text = (DEPLOY / "Dockerfile").read_text("utf-8")
    variables = re.findall(rf"{ENVIRONMENT_PREFIX}(\w+)=", text)
    assert variables
    assert {name.lower() for name in variables} <= set(Settings.model_fields)
    assert re.findall(r"^USER (\d+)$", text, re.MULTILINE) == ["10001"]
    commands = re.findall(r'^CMD \["(\w+)"\]$', text, re.MULTILINE)
    assert commands == ["serve"]

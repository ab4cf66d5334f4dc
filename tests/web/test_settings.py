"""Settings: where they come from, which source wins, and what is said about bad ones."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from index.errors import SettingsError
from index.sites.generators import GENERATORS
from tests.manual import reference
from web.sentences import told_in
from web.setting_types import ClusterSettings, OwnField, OwnSite
from web.settings import Settings, load_settings


def write(folder: Path, text: str) -> Path:
    path = folder / "sakuin.toml"
    path.write_text(text, "utf-8")
    return path


def test_defaults_need_nothing(tmp_path: Path) -> None:
    assert load_settings(environment={}, folder=tmp_path) == Settings()


def test_flags_win_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    write(tmp_path, 'host = "file"\nport = 1\nworkers = 3\n')
    environment = {"SAKUIN_PORT": "2", "SAKUIN_HOST": "environment", "HOME": "/"}
    settings = load_settings({"host": "flag", "data": None}, None, environment, tmp_path)
    assert (settings.host, settings.port, settings.workers) == ("flag", 2, 3)


def test_paths_of_the_file_are_beside_the_file(tmp_path: Path) -> None:
    config = write(tmp_path, 'data = "index"\n[sites]\nblog = "../blog"\n')
    settings = load_settings({}, config, {})
    assert settings.data == tmp_path / "index"
    assert settings.sites["blog"].path == tmp_path / "../blog"


def test_a_tilde_is_the_home_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    config = write(tmp_path, '[sites]\nblog = "~/blog"\nother = "~nobody-knows-whom/blog"\n')
    sites = load_settings({}, config, {}).sites
    assert sites["blog"].path == tmp_path / "home" / "blog"
    assert sites["other"].path == tmp_path / "~nobody-knows-whom" / "blog"


def test_a_file_that_is_not_utf_8_is_named_with_the_line(tmp_path: Path) -> None:
    config = tmp_path / "sakuin.toml"
    config.write_bytes('port = 80\ntitle = "日記"\n'.encode("cp932"))
    with pytest.raises(SettingsError, match=r"sakuin\.toml: .*line 2 is not UTF-8"):
        load_settings({}, config, {})


def test_memory_is_a_size(tmp_path: Path) -> None:
    config = write(tmp_path, 'memory = "300MB"\n')
    assert load_settings({}, config, {}).memory == 300_000_000
    assert load_settings({"memory": "1 GB"}, config, {}).memory == 1_000_000_000
    assert load_settings({}, config, {"SAKUIN_MEMORY": "0"}).memory == 0
    settings = load_settings({}, config, {})
    assert Settings.model_validate_json(settings.model_dump_json()) == settings


@pytest.mark.parametrize(
    ("size", "told"),
    [("much", "300MB"), ("-1", "300MB"), ("1.5GB", "300MB"), ("100MB", "at least 200MB")],
)
def test_a_size_that_is_none_or_too_small_is_told(size: str, told: str) -> None:
    with pytest.raises(SettingsError, match=f"--memory.*{told}"):
        load_settings({"memory": size}, None, {})


def test_every_generator_can_be_chosen() -> None:
    for generator in ("auto", *GENERATORS):
        assert load_settings({"generator": generator}, None, {}).generator == generator


def test_the_environment_may_name_the_file(tmp_path: Path) -> None:
    config = write(tmp_path, "port = 99\n")
    assert load_settings({}, None, {"SAKUIN_CONFIG": str(config)}).port == 99


def test_a_list_in_the_environment_has_commas() -> None:
    origins = load_settings({}, None, {"SAKUIN_CORS_ORIGINS": "https://a.jp, https://b.jp"})
    assert origins.cors_origins == ("https://a.jp", "https://b.jp")


BAD = [
    ("colour = 1", ["sakuin.toml: colour", "unknown setting", "cors_origins"]),
    ("port = 70000", ["sakuin.toml: port = '70000'", "less than or equal to 65535"]),
    ('tokenizer = "kuromoji"', ["tokenizer = 'kuromoji'", "one of auto, janome, mecab"]),
    ('timezone = "Tokyo"', ["timezone = 'Tokyo'", "Asia/Tokyo"]),
    ('rate_limit = "many"', ["rate_limit = 'many'", "60/minute"]),
    ('cors_origins = ["blog.example"]', ["cors_origins.0 = 'blog.example'", "https://"]),
    ('cors_origins = ["https://blog.example/"]', ["cors_origins.0", "https://"]),
    ('cors_origins = ["https://Blog.example"]', ["cors_origins.0", "https://"]),
    ('base_url = "blog.example"', ["base_url = 'blog.example'", "https://"]),
    ('[sites]\n"a/b" = "x"', ["sites.a/b", "letters and digits"]),
    ('generator = "movable-type"', ["generator = 'movable-type'", "one of auto, astro,"]),
    ('data = "a\\u0000b"', ["data = ", "NUL"]),
    ("sites = 3", ["sites = '3'", "[sites]"]),
    ('workers = "two"', ["workers = 'two'", "whole number"]),
    ("port = true", ["port = 'True'", "whole number"]),
    ("search_timeout = true", ["search_timeout", "a number"]),
    ("memory = true", ["memory", "whole number"]),
    ("git_pull = 1", ["git_pull = '1'", "true or false"]),
    ('[opensearch]\nurls = ["http://a"]\nshards = true', ["shards", "whole number"]),
    ('[sites.a]\npath = "."\npages = 0', ["sites.a.pages", "true or false"]),
    ("\n".join(f"x{number} = 1" for number in range(9_999)), ["x0", "unknown setting"]),
    ("port = 80\nhost = !\n", ["sakuin.toml: cannot be read as TOML", "line 2"]),
    ("title = " + "[" * 5_000, ["sakuin.toml: cannot be read as TOML"]),
    ("port = " + "9" * 5_000, ["sakuin.toml: cannot be read as TOML"]),
    ('base_url = "https://blog.example\\n/"', ["base_url", "an address that starts with https://"]),
    ('base_url = "https://"', ["base_url = 'https://'", "an address"]),
    ('base_url = "https://blog.example:99999"', ["base_url", "an address"]),
    ('[opensearch]\nurls = ["http://["]', ["opensearch.urls.0 = 'http://['", "an address"]),
]


@pytest.mark.parametrize(("text", "said"), BAD)
def test_a_bad_setting_is_named_with_what_is_allowed(
    tmp_path: Path, text: str, said: list[str]
) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings({}, write(tmp_path, text), {})
    for part in said:
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 20_000


def test_the_environment_says_true_and_false_in_words_and_numbers() -> None:
    for said, meant in {"1": True, "true": True, "yes": True, "0": False, "off": False}.items():
        assert load_settings({}, None, {"SAKUIN_GIT_PULL": said}).git_pull is meant


def test_a_bad_variable_or_flag_is_named_as_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="SAKUIN_PORT: port = 'x'"):
        load_settings({}, None, {"SAKUIN_PORT": "x"}, tmp_path)
    with pytest.raises(SettingsError, match="SAKUIN_COLOUR: colour: unknown setting"):
        load_settings({}, None, {"SAKUIN_COLOUR": "x"}, tmp_path)
    with pytest.raises(SettingsError, match="--port: port = 'x'"):
        load_settings({"port": "x"}, None, {}, tmp_path)
    with pytest.raises(SettingsError, match="must be valid Unicode text"):
        load_settings({}, None, {"SAKUIN_TITLE": "\udcff"}, tmp_path)


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="no such settings file"):
        load_settings({}, tmp_path / "nowhere.toml", {})


def test_the_reference_explains_every_setting() -> None:
    explained = {name: text for name, _, text in reference()}
    for name in Settings.model_fields:
        assert explained[name], f"{name} has no description"


WRONG: tuple[Any, ...] = (
    "",
    "語 語",
    "x",
    [],
    ["語 語"],
    {"x": 1},
    {"x": {"y": 1}},
    1.5,
    -1,
    10**9,
    "x" * 600,
)
ENGLISH = re.compile(r"\b(must|should|valid|with|such as|known|given)\b", re.ASCII)


@pytest.mark.parametrize("name", Settings.model_fields)
def test_whatever_is_wrong_with_a_setting_is_said_in_japanese(name: str) -> None:
    tables: dict[str, dict[str, Any]] = {
        "sites": {"a": {"path": "."}},
        "fields": {"a": {"from": ["b"]}},
        "opensearch": {"urls": ["http://a.example"]},
    }
    models: dict[str, type[BaseModel]] = {
        "sites": OwnSite,
        "fields": OwnField,
        "opensearch": ClusterSettings,
    }
    given: list[Any] = list(WRONG)
    for wrong in WRONG if name in tables else ():
        for key, field in models[name].model_fields.items():
            inner = tables[name].get("a", tables[name]) | {field.alias or key: wrong}
            given.append(inner if name == "opensearch" else {"a": inner})
    for value in given:
        try:
            load_settings({name: value}, environment={})
        except SettingsError as error:
            said = told_in(str(error), "ja")
            assert not ENGLISH.search(re.sub("'[^']*'", "", said)), (value, said)

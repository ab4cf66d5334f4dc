"""The scripts and styles that the package ships, made from ``web/static`` by esbuild.

``python -m tests.assets --write`` makes them anew after a change in ``web/static`` or in the texts
of the search box; it needs ``npm ci --prefix tests/browser`` once. A test fails when what lies in
``web/static/built`` is not what the sources give. So ``pip install`` needs no Node.js, and what
browsers run is still readable files with checked types.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from web.pages.widget import BUILT, STATIC, values
from web.texts import LANGUAGES, catalogue

TOOLS = Path(__file__).parent / "browser" / "node_modules" / ".bin"
_TARGET = "--target=es2022,chrome114,firefox125,safari17"
"""Browsers that know popovers; the box opens in older ones too, without the top layer."""
_MINIFY = ("--minify", "--charset=utf8", "--legal-comments=none", _TARGET)
_SHRINK = (
    "--compress",
    "passes=4,ecma=2022,unsafe_arrows,unsafe_methods,pure_getters,reduce_funcs=false",
    "--mangle",
)
"""Measured: functions that are put where they are called repeat less, and gzip finds less."""
_OWN = (
    "activate active all allowed announce announced announcement answer ask asked baseUrl beside "
    "build cancel chosen client closed colour column completing composition counted counting "
    "dates day days dialog endedAt ends escaped expand facet failure field flush "
    "followed following foot groups headline hotkeys images inDialog inPlace input isOpen isTag "
    "justEnded keepingFocus layer leave leaving list listbox listen look messages move notice "
    "opened opener openers options ownParameter owner owns panel parameter pending place pressed "
    "question quiet rebuild recent remember render replaced restore root running searchPage "
    "searched send service show showFilters shown shut slow stale strip submitted take tell "
    "texts timer touch typed typedAt view wait welcome write"
)
"""Properties of the search box that neither pages nor the service know, nor browsers where they are
used: they are shortened. Browsers know some of them elsewhere (``builtins``)."""
_BUNDLES = {
    "widget.js": ("widget/main.js", "iife"),
    "widget.mjs": ("widget/module.js", "esm"),
    "page.js": ("page/main.js", "iife"),
    "playground.js": ("page/playground.js", "iife"),
}
"""What is made → its entry, and whether it is a script or a module."""
_STYLES = {"page.css": "page/page.css"}
_SHARED = ("value.", "did_you_mean", "from", "to", "show.")
"""Keys, or beginnings of keys, that pages and search box share."""


def built() -> dict[str, bytes]:
    """Every file of ``web/static/built`` as the sources give it now."""
    assert TOOLS.exists(), "run: npm ci --prefix tests/browser"
    with tempfile.TemporaryDirectory() as folder:
        sources = Path(folder) / "static"
        shutil.copytree(STATIC, sources, ignore=shutil.ignore_patterns("built"))
        (sources / "widget" / "resources.js").write_text(_resources(), "utf-8")
        files = {
            name: _terser(name, _esbuild(sources / entry, "--bundle", f"--format={kind}"))
            for name, (entry, kind) in _BUNDLES.items()
        }
        for name in ("widget.js", "widget.mjs"):
            files[name] = f"{values()}\n".encode() + files[name]
        files |= {name: _esbuild(sources / entry) for name, entry in _STYLES.items()}
    return files


def _catalogue() -> dict[str, list[str]]:
    """Key, without its ``widget.``, → the box's text in each of :data:`LANGUAGES`; or empty."""
    keys = dict.fromkeys(key for language in LANGUAGES for key in catalogue(language))
    return {
        key.removeprefix("widget."): [catalogue(language).get(key, "") for language in LANGUAGES]
        for key in keys
        if key.startswith(("widget.", *_SHARED))
    }


def _resources() -> str:
    """The module ``resources.js``: the texts and the style sheet of the search box."""
    values = {
        "languages": LANGUAGES,
        "catalogue": _catalogue(),
        "styles": _esbuild(STATIC / "widget" / "widget.css").decode(),
    }
    return "".join(
        f"export const {name} = {json.dumps(value, ensure_ascii=False)};\n"
        for name, value in values.items()
    )


def _esbuild(entry: Path, *options: str) -> bytes:
    return _run("esbuild", str(entry), *_MINIFY, *options)


def _terser(name: str, script: bytes) -> bytes:
    """Shrinks what esbuild has bundled by another 3 %: it looks over the code several times."""
    own = f"builtins,regex=/^({'|'.join({*_OWN.split()} - _catalogue().keys())})$/"
    shorten = ("--mangle-props", own) if name.startswith("widget") else ()
    return _run("terser", "--module", *_SHRINK, *shorten, script=script)


def _run(tool: str, *arguments: str, script: bytes = b"") -> bytes:
    command = [str(TOOLS / tool), *arguments]
    return subprocess.run(
        command, check=True, input=script, stdout=subprocess.PIPE, timeout=60
    ).stdout


if __name__ == "__main__":
    assert sys.argv[1:] == ["--write"], "usage: python -m tests.assets --write"
    for name, body in built().items():
        (BUILT / name).write_bytes(body)

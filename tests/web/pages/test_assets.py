"""How modules become one script."""

from __future__ import annotations

from pathlib import Path

import pytest

from web.pages.assets import bundle, compact_css


def test_modules_stand_in_the_order_in_which_they_need_each_other(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text('import { b } from "./b.js";\n\nb();\n')
    (tmp_path / "b.js").write_text(
        '/** Says b. */\nimport {\n  a,\n} from "./made.js";\n\nexport function b() {\n'
        "  // quietly\n  return /** @type {string} */ (a);\n}\n"
    )
    assert bundle(tmp_path / "main.js", {"made.js": 'const a = "// kept = so";\n'}) == (
        '(() => {\n"use strict";\nconst a="// kept = so";\n'
        "function b(){\nreturn(a);\n}\nb();\n})();\n"
    )


def test_a_name_that_two_modules_use_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "main.js").write_text('import { b } from "./b.js";\n\nconst a = b;\n')
    (tmp_path / "b.js").write_text("const a = 1;\nexport const b = a;\n")
    with pytest.raises(ValueError, match="several modules define a"):
        bundle(tmp_path / "main.js", {})


def test_style_sheets_lose_comments_and_spaces() -> None:
    style = "/* a */\na  b > c :hover,\nd {\n  color: red;\n  top: calc(1em + 2px);\n}\n"
    assert compact_css(style) == "a b>c :hover,d{color:red;top:calc(1em + 2px);}"

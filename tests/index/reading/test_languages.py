"""A text tells its own language where nothing else does."""

from __future__ import annotations

import pytest

from index.reading.languages import language_of

ENGLISH = (
    "The lighthouse is on the cliff and it shows the way to all of the ships in the bay by night."
)
CODE = "```js\n" + "const lighthouse = 1;\n" * 50 + "```\n"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("灯台の光が見える。", "ja"),
        (f"灯台の光。\n{CODE}", "ja"),
        ("JavaScript で Promise を await する async function の TypeScript 化", "ja"),
        (ENGLISH, "en"),
        (f"{ENGLISH} It is called 灯台 here.", ""),
        ("등대의 불빛이 보인다.", "ko"),
        ("灯塔的光在夜里照亮港口的船只，水手们看到它就知道家在哪里，孩子们喜欢在那里玩。", "zh"),
        ("灯台", ""),
        (
            "Le phare est sur la falaise et il montre le chemin aux bateaux du port",
            "",
        ),
        ("npm install", ""),
        (CODE, ""),
        ("", ""),
    ],
)
def test_the_script_tells(text: str, language: str) -> None:
    assert language_of(text) == language

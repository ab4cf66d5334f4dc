"""Diagrams show their labels."""

from __future__ import annotations

import pytest

from index.markdown.sections import mermaid_labels


@pytest.mark.parametrize(
    ("diagram", "expected"),
    [
        ("graph TD\n A[開始] -->|はい| B{判断}\n B --> C((終わり))", "開始\nはい\n判断\n終わり"),
        ('flowchart LR\n A["東京 (駅)"] --> A', "東京 (駅)"),
        ("sequenceDiagram\n participant 客\n 客->>店: 注文する", "客\n注文する\n店"),
        (
            "gantt\n title 予定表\n section 設計\n 調査 :a1, 2025-01-01",
            "予定表\n設計\na1, 2025-01-01\n調査",
        ),
        ("graph TD\n A --> B", ""),
        (
            "flowchart LR\n 東京 --> 大阪 --> A[京都] --> API\n A --> 港",
            "京都\n東京\n大阪\nAPI\n港",
        ),
        ("graph LR\n 甲:::赤 --> 乙\n style 甲 fill:#fff\n %% 注", "甲\n乙"),
        ("sequenceDiagram\n participant U as 客\n U->>店: 頼む", "客\n頼む\n店"),
        ("stateDiagram-v2\n [*] --> 待機\n 待機 --> 実行 : 始める", "*\n始める\n待機\n実行"),
        ("classDiagram\n 動物 <|-- 犬\n class 犬 {\n +吠える()\n }", "動物\n犬\n吠える"),
        ("graph TB\n subgraph 港 の中\n A[船]\n end\n subgraph x [駅]\n end", "港 の中\n船\n駅"),
    ],
)
def test_labels_are_found(diagram: str, expected: str) -> None:
    assert mermaid_labels(diagram) == expected

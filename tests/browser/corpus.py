"""The posts that the browser tests search: enough for two pages, with every kind of trap."""

from __future__ import annotations

from tests.support import Post

HOSTILE = '<img src=x onerror="window.attacked = 1"> & "引用符"の話'

POSTS: dict[str, Post] = {
    "_posts/login.md": {
        "title": "認証の仕組みを調べる",
        "text": "このブログに認証を入れることにしました。",
        "headings": {
            "パスワード認証": "パスワードによる認証は、長い文字列ほど安全です。",
            "二段階認証": "二段階認証では、スマートフォンで番号を確かめます。",
            "目次": "合言葉の選び方",
            "GPT-4oと合言葉": "合言葉は三つの語で作り、GPT-4oやGPT-4oには尋ねません。",
            "関連記事": "合言葉を忘れたら",
        },
        "tags": ["認証", "セキュリティ"],
        "categories": ["技術"],
        "authors": ["夏目"],
        "date": "2025-10-30T22:03:02",
        "url": "/2025/10/30/login/",
        "excerpt": "認証について",
    },
    "_posts/hostile.md": {
        "title": HOSTILE,
        "text": "危険な文字 <script>window.attacked = 2</script> を含む、認証の記事です。",
        "tags": ["<b>太字</b>", "セキュリティ"],
        "categories": ["技術"],
        "authors": ["森"],
        "date": "2025-09-12",
        "url": "/2025/09/12/hostile/",
    },
    "_posts/javascript-link.md": {
        "title": "危険な行き先",
        "text": "この記事の行き先はスクリプトです。",
        "date": "2025-01-05",
        "url": "javascript:window.attacked=3",
    },
    "_posts/openai.md": {
        "title": "OpenAI の API を試す",
        "text": "OpenAI の API で文章を要約しました。Python から呼び出します。",
        "tags": ["OpenAI", "Python"],
        "categories": ["技術"],
        "authors": ["森"],
        "date": "2025-06-01",
        "url": "/2025/06/01/openai/",
    },
    **{
        f"_posts/tokyo-{number:02}.md": {
            "title": f"東京散歩 その{number}",
            "text": f"東京を歩いた{number}回目の記録です。天気は晴れでした。",
            "headings": {"昼ごはん": "東京駅の近くで昼ごはんを食べました。"},
            "tags": ["散歩", "東京" if number % 2 else "写真"],
            "categories": ["日記"],
            "authors": ["夏目"],
            "date": f"2024-{number:02}-10",
            "url": f"/2024/{number:02}/10/tokyo-{number:02}/",
        }
        for number in range(1, 13)
    },
}

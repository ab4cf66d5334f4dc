"""Small documents on which all behaviour of the contract can be seen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from index.document import Document, Section

JST = timezone(timedelta(hours=9))


def post(
    identity: str,
    title: str,
    text: str,
    *,
    date: datetime | None = None,
    tags: tuple[str, ...] = (),
    categories: tuple[str, ...] = (),
    authors: tuple[str, ...] = (),
    lang: str = "",
    heading: str = "",
    code: str = "",
) -> Document:
    """A document of one section; its URL follows from its id."""
    section = Section(heading, 2 if heading else 0, "midashi" if heading else "", text, code)
    return Document(
        id=identity,
        site="",
        path=f"{identity}.md",
        url=f"/{identity}/",
        title=title,
        date=date,
        tags=tags,
        categories=categories,
        authors=authors,
        lang=lang,
        sections=(section,),
    )


POSTS = (
    post(
        "kyoto",
        "京都の寺を歩く",
        "秋の京都は紅葉がきれいです。\n清水寺から歩いて円山公園へ。",
        date=datetime(2025, 10, 30, 13, 3, 2, tzinfo=UTC).astimezone(JST),
        tags=("旅行", "京都"),
        categories=("旅",),
        authors=("佐藤",),
        heading="清水寺",
    ),
    post(
        "tokyo",
        "東京都の図書館",
        "東京都には大きな図書館がたくさんあります。空港からも近い。",
        date=datetime(2025, 10, 31, 23, 30, tzinfo=UTC).astimezone(JST),
        tags=("読書",),
        categories=("暮らし",),
        authors=("鈴木",),
    ),
    post(
        "kansai",
        "関西国際空港への行き方",
        '関西国際空港までは電車が便利です。<b>太字</b> & 記号も "そのまま" 読めます。',
        date=datetime(2025, 9, 1, 0, 0, tzinfo=JST),
        tags=("旅行", "空港"),
        categories=("旅",),
        authors=("佐藤", "鈴木"),
    ),
    post(
        "server",
        "サーバーを立てる",
        "家でサーバを動かしました。毎朝走った後にログを見ます。",
        date=datetime(2024, 12, 31, 12, 0, tzinfo=JST),
        tags=("Linux", "自作"),
        categories=("技術",),
        authors=("高橋",),
        code="sudo systemctl restart nginx",
    ),
    post(
        "linux",
        "Linuxで日本語を検索する",
        "Pythonで書いた検索サーバーの話。Node.jsとC++でも試しました。",
        date=datetime(2025, 1, 1, 0, 0, tzinfo=JST),
        tags=("linux", "Python"),
        categories=("技術",),
        authors=("高橋",),
        lang="ja",
    ),
    post("memo", "日付のないメモ", "海の近くで読んだ本のメモ。", tags=("読書",)),
)

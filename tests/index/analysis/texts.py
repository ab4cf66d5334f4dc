"""Texts that are hard to cut, and user entries: what every tokenizer is tried on."""

from __future__ import annotations

from hypothesis import strategies as st

from index.analysis.char_filters import to_wording
from index.analysis.morphemes import UserEntry


def normalised(text: str) -> str:
    """As the analyzer gives texts to tokenizers, in one line."""
    return to_wording(to_wording(text)[0].replace("\n", " "))[0]


SENTENCES = [
    "すもももももももものうち",
    "東京特許許可局で関西国際空港行きの切符を買った。",
    "Pythonで全文検索エンジンを書いてみました!",
    "2025年10月30日、OpenAIはGPT-4oを発表した。",
    "一万二千円と〇〇さん、々々。",
    "外国人参政権について、新幹線の中で話し合う",
    "ｶﾞｰﾍﾞｰｼﾞｺﾚｸｼｮﾝとガベージコレクション",
    "バーティカルAIエージェントの深掘り**です。",
    "これは、高い透明性や説明責任を求めるものです。",
    "  \u3000前後に空白\u3000 ",
    "αβγ Привет 안녕하세요 🍣🍺 ①②③ ㈱㍿",
    "http://example.com/a_b?c=d&e=f#g C++ C# .NET",
    "だ\u3099か\u3099 が゛",
    "\n\n改行\r\n\r\nと\tタブ\n",
]

PARTS = [
    *"一二三〇十百人大小東京都新幹線見健魈髙﨑々ー・、。「」！？",
    *"はがのにをもとでたてしいするなくこれあ",
    *"アイウエオカキクンー",
    *"abcXYZ012 .,-_/+#*\n\t\r",
    *"ＡｂＣ０１２　①Ⅳ㈱㍿αЖ한😀\u200b\u0301\x85\xa0\x1c",
    "関西国際空港",
    "ガベージコレクション",
    "食べさせられた",
    "でしょう",
    "株式会社",
    "GPT-4o",
    "\ud800",
    "\x00",
    "\x01",
    "\U000e0100",
]

texts = (st.lists(st.sampled_from(PARTS), max_size=40).map("".join) | st.text(max_size=40)).map(
    normalised
)

USER_ENTRIES = [
    UserEntry(
        "東京スカイツリー駅",
        -5000,
        "名詞,固有名詞,一般,*",
        "東京スカイツリー駅",
        "トウキョウスカイツリーエキ",
    ),
    UserEntry("機械学習", 2000, "名詞,固有名詞,一般,*", "機械学習", "キカイガクシュウ"),
    UserEntry("機械学習", 2000, "名詞,一般,*,*", "機械の学習", "*", 1285, 1285),
    UserEntry("Node.js", 100, "名詞,固有名詞,一般,*", "node.js", "ノードジェイエス"),
    UserEntry("Visual Studio", 100, "名詞,固有名詞,一般,*", "Visual Studio", "*"),
    UserEntry("もの", 6000, "名詞,固有名詞,一般,*", "もの", "モノ"),
    UserEntry("㈱", 9000, "名詞,固有名詞,一般,*", "株式会社", "カブ"),
    UserEntry("鬼滅の刃", 20000, "名詞,固有名詞,一般,*", "鬼滅の刃", "キメツノヤイバ"),
    UserEntry("あ" * 51, -9000, "名詞,固有名詞,一般,*", "あ", "*"),
    UserEntry("い" * 50, -9000, "名詞,固有名詞,一般,*", "い", "*"),
]

user_texts = st.lists(
    st.sampled_from([*(entry.surface for entry in USER_ENTRIES), *PARTS[:60]]), max_size=20
).map("".join)

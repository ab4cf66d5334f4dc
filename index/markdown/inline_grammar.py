"""The marks inside a paragraph: what begins one, and how each is written.

No alternative can be matched in more than constant time without being consumed: repetitions are
bounded, or stop at the character that would begin the next attempt.
"""

from __future__ import annotations

import re
import string

from index.markdown.html_tags import ENTITY, TAG

SPECIAL = re.compile(r"[\\`<&\[\]*_~$\n\t\xa0{]|  |https?://|:[a-z]")
CANDIDATE = re.compile(r"[\\`<&@\[\]!*_~$^{h:]")
NAME_CHARACTERS = frozenset(f"{string.ascii_letters}{string.digits}:")
SMART = re.compile(r"-{2,3}|\.{3}")
SOURCE_BREAK = re.compile(r"(?<! ) {2,}\n")

TOKEN = re.compile(
    rf"""
      (?P<hard>\\\n)
    | (?P<escape>\\[!-/:-@\[-`{{-~])
    | (?P<code>`+)
    | (?P<comment><!--)
    | (?P<tag>{TAG})
    | <(?P<autolink>[A-Za-z][A-Za-z0-9+.-]{{1,31}}:[^\s<>]*+)>
    | <(?P<email>[A-Za-z0-9._+-]{{1,64}}@[A-Za-z0-9.-]{{1,255}})>
    | (?P<entity>{ENTITY})
    | (?P<embed>@\[[a-z]{{1,20}}\]\([^()\n]{{0,1000}}\))
    | \[\^(?P<label>[^\[\]\s]{{1,200}})\]
    | (?P<inline_note>\^\[)
    | (?P<image>!\[)
    | (?P<open>\[)
    | (?P<close>\])
    | (?P<run>\*+|_+|~~+)
    | \$\$(?P<display>[^$]++(?:\$(?!\$)[^$]++)*+)\$\$
    | \$(?P<maths>(?![\s$])[^$`]{{1,500}}(?<!\s))\$(?![0-9])
    | (?P<attributes>\{{:[^{{}}\n]{{0,500}}\}})
    | \{{(?P<ruby>[^{{}}|\n]{{1,50}})\|[ぁ-ヿ・|\ ]{{1,100}}\}}
    | (?P<url>https?://(?:[!-'+-;=?-Z_a-z]|~(?!~))++)
    | :(?P<emoji>[a-z][a-z0-9_+-]{{1,30}}):(?![A-Za-z0-9:])
    """,
    re.VERBOSE,
)

BACKTICKS = re.compile("`+")

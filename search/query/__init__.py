"""What people type and programs send → a Query, and what a searcher does for it.

``query``    the engine-neutral Query: open this first
``parser``   the query language; never fails. ``dates`` reads 先月 and 令和7年; ``typed`` tells
             filters from words
``params``   untrusted parameters → Query, or every error at once
``respelling`` 1つ and 一つ, 16GB and 16 GB; ``moments`` 15時 and 午後3時
``sounds``   にじかん as words of the posts; ``spoken`` 吸いこむ as it is said
``kana``     東京 as とうきょう; ``names`` ChatGPT as Chat GPT
``forms``    らき☆すた, 思ひ出; ``slips`` what a finger may have meant
``planner``  Query → Plan (``plan``, of words and ``conditions``), with the analyzer of the index
``tiers``    Plan → the ladder of tiers, each step of ``conditions`` that engines evaluate
``lexicon``  words that sound alike or are misspelt, among those of an engine
``scored``   what of a plan is scored: units, near pairs, fragments
``deadline`` how long whoever asks will wait
"""

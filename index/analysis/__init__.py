"""Text → terms, the same way for posts and for queries.

``analyzer``          the whole road, and its fingerprint: open this first; ``choice`` is which one
``tokens``            Token and AnalyzedText: what comes out
``sentences``         cutting, so that each distinct sentence is analysed once
``char_filters``      normalising with an exact map back to the original offsets
``dashes`` · ``variants``       long vowels and hyphens; 髙 and 高
``morphemes``         what every tokenizer takes and gives
``janome`` · ``mecab``          the tokenizers, both with the words and costs of IPADIC
``identifiers`` · ``numbers`` · ``english``   GPT-4o and C++; 一万 and 10000; Running and run
``sentence_analysis`` the stages put together for one sentence
``token_filters`` · ``spellings``   parts of speech, base forms; 引越し and 引っ越し
``ruby``              囁《ささや》いた: how the author says that a word is read
``user_dictionary`` · ``synonyms``  the files of the site owner, read by ``owner_files``
``readings`` · ``romaji``       how words are read, in kana and in Latin letters
``sound``             one key for all ways to write what sounds alike
``inflection``        base forms of what is typed in kana: たべました
``data``              the word lists: text files that a Japanese reader can extend

Two texts come out of the road. The *folded* text is what is compared: normalised, lower case,
variant spellings made one. The *original* is what is shown. Offsets are into the folded text,
and :class:`index.analysis.tokens.OffsetMap` leads back.
"""

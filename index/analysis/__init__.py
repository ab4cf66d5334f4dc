"""Text → terms, the same way for posts and for queries.

``analyzer``        the whole road, and its fingerprint: open this first
``tokens``          Token and AnalyzedText: what comes out
``char_filters``    normalising with an exact map back to the original offsets
``lattice``         the tokenizer: Janome's dictionary and costs, Janome's tokens
``token_filters``   parts of speech, base forms, numbers, identifiers and their parts
``user_dictionary`` · ``synonyms``   the files of the site owner
``readings``        kana and romaji

Two texts come out of the road. The *folded* text is what is compared: normalised, lower case,
variant spellings made one. The *original* is what is shown. Offsets are into the folded text,
and :class:`index.analysis.tokens.OffsetMap` leads back.
"""

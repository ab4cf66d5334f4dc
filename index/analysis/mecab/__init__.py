"""MeCab, the fast tokenizer of an extra: ``tokenizer`` is its adapter.

``compiling`` writes the words of the owner as MeCab reads them.
"""

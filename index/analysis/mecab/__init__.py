"""MeCab, the fast tokenizer of an extra: ``tokenizer`` is its adapter.

``tables`` what it needs to give Janome's tokens; ``files`` the dictionaries that it is given.
"""

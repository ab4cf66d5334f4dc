"""The manual: Markdown in ``ja/`` and ``en/``, page by page the same, served at ``/guide/``.

``manual``  the pages and their order, and how their Markdown becomes HTML at ``/guide/ja/`` and
``/guide/en/``

The parts of a page between ``<!-- generated: NAME -->`` and ``<!-- end -->`` follow from the code;
``python -m tests.manual --write`` brings them up to date. ``sakuin demo`` indexes the manual, so
that it can be searched.
"""

"""Markdown of every site generator, reduced to what a reader sees.

Callers use :mod:`index.reading.plain_text`; what happens there, in this order:

0. :mod:`notations` says whose Markdown there is; ``notations.toml`` has a row for each: what it
   has beside CommonMark.
1. :mod:`templates` removes Liquid tags and Hugo shortcodes, which run before the Markdown does,
   :mod:`mdx` the code of MDX, :mod:`myst` Sphinx's directives, and :mod:`dialects` what single
   generators add in the source: comments, links between notes, folded blocks, parameters whose
   values are shown.
2. :mod:`blocks` finds headings, paragraphs, lists, tables and code with markdown-it-py, and
   adds the block syntax of kramdown, Zenn and Pandoc.
3. :mod:`inline` turns the source of one paragraph into text: emphasis (:mod:`delimiters`),
   links, code spans, HTML (:mod:`html_text`), maths, footnotes;
   :mod:`inline_grammar` has its marks, and :mod:`whitespace` joins its lines.
4. :mod:`anchors` names a heading as the generator would; :mod:`slugs` has its spellings, and
   :mod:`goldmark` what Hugo takes for the text of a heading.
5. :mod:`sections` walks the blocks and collects the sections.

Text that is nested too deeply to be read by people only loses its markup characters.
Open :mod:`sections` first.
"""

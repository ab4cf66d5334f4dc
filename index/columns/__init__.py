"""What queries read: arrays derived from the analysed documents, mapped from disk.

Whoosh keeps the record; these columns answer queries, as doc values and norms do in Lucene.
A segment's folder holds one ``.npy`` file an array and a few text files; :mod:`.layout` names
them all, with their shapes and units: open it first.

``part``      what a store is handed
``writer``    documents in, files out (:class:`index.columns.writer.ColumnWriter`)
``words``     postings and positions of the analyzer's terms
              (``common``: how what is known of a posting is kept)
``grams``     postings of characters and pairs of them, and the documents of triples
              (``gram_lists``: how the postings are kept)
``originals`` what of the original texts differs from the folded ones
``stored``    what a hit shows beside its texts
``facets``    ordinals of the values of fields (tags, authors, the owner's own); dates
``documents`` its pages (:mod:`index.pages`) and its fields, looked up by document
``reader``    the mapped arrays of one segment (:class:`index.columns.reader.ColumnSegment`); of
              characters, pairs and triples ``gram_columns``; ``postings`` is what both give
``files``     arrays and lists of lines, written and read mapped; ``rising`` packs numbers

Two kinds of unit are scored together: words, and overlapping units of one and two characters.
Measured on 4,429 questions over 2,304 paragraphs: words alone MRR@10 0.935, pairs alone 0.918,
words with characters and pairs 0.947. Triples are scored where they are pieces of a question; they
say which few texts to read for any substring.
"""

"""What queries read: arrays derived from the analysed documents, mapped from disk.

Whoosh keeps the record; these columns answer queries, as doc values and norms do in Lucene.
A segment's folder holds one ``.npy`` file an array and a few text files; :mod:`.layout` names
them all, with their shapes and units: open it first.

``writer``    documents in, files out (:class:`index.columns.writer.ColumnWriter`)
``words``     postings and positions of the analyzer's terms
``grams``     postings of characters and pairs of them, and the positions of triples
``texts``     original and folded texts in UTF-16, and the way from one to the other
``stored``    what a hit shows beside its texts
``facets``    ordinals of tags, categories, authors, sites and languages; dates
``documents`` texts, parts and fields, looked up by document or by place
``reader``    the mapped arrays of one segment (:class:`index.columns.reader.ColumnSegment`)
``files``     arrays and lists of lines, written synced and read mapped

Two kinds of unit are scored together: words, and overlapping units of one and two characters.
Measured on 4,429 questions over 2,304 paragraphs: words alone MRR@10 0.935, pairs alone 0.918,
words with characters and pairs 0.947. Triples are not scored; their positions find any
substring of three characters or more exactly, without reading a text.
"""

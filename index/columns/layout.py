"""The files of a column segment. All positions are UTF-16 code units.

A *place* is a position in the folded texts of the whole segment, laid end to end: document ``d``
covers ``folded_at[d]`` to ``folded_at[d + 1]``. ``D`` documents, ``P`` parts, ``E`` edits,
``V`` terms, ``G`` grams, ``T`` triples, ``Q`` pairs with which they begin. Offsets and positions
take as many bytes as the largest needs: ``at`` stands for u4 or u8, ``in`` for u1, u2 or u4;
``common`` for the four arrays of :mod:`.common`.

=====================  =========  ==========================================================
array                  type       what it holds
=====================  =========  ==========================================================
``text_at``            at [D+1]   where the original text would start, all laid end to end
``folded_at``          at [D+1]   where the folded text starts: the first place
``original_at``        at [D+1]   the document's first entry in ``original_*``
``original_places``    in         where the original differs, see :mod:`.originals`
``original_changes``   common     the bits in which its unit there differs
``part_at``            at [D+1]   the document's first entry in the ``part_*`` arrays
``part_place``         u4 [P]     where the part starts: a place
``part_text``          in [P]     where it starts in the document's original text
``part_kind``          u1 [P]     :class:`index.record.PartKind`
``part_section``       i1 to i4   section of the document, or -1
``edit_at``            at [D+1]   the document's first row of ``edits``
``edits``              u4 [E, 4]  start, end, original start, original end, in the document
``lengths``            f4 [3, D]  weighted lengths: words, single characters, pairs
``term_at``            u4 [V+1]   first posting of the term (terms in order: ``terms.lines``)
``term_docs``          u2 or u4   document of the posting
``term_uses``          common     of the posting three numbers in one: twice the weighted frequency
                                  (8 bits, see :mod:`index.weights`); 1 if the term stands in the
                                  document as itself, not inflected, and 2 if it stands within the
                                  text of a token (サーバ in サーバー; 2 bits); how often it stands
``term_places_at``     u4 [V+1]   first position of the term
``term_places``        in         where the term stands, from the start of the document
``term_lengths_at``    u4 [V+1]   first entry of the term in ``term_lengths``
``term_lengths``       u1         how long it is at each position (at most 255); one entry where it
                                  is as long everywhere
``gram_codes``         u4 [G]     first unit << 16 | second unit; of a single character its unit
``gram_at``            at [G+1]   first posting of the gram
``gram_place``         u4 [G]     first entry in ``gram_docs``, or row of ``gram_bits`` or
                                  ``gram_full``: how often it stands says which, see
                                  :mod:`.gram_lists`
``gram_docs``          u2 or u4   document of the posting
``gram_tf``            common     twice the weighted frequency
``gram_bits``          u1         a row a gram: a bit a document
``gram_bits_at``       at         first entry of the row in ``gram_bits_tf``
``gram_bits_tf``       common     twice the weighted frequency
``gram_full``          u1         a row a gram: a byte a document or half a one, see there
``gram_full_rare_at``  at         first entry of the row in ``gram_full_rare``
``gram_full_rare_docs``  u2, u4   document of what the row has not
``gram_full_rare``     u1         twice the weighted frequency
``gram_whole``         u1         a bit a posting of a pair: it stands there without cutting a token
``triple_pairs``       u4 [Q]     first unit << 16 | second unit
``triple_pairs_at``    u4 [Q+1]   first triple of the pair
``triple_thirds``      u2 [T]     third unit
``triple_sizes``       in [T]     the bytes of its documents in ``triple_docs.bin``
``triple_at``          at         where those of every eighth triple start
``facet_NAME_counts``  in [D]     values of the document in a field of ``facets.lines``
``facet_NAME``         in         their ordinals: lines of ``facet_NAME.lines``
``epoch``              i8 [D]     seconds since 1970 UTC; :data:`NO_DATE` without a date
``day``                i4 [D]     20251030, in the site's time zone; 0 without a date
``stored_at``          at [D+1]   where the document's entry starts in ``stored.bin``
=====================  =========  ==========================================================

The folded texts are :data:`TEXTS_FILE`, UTF-16-LE; ``boundaries`` are :data:`EDGES_FILE`, one bit
a place: a token starts here, or a line ends (``numpy.packbits``). ``triple_docs.bin`` is packed by
:mod:`.rising`: of a pair in ``gram_docs`` or ``gram_bits`` as places there; ``stored.bin`` by
:mod:`.stored`. ``terms.lines``, ``readings.lines``, ``ids.lines``, ``facets.lines`` and
``facet_NAME.lines`` are UTF-8, one entry a line, compressed with Zstandard. ``titles.lines`` has a
JSON array a document: the folded title, and its words as [start, end, reading].
"""

from __future__ import annotations

from index.fields import BUILT_IN

TEXTS_FILE, EDGES_FILE = "../whoosh/texts.bin", "../whoosh/edges.bin"
"""Which the part that keeps the records has written for both."""

NO_DATE = -(2**62)
"""Sorts before every real date."""

FACETS_FILE = "facets"
"""Names the fields that the segment has ordinals of: the owner's are those that its posts have."""

KEYWORDS = tuple(row for row in BUILT_IN.filters if row.type == "keyword")
"""The built-in fields with ordinals; the date has columns of its own."""

"""From documents to records, each distinct sentence tokenised once.

``assemble``          a document → its sentences; their tokens → the record
``flow``              documents in, records out, tokenising meanwhile: open this first
``pool``              the processes that tokenise, and how many there may be
``cache``             tokens by sentence, and the numbers of terms, as long as a run lasts
``packed_sentences``  the tokens of a sentence in a few bytes
"""

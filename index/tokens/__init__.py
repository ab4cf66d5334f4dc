"""From documents to analysed documents, each distinct sentence tokenised once.

``assemble``          a document → its sentences; their tokens → the analysed document
``flow``              documents in, analysed documents out, tokenising meanwhile: open this first
``pool``              the processes that tokenise; ``cores`` how many
``cache``             tokens by sentence, and the numbers of terms, kept from run to run
``file``              the SQLite file behind it
``packed_sentences``  the tokens of a sentence in a few bytes
"""

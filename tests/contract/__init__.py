"""What every engine must do, whatever it is made of.

``corpus``                 a few documents that show everything, with a reason each
``answers.toml``           what every engine answers over them
``searcher_contract``      the suite of the reading side: subclass it, say how to open an engine
``confined``               what one asker is told, compared with an engine of those posts alone
``test_japanese_cases``    ``japanese_cases.toml`` and ``spelling_cases.toml`` on every engine
``test_changed_posts``     an index with changes and deletions beside one that was written anew
``writer_contract``        the suite of the writing side: subclass it, say how to start a segment
``test_memory_searcher`` · ``test_column_searcher`` · ``test_whoosh_searcher`` ·
``test_opensearch_searcher`` · ``test_segment_writers``   engines held to both: models for the next
``test_whoosh_agreement``  that engine beside Whoosh, the index of record
"""

"""What every engine must do, whatever it is made of.

``corpus``                 a few documents that show everything, with a reason each
``searcher_contract``      the suite: subclass it, say how to open an engine, done
``test_column_searcher``   the engine that serves, held to it: a model for the next one
``test_whoosh_agreement``  that engine beside Whoosh, the index of record
"""

"""A data folder on one disk: generations that replace each other, and are never half there.

``generations``   build beside, publish by one rename, keep the last good one: open this first
``manifest``      what a generation holds
``segments``      every engine writes its part of a segment; ``segment_files`` has the checksums
``durable``, ``lock`` keep it whole
``verify``        reads a whole generation again, and says what is wrong with it
``archive``       a generation as one file, and back
``digests``       what the rules of this version are, as a short text
"""

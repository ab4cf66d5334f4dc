"""A store that keeps everything in memory: for tests, and to show how little a store must do.

``store``  generations as dicts of records
"""

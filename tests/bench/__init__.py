"""Sakuin beside other engines: same posts, same queries, one interleaved run.

::

    pip install '.[mecab,bench]'
    python -m tests.bench SITE --out bench/                 # everything, about half an hour
    python -m tests.bench SITE --out bench/ --only latency  # or index, growth, changes, http

``corpus``    the posts of a site, a sample of it, and posts of one length for growth
``queries``   seven kinds of queries, drawn from the posts
``engines``   one module an engine: how its tutorials would have it built and asked
``worker``    a process that holds one engine, so that none disturbs another's memory
``measure``   the five measurements
``report``    results as JSON, as a table, and as plots
``nodes``     growth on OpenSearch nodes: a command of its own
``memory``    of the service after many requests: a command of its own

Machines are shared and noisy: engines take turns, query by query and build by build, every turn
is repeated, and what counts are ratios in one run and their spread.

``python -m tests.bench.agreement SITE`` compares the tokenizers, token by token.
"""

"""Corpora: the same way through the house for more pages than memory holds, on many cores or machines.

`run` reads a stream of pages, cuts it into partitions (`partition`), has each made into a part of the store by workers
(`work`, `engine`, `cluster`), and puts the parts together (`together`, `view`). `store` keeps the parts and knows which
are sound, `lock` keeps two runs apart, `query` asks the result.
"""

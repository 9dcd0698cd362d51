"""Runs TensorFlow's Graph Transform Tool on the chains that TransformBenchmark wrote, and prints the ratio to ours.

Argument: the folder with chain-<nodes>.pb and ours.tsv (transform string, then microseconds a node at each size).
"""
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow  # noqa: E402,F401  loads the shared library
from tensorflow.python.util import _pywrap_transform_graph as tool  # noqa: E402

folder = sys.argv[1]
sizes = (1000, 10000, 100000)
print("transforms\tmicroseconds a node at %d, %d, %d nodes\ttimes slower than ours" % sizes)
with open(os.path.join(folder, "ours.tsv"), encoding="utf-8") as lines:
    for line in lines:
        transforms, *ours = line.rstrip("\n").split("\t")
        theirs = []
        for size in sizes:
            with open(os.path.join(folder, "chain-%d.pb" % size), "rb") as chain:
                graph = chain.read()
            best = float("inf")
            try:
                for _ in range(3):
                    start = time.perf_counter()
                    tool.TransformGraphWithStringInputs(graph, b"in", b"out", transforms.encode())
                    best = min(best, time.perf_counter() - start)
            except Exception:  # one of ours that the tool does not have
                break
            theirs.append(best * 1e6 / size)
        if len(theirs) == len(sizes):
            ratios = "\t".join("%.1f" % (t / float(o)) for t, o in zip(theirs, ours))
            print("%s\t%s\t%s" % (transforms, "\t".join("%.3f" % t for t in theirs), ratios))

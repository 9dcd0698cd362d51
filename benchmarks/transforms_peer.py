"""Runs TensorFlow's Graph Transform Tool on the graphs that TransformBenchmark wrote, and prints the ratio to ours.

Argument: the folder with inception.pb, chain-<nodes>.pb and ours.tsv (a line for Inception in milliseconds, then lines of
a transform string and microseconds a node at each size).
"""
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow  # noqa: E402,F401  loads the shared library
from tensorflow.python.util import _pywrap_transform_graph as tool  # noqa: E402

folder = sys.argv[1]
sizes = (1000, 10000, 100000)
GUIDE = b"strip_unused_nodes fold_constants(ignore_errors=true) fold_batch_norms fold_old_batch_norms"


def seconds(file, inputs, outputs, transforms):
    with open(os.path.join(folder, file), "rb") as lines:
        graph = lines.read()
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        tool.TransformGraphWithStringInputs(graph, inputs, outputs, transforms)
        best = min(best, time.perf_counter() - start)
    return best


print("transforms\tmicroseconds a node at %d, %d, %d nodes\ttimes slower than ours" % sizes)
with open(os.path.join(folder, "ours.tsv"), encoding="utf-8") as lines:
    for line in lines:
        transforms, *ours = line.rstrip("\n").split("\t")
        if transforms == "inception":
            theirs = seconds("inception.pb", b"Mul", b"softmax", GUIDE) * 1e3
            print("inception\t%.1f ms\t%.1f" % (theirs, theirs / float(ours[0])))
            continue
        theirs = []
        for size in sizes:
            try:
                best = seconds("chain-%d.pb" % size, b"in", b"out", transforms.encode())
            except Exception:  # one of ours that the tool does not have
                break
            theirs.append(best * 1e6 / size)
        if len(theirs) == len(sizes):
            ratios = "\t".join("%.1f" % (t / float(o)) for t, o in zip(theirs, ours))
            print("%s\t%s\t%s" % (transforms, "\t".join("%.3f" % t for t in theirs), ratios))

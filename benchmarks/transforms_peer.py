"""Runs TensorFlow's Graph Transform Tool on the graphs that TransformBenchmark wrote, and prints the ratio to ours.

Argument: the folder with inception.pb, <graph>-<nodes>.pb and ours.tsv (a line for Inception: name, transforms and
milliseconds; then lines of a graph's name, transforms, and microseconds a node at each size).
"""
import os
import sys
import time

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow  # noqa: E402,F401  loads the shared library
from tensorflow.python.util import _pywrap_transform_graph as tool  # noqa: E402

folder = sys.argv[1]
sizes = (1000, 10000, 100000, 200000)
SLOW = 20  # seconds: where a size takes longer than this, the larger ones are left out


def seconds(file, inputs, outputs, transforms):
    with open(os.path.join(folder, file), "rb") as lines:
        graph = lines.read()
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        tool.TransformGraphWithStringInputs(graph, inputs, outputs, transforms)
        best = min(best, time.perf_counter() - start)
        if best > SLOW / 3:
            break
    return best


print("graph\ttransforms\tmicroseconds a node at %d, %d, %d, %d nodes\ttimes slower than ours" % sizes)
with open(os.path.join(folder, "ours.tsv"), encoding="utf-8") as lines:
    for line in lines:
        graph, transforms, *ours = line.rstrip("\n").split("\t")
        if graph == "inception":
            theirs = seconds("inception.pb", b"Mul", b"softmax", transforms.encode()) * 1e3
            print("inception\t%s\t%.1f ms\t%.1f" % (transforms, theirs, theirs / float(ours[0])), flush=True)
            continue
        if graph != "chain" and "strip_unused_nodes" not in transforms:
            continue
        theirs = []
        for size in sizes:
            try:
                best = seconds("%s-%d.pb" % (graph, size), b"in", b"out", transforms.encode())
            except Exception:  # one of ours that the tool does not have
                break
            theirs.append(best * 1e6 / size)
            if best > SLOW / 10:
                break  # ten times the nodes take ten times as long, at least
        ratios = "\t".join("%.1f" % (t / float(o)) for t, o in zip(theirs, ours))
        print("%s\t%s\t%s\t%s" % (graph, transforms, "\t".join("%.3f" % t for t in theirs), ratios), flush=True)

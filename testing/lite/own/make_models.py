"""Makes the models beside this file, with what TensorFlow itself says of them.

    python make_models.py FOLDER

Needs TensorFlow 2.21 (pip install tensorflow-cpu==2.21.0). For each model: model.tflite, and of its Flex ops ops_list.json
and ops_to_register.h, as list_flex_ops and print_selective_registration_header would write them.
"""

import json
import pathlib
import sys

import tensorflow as tf
from flatbuffers import flexbuffers
from tensorflow.core.framework import node_def_pb2
from tensorflow.lite.python import schema_py_generated as schema
from tensorflow.python.framework import op_def_registry
from tensorflow.python.tools import selective_registration_header_lib as headers

F32 = tf.float32
I32 = tf.int32


@tf.function(input_signature=[tf.TensorSpec([2, 2], F32), tf.TensorSpec([], tf.bool)])
def flex_if(x, condition):
    """Flex ops in both branches of an If, which are subgraphs."""
    return tf.cond(condition, lambda: tf.linalg.inv(x), lambda: tf.linalg.cholesky(x))


@tf.function(input_signature=[tf.TensorSpec([16], F32)])
def flex_complex(x):
    """Complex tensors between Flex ops."""
    spectrum = tf.signal.fft(tf.cast(x, tf.complex64))
    return tf.abs(tf.signal.ifft(spectrum))


@tf.function(input_signature=[tf.TensorSpec([4], F32)])
def flex_tensor_list(x):
    """TensorList ops (variant tensors), which the converter can leave to Flex."""
    array = tf.TensorArray(F32, size=2, element_shape=[4])
    array = array.write(0, x).write(1, x * 2.0)
    return array.stack()


class Table(tf.Module):
    """A mutable hash table of Flex ops, with a resource handle."""

    def __init__(self):
        super().__init__()
        self.table = tf.lookup.experimental.MutableHashTable(tf.string, tf.int64, -1)

    @tf.function(input_signature=[tf.TensorSpec([2], tf.string), tf.TensorSpec([2], tf.int64)])
    def serve(self, keys, values):
        self.table.insert(keys, values)
        return self.table.lookup(keys)


class Signatures(tf.Module):
    """Two signatures, of which one alone needs Flex."""

    @tf.function(input_signature=[tf.TensorSpec([2, 2], F32)])
    def plain(self, x):
        return {"y": tf.nn.relu(x)}

    @tf.function(input_signature=[tf.TensorSpec([2, 2], F32)])
    def inverse(self, x):
        return {"y": tf.linalg.inv(x)}


@tf.function(input_signature=[tf.TensorSpec([None], F32)])
def flex_same_op(x):
    """The same op with attrs that choose other kernels, and with the same kernel twice."""
    a = tf.raw_ops.Bincount(arr=tf.cast(x, I32), size=4, weights=x)
    b = tf.raw_ops.Bincount(arr=tf.cast(x, I32), size=4, weights=tf.cast(x, tf.int64))
    c = tf.raw_ops.Bincount(arr=tf.cast(x, I32), size=5, weights=x)
    return a, b, c


def models():
    """Name, converter."""
    for function in (flex_if, flex_complex, flex_tensor_list, flex_same_op):
        name = function.python_function.__name__.replace("_", "-")
        yield name, tf.lite.TFLiteConverter.from_concrete_functions([function.get_concrete_function()], function)
    table = Table()
    yield "flex-hash-table", tf.lite.TFLiteConverter.from_concrete_functions(
        [table.serve.get_concrete_function()], table)
    module = Signatures()
    folder = pathlib.Path(sys.argv[1]) / "saved"
    tf.saved_model.save(module, str(folder), signatures={"plain": module.plain, "inverse": module.inverse})
    yield "flex-signature", tf.lite.TFLiteConverter.from_saved_model(str(folder))


def flex_nodes(content):
    """The NodeDefs of Flex ops with the op that the custom code names."""
    model = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    for subgraph in model.subgraphs:
        for operator in subgraph.operators or []:
            code = model.operatorCodes[operator.opcodeIndex].customCode
            if code and code.startswith(b"Flex"):
                text = flexbuffers.GetRoot(bytearray(bytes(operator.customOptions))).AsVector[1]
                node = node_def_pb2.NodeDef()
                # the bytes of a NodeDef are no UTF-8, which AsString wants
                node.ParseFromString(bytes(flexbuffers.String(text._Indirect(), text._byte_width).Bytes))
                yield code[4:].decode(), node


def with_defaults(node):
    definition = op_def_registry.get(node.op)
    for attr in definition.attr:
        if attr.HasField("default_value") and attr.name not in node.attr:
            node.attr[attr.name].CopyFrom(attr.default_value)
    node.device = "/CPU:0"
    return node


def main():
    for name, converter in models():
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS, tf.lite.OpsSet.SELECT_TF_OPS]
        converter._experimental_lower_tensor_list_ops = False
        content = converter.convert()
        folder = pathlib.Path(sys.argv[1]) / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.tflite").write_bytes(content)
        pairs = set()
        for op, node in flex_nodes(content):
            found = headers.get_ops_from_nodedef(with_defaults(node))
            pairs.add((op, found[1]))
        listed = folder / "ops_list.json"
        listed.write_text(json.dumps([list(pair) for pair in sorted(pairs)], separators=(",", ":")) + "\n")
        (folder / "ops_to_register.h").write_text(
            headers.get_header([str(listed)], "ops_list", "") + "\n")
        print(name, len(content), sorted(pairs))


if __name__ == "__main__":
    main()

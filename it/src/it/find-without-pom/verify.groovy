String log = new File(basedir, 'build.log').text
assert log.contains('TensorFlow 1.15.0, target linux-selective')
assert log.contains('op Mul  tensorflow/core/ops/math_ops.cc:')
assert log.contains('tensorflow/core/kernels/cwise_op_mul_1.cc:')
assert log.contains('TensorFlow 1.13.2, target ios-selective')
assert log.contains('<op> (-Dtfmobile.op) is not in TensorFlow 1.15.0: "Sofmax"') || log.contains('<op> is not in TensorFlow 1.15.0: "Sofmax"')
assert log.contains('Softmax')
assert new File(basedir, 'tfmobile/find/Mul.json').exists()
assert new File(basedir, 'tfmobile/find/softmax_op.cc.json').exists()
return true

String message = '''\
2 ops are not registered in TensorFlow 1.15.0 for ios-slim (kernels: stock): 2 nodes of model "mobilenet"
  op                                                         nodes  models     reason
  DecodeJpeg                                                 1      mobilenet  not-in-kernel-list
  QueueDequeueV2 with component_types=[DT_STRING, DT_INT32]  1      mobilenet  never-ready
- solves 2 of 2 (DecodeJpeg, QueueDequeueV2): strip: feed model "mobilenet" further inside: <input>DecodeJpeg=uint8[?,?,3]</input> (-Dtfmobile.inputs)
- solves 2 of 2 (DecodeJpeg, QueueDequeueV2): strip: feed model "mobilenet" further inside: <input>Mul=float[1,64,64,3]</input> (-Dtfmobile.inputs)
DecodeJpeg: 1 node of model "mobilenet" [not-in-kernel-list]
  nodes: "DecodeJpeg"
  why: its kernel exists in the source tree, but the op list does not compile it: tensorflow/core/kernels/decode_image_op.cc
  - use a newer TensorFlow: 2.4.1 is the first bundled release in which this target has a kernel for it: <tensorflowVersion>2.4.1</tensorflowVersion> (-Dtfmobile.tensorflowVersion=2.4.1)
  - compile these files, too:
      tensorflow/core/kernels/decode_image_op.cc
    and build giflib, libjpeg, libpng for the device and link it (not tried)
QueueDequeueV2 with component_types=[DT_STRING, DT_INT32]: 1 node of model "mobilenet" [never-ready]
  nodes: "input_queue_Dequeue"
  why: it waits for ever: nothing in the graph fills the queue "input_queue"
  - strip: feed model "mobilenet" further inside: <input>input_queue_Dequeue=string[]</input> (-Dtfmobile.inputs)
  - feed what this op would give: the app has the data, not a queue or an iterator (not tried)'''
String log = new File(basedir, 'build.log').text.normalize().readLines()*.replaceFirst(/^\[ERROR\] /, '').join('\n')
assert log.contains('MojoFailureException')
assert log.contains(message)
File out = new File(basedir, 'target/tfmobile')
// The report says why; nothing that a native build could take for finished is there.
assert new File(out, 'report/report.json').text.contains('DecodeJpeg')
['tf_op_files.txt', 'ops_to_register.h', 'ops_list.json', 'tfmobile.mk', 'tfmobile.bzl'].each {
    assert !new File(out, it).exists() : it
}
return true

String message = '''\
1 op is not registered in TensorFlow 1.15.0 for ios-slim (kernels: stock): 1 node of model "mobilenet"
  op          nodes  models     reason
  DecodeJpeg  1      mobilenet  not-in-kernel-list
DecodeJpeg: 1 node of model "mobilenet"
  nodes: "DecodeJpeg"
  why: its kernel exists in the source tree, but the op list does not compile it: tensorflow/core/kernels/decode_image_op.cc
  - strip: feed model "mobilenet" further inside: <inputs>DecodeJpeg=uint8[?,?,?]</inputs> (-Dtfmobile.inputs=DecodeJpeg=uint8[?,?,?])
  - strip: feed model "mobilenet" further inside: <inputs>MobilenetV1/Conv2d_5_depthwise/Relu6=float[...]</inputs> (-Dtfmobile.inputs=MobilenetV1/Conv2d_5_depthwise/Relu6=float[...])
  - compile these files, too:
      tensorflow/core/kernels/decode_image_op.cc
    and build giflib, libjpeg, libpng for the device, which mobile builds do not have (not tried)'''
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

File out = new File(basedir, 'target/tfmobile')
['models/mobilenet.pb', 'tf_op_files.txt', 'ops_to_register.h', 'ops_list.json',
 'tfmobile.mk', 'tfmobile.bzl', 'report/index.html', 'report/report.json'].each {
    assert new File(out, it).length() > 0 : it
}
List<String> files = new File(out, 'tf_op_files.txt').readLines()
assert files == files.unique(false).sort(false)
assert 'tensorflow/core/kernels/matmul_op.cc' in files
assert 'tensorflow/core/ops/math_ops.cc' in files
assert !files.any { it.contains('jpeg') }
String header = new File(out, 'ops_to_register.h').text
assert header.contains('Conv2D')
assert !header.contains('DecodeJpeg')
Map model = new groovy.json.JsonSlurper().parse(new File(out, 'report/report.json')).models[0]
assert new File(out, 'models/mobilenet.pb').length() < model.frozen_bytes
assert !new File(out, 'models/mobilenet.frozen.pb').exists()
File java = new File(basedir, 'target/generated-sources/tfmobile/com/example/models')
assert java.list().any { it.endsWith('.java') }
// No part of a file is ever left behind.
assert !out.list().any { it.endsWith('.tmp') }
assert new File(basedir, 'build.log').text.contains('18 of 18 files changed')
return true

File out = new File(basedir, 'tfmobile')
['tfmobile.mk', 'tfmobile.bzl', 'report/index.html'].each {
    assert new File(out, it).length() > 0 : it
}
assert new File(out, 'models').list().toList() == ['multi.pb']
List<String> files = new File(out, 'tf_op_files.txt').readLines()
assert files == files.unique(false).sort(false)
assert files.contains('tensorflow/core/kernels/matmul_op.cc')
assert files.contains('tensorflow/core/ops/math_ops.cc')
String header = new File(out, 'ops_to_register.h').text
List ops = new groovy.json.JsonSlurper().parse(new File(out, 'ops_list.json'))
assert ops.any { it[0] == 'MatMul' && it[1].startsWith('MatMulOp<CPUDevice, float') }
ops.each { assert header.contains(it[1]) : it }
Map report = new groovy.json.JsonSlurper().parse(new File(out, 'report/report.json'))
assert report.unregistered.isEmpty()
assert report.models*.name == ['multi']
assert report.target.platform == 'raspberry-pi'
assert new File(out, 'java/com/example/models/KernelRegistry.java').text.contains('package com.example.models;')
// One final graph for all goals: it is made once, and each later goal finds it.
String log = new File(basedir, 'build.log').text
assert log.count('multi: verified, outputs differ by') >= 1
assert log.count('multi: applying') == 1
assert log.count('multi is up to date') == 4
return true

// What only the old name had is gone, what is common to both is there.
File out = new File(basedir, 'target/tfmobile')
assert new File(out, 'models').list().toList() == ['after.pb']
assert new File(out, 'models/after.pb').length() > 0
assert new File(out, 'tf_op_files.txt').readLines().contains('tensorflow/core/kernels/matmul_op.cc')
List models = new groovy.json.JsonSlurper().parse(new File(out, 'report/report.json')).models
assert models*.name == ['after']
String registry = new File(basedir, 'target/generated-sources/tfmobile/com/example/models/KernelRegistry.java').text
assert registry.contains('"after"')
assert !registry.contains('"before"')
return true

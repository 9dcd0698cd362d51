// Each module has its own outputs, and nothing of the other's.
Map modules = [vision: 'mobilenet', text: 'mlp']
modules.each { module, model ->
    File out = new File(basedir, module + '/target/tfmobile')
    assert new File(out, 'models').list().toList() == [model + '.pb']
    Map report = new groovy.json.JsonSlurper().parse(new File(out, 'report/report.json'))
    assert report.models*.name == [model]
    assert report.unregistered.isEmpty()
    assert report.target.platform == 'raspberry-pi'
    assert new File(out, 'tf_op_files.txt').readLines().contains('tensorflow/core/kernels/matmul_op.cc')
    assert !new File(out, '.tfmobile-lock').exists()
}
// Only one of them convolves.
assert new File(basedir, 'vision/target/tfmobile/ops_to_register.h').text.contains('Conv2D')
assert !new File(basedir, 'text/target/tfmobile/ops_to_register.h').text.contains('Conv2D')
assert !new File(basedir, 'target/tfmobile').exists()
assert !new File(basedir, 'build.log').text.contains('not marked @threadSafe')
return true

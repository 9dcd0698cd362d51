String log = new File(basedir, 'build.log').text.normalize().readLines()*.replaceFirst(/^\[ERROR\] /, '').join('\n')
assert log.contains('MojoFailureException')
assert log.contains('<tensorflowRoot>: neither tensorflow/core/public/version.h nor tensorflow/tf_version.bzl says which release' +
    ' this source tree is: "' + new File(basedir, 'no-tree') + '" [tree-without-release]\n' +
    '  name the root of a complete TensorFlow source tree, the directory that holds tensorflow/')
// Once, and not once more in the words of the cause.
assert log.count('which release this source tree is') == 1
assert !new File(basedir, 'target').exists()
return true

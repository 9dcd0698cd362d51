String log = new File(basedir, 'build.log').text.normalize().readLines()*.replaceFirst(/^\[ERROR\] /, '').join('\n')
assert log.contains('MojoFailureException')
assert log.contains('<tensorflowRoot> does not exist: "' + new File(basedir, 'no-tree') + '" [no-tensorflow-tree]\n' +
    '  name the directory that holds tensorflow/ and WORKSPACE')
// Once, and not once more in the words of the cause.
assert log.count('<tensorflowRoot> does not exist') == 1
assert !new File(basedir, 'target').exists()
return true

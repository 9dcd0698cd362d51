String log = new File(basedir, 'build.log').text
assert log.contains('tfmobile:prepare')
['tfmobile.graph', 'tfmobile.checkpoint', 'tfmobile.inputs', 'tfmobile.outputs', 'tfmobile.transforms',
 'tfmobile.platform', 'tfmobile.javaPackage', 'tfmobile.skip', 'tfmobile.force'].each {
    assert log.contains('User property: ' + it) : it
}
return true

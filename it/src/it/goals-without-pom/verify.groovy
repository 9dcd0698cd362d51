File out = new File(basedir, 'tfmobile')
['models/multi.pb', 'tf_op_files.txt', 'ops_to_register.h', 'ops_list.json', 'tfmobile.mk', 'tfmobile.bzl',
 'report/index.html', 'report/report.json', 'java/com/example/models/KernelRegistry.java'].each {
    assert new File(out, it).length() > 0 : it
}
String log = new File(basedir, 'build.log').text
assert log.contains('multi: verified, outputs differ by')
assert log.contains('multi is up to date')
return true

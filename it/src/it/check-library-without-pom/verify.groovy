String log = new File(basedir, 'build.log').text
assert log.contains('libwhole.so: shared library for arm64-v8a')
assert log.contains('its segments are aligned to 16 KB')
assert log.contains('<library> (-Dtfmobile.library) lacks 1 of the') || log.contains('<library> lacks 1 of the')
assert log.contains('the source file of the kernel is not linked into the library')
assert log.contains('build it with tensorflow/core/kernels/softmax_op.cc')
assert new File(basedir, 'tfmobile/library/libwhole.so.arm64.json').exists()
assert new File(basedir, 'tfmobile/library/libpart.so.arm64.json').exists()
return true

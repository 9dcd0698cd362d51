assert new File(basedir, 'vision/target/tfmobile/models/mobilenet.pb').exists()
assert new File(basedir, 'text/target/tfmobile/models/mlp.pb').exists()
assert !new File(basedir, 'build.log').text.contains('not marked @threadSafe')
return true

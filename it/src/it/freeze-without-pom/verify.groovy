File out = new File(basedir, 'tfmobile')
assert new File(out, 'models/mlp.frozen.pb').exists()
assert new File(out, 'models/mlp.pb').exists()
assert new File(out, 'tf_op_files.txt').exists()
assert new File(out, 'summary/mlp.json').exists()
assert !new File(basedir, '${project.basedir}').exists()
assert !new File(basedir, 'target').exists()
String log = new File(basedir, 'build.log').text
assert log.contains('Inputs:')
return true

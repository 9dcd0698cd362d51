assert new File(basedir, 'target/tfmobile/models/mlp.pb').exists()
assert new File(basedir, 'target/tfmobile/tf_op_files.txt').length() > 0
return true

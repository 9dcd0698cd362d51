byte[] graph = new File(basedir, 'target/tfmobile/models/mlp.pb').bytes
assert new String(graph, 'ISO-8859-1').contains('/cpu:0')
assert new File(basedir, 'build.log').text.contains('mlp: applying strip_unused_nodes place_on(device="/cpu:0")')
// The output of a user's own stands beside ours.
File out = new File(basedir, 'target/tfmobile')
assert new File(out, 'own/file_count.txt').text.trim() as int == new File(out, 'tf_op_files.txt').readLines().size()
return true

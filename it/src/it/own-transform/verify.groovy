byte[] graph = new File(basedir, 'target/tfmobile/models/mlp.pb').bytes
assert new String(graph, 'ISO-8859-1').contains('/cpu:0')
assert new File(basedir, 'build.log').text.contains('mlp: applying strip_unused_nodes place_on(device="/cpu:0")')
return true

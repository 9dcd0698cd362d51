// The vocabulary is part of the graph; the labels, which only the app reads, lie beside it and in the app's resources.
File models = new File(basedir, 'target/tfmobile/models')
assert new File(models, 'words.pb').exists()
assert new File(models, 'words.assets').list() as List == ['labels.txt']
File resource = new File(basedir, 'target/classes/models/words.assets/labels.txt')
assert resource.text == 'cat\ndog\n'
assert new File(basedir, 'build.log').text.contains('[INFO] words: assets beside the graph, in target/tfmobile/models/words.assets: labels.txt')
return true

// Both goals make the same final graph: it is made once, and the second time nothing is.
assert new File(basedir, 'target/tfmobile/models').list().toList() == ['mlp.pb']
assert new File(basedir, 'target/tfmobile/report/report.json').length() > 0
String log = new File(basedir, 'build.log').text
List<String> runs = log.split('Building transform-and-check').toList().tail()
assert runs.size() == 2
assert runs[0].count('mlp: applying') == 1
assert runs[0].count('mlp is up to date') == 1
assert runs[1].count('mlp: applying') == 0
assert runs[1].count('mlp is up to date') == 2
assert runs[1].contains('The report is up to date')
return true

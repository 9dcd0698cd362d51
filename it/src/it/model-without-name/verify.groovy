// It is called model, and is packaged.
assert new File(basedir, 'target/tfmobile/models').list().toList() == ['model.pb']
File packaged = new File(basedir, 'target/classes/models/model.pb')
assert packaged.bytes == new File(basedir, 'target/tfmobile/models/model.pb').bytes
assert new groovy.json.JsonSlurper().parse(new File(basedir, 'target/tfmobile/report/report.json')).models*.name == ['model']
return true

import groovy.json.JsonSlurper

File out = new File(basedir, 'target/tfmobile')
assert new File(out, 'models/mobilenet.pb').exists()
assert new File(out, 'models/mlp.pb').exists()
def report = new JsonSlurper().parse(new File(out, 'report/report.json'))
def matMul = report.requirements.find { it.op == 'MatMul' }
assert matMul != null
assert matMul.nodes*.model.toSet() == ['mobilenet', 'mlp'] as Set
def conv = report.requirements.find { it.op == 'Conv2D' }
assert conv.nodes*.model.toSet() == ['mobilenet'] as Set
assert report.unregistered == []
return true

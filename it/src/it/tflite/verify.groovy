import groovy.json.JsonSlurper

File out = new File(basedir, 'target/tfmobile')
File speech = new File(lite, 'models/flex-strings/model.tflite')

// Shipped as they are, beside the graph.
['speech.tflite', 'detector.tflite', 'mlp.pb'].each {
    assert new File(out, "models/${it}").exists() : it
    assert new File(basedir, "target/classes/models/${it}").exists() : it
}
assert new File(out, 'models/speech.tflite').bytes == speech.bytes

// One op list for the graph's nodes and the Flex ops.
def ops = new JsonSlurper().parse(new File(out, 'ops_list.json'))*.get(0)
assert ops.containsAll(['AsString', 'MatMul', '_Arg'])
assert new File(out, 'tf_op_files.txt').text.contains('tensorflow/core/kernels/as_string_op.cc')
assert new File(out, 'ops_to_register.h').text.contains('"AsStringOp"')

assert new File(out, 'register_selected_ops.cc').text.contains('Register_CONV_2D()')
String build = new File(out, 'flex/BUILD').text
assert build.contains('tflite_flex_android_library(')
assert build.contains('"speech.tflite"')
assert !build.contains('detector')

def report = new JsonSlurper().parse(new File(out, 'report/report.json'))
assert report.unregistered == []
assert report.target.lite == 'TensorFlow Lite 2.18'
assert report.models.find { it.name == 'speech' }.lite.needsFlex
assert !report.models.find { it.name == 'detector' }.lite.needsFlex
assert new File(basedir, 'target/classes/com/example/models/KernelRegistry.class').exists()
return true

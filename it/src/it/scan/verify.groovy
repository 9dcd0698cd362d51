String log = new File(basedir, 'build.log').text.normalize()
assert log.contains('TensorFlow 1.99.0-small: 3 ops, 4 registrations in 20 target profiles, 1 places not resolved: ')
// What cannot be resolved is told with its place.
assert log.contains('[WARNING] the expression cannot be resolved: "OpName()" [not-followed]\n  at tensorflow/contrib/image/image_ops.cc:6')
assert log.contains('2 ops, 2 kernels, 3 source files of TensorFlow 1.99.0-small for ios-slim')

String all = ['ios', 'raspberry-pi', 'android', 'linux'].collectMany { platform ->
    ['default', 'slim', 'full', 'selective'].collect { types -> '"' + platform + '-' + types + '"' }
}.join(',')
List<String> lines = new File(basedir, 'target/small.json').readLines()
assert lines.size() == 4
// Not in the published binary, so not on the desktop.
assert lines[0] == '{"op":"ImageProjectiveTransform","device":"CPU","label":"","priority":0,"constraints":[],"host":[],' +
    '"class":"ImageProjectiveTransformOp","file":"tensorflow/contrib/image/image_ops.cc","line":5,"profiles":[' + all + ']}'
assert lines[1].contains('"op":"Placeholder"')
assert lines[2].contains('"class":"UnaryOp<CPUDevice, functor::abs<float>>"')
assert lines[2].contains('"desktop-slim"') && lines[2].contains('"ios-slim"')
// Slim builds leave it out.
assert lines[3].contains('"constraints":[["T",["DT_DOUBLE"]]]')
assert lines[3].contains('"desktop-full"') && !lines[3].contains('-slim"')
return true

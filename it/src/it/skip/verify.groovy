// Nothing is written, read or said besides.
assert !new File(basedir, 'target/tfmobile').exists()
assert !new File(basedir, 'target/generated-sources').exists()
String log = new File(basedir, 'build.log').text
assert log.count('Skipped: tfmobile.skip is true') == 1
assert !log.contains('mobilenet')
assert !log.contains('[WARNING]')
return true

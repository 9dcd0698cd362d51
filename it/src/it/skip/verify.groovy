assert !new File(basedir, 'target/tfmobile').exists()
assert new File(basedir, 'build.log').text.contains('Skipped: tfmobile.skip is true')
return true

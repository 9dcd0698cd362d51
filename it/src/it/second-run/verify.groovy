String log = new File(basedir, 'build.log').text
List<String> runs = log.split('tfmobile:[^:]*:prepare').toList().tail()
if (runs.size() != 4) {
    runs = log.split('Building second-run').toList().tail()
}
assert runs.size() == 4
assert !runs[0].contains('up to date')
assert runs[1].contains('mobilenet is up to date')
assert runs[1].contains('mlp is up to date')
assert runs[1].contains('Generated files are up to date')
// Another target redoes check and generate alone.
assert runs[2].contains('mobilenet is up to date')
assert !runs[2].contains('Generated files are up to date')
assert !runs[3].contains('up to date')
return true

String log = new File(basedir, 'build.log').text
assert log.contains('tfmobile:prepare')
['tfmobile.graph', 'tfmobile.checkpoint', 'tfmobile.inputs', 'tfmobile.outputs', 'tfmobile.transforms',
 'tfmobile.platform', 'tfmobile.javaPackage', 'tfmobile.skip', 'tfmobile.force'].each {
    assert log.contains('User property: ' + it) : it
}
// Every jar of ours carries the licence and says what it was made from.
int jars = 0
new File(localRepositoryPath, 'io/github/tfmobile').eachFileRecurse { file ->
    if (file.name ==~ /tfmobile-.*\.jar/) {
        new java.util.zip.ZipFile(file).withCloseable { jar ->
            ['META-INF/LICENSE', 'META-INF/NOTICE'].each { assert jar.getEntry(it) != null : file.name + ' lacks ' + it }
        }
        jars++
    }
}
assert jars >= 7
return true

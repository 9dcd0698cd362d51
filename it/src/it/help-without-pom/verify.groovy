String log = new File(basedir, 'build.log').text
assert log.contains('tfmobile:prepare')
['tfmobile.graph', 'tfmobile.checkpoint', 'tfmobile.inputs', 'tfmobile.outputs', 'tfmobile.transforms',
 'tfmobile.platform', 'tfmobile.javaPackage', 'tfmobile.skip', 'tfmobile.force'].each {
    assert log.contains('User property: ' + it) : it
}
// Every jar of ours carries the licence and says what it was made from: what is installed, and what the modules' builds left.
List jars = []
new File(localRepositoryPath, 'io/github/tfmobile').eachFileRecurse { jars << it }
new File(corpus, '../..').eachDir { module ->
    File target = new File(module, 'target')
    if (target.directory) target.eachFile { jars << it }
}
jars = jars.findAll { it.name ==~ /tfmobile-.*\.jar/ }
assert jars.size() >= 7
jars.each { jar ->
    new java.util.zip.ZipFile(jar).withCloseable { zip ->
        ['META-INF/LICENSE', 'META-INF/NOTICE'].each { assert zip.getEntry(it) != null : jar.name + ' lacks ' + it }
    }
}
return true

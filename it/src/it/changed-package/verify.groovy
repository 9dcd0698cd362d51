// The class of the old package is gone from the sources, and is not compiled once more.
File sources = new File(basedir, 'target/generated-sources/tfmobile/com/example')
List<String> packages = []
sources.eachFileRecurse(groovy.io.FileType.FILES) { packages << it.parentFile.name }
assert packages.unique() == ['after']
assert new File(sources, 'after/KernelRegistry.java').text.contains('package com.example.after;')
File classes = new File(basedir, 'target/classes/com/example')
File fresh = new File(classes, 'after/KernelRegistry.class')
assert fresh.exists()
File old = new File(classes, 'before/KernelRegistry.class')
assert !old.exists() || old.lastModified() < fresh.lastModified()
return true

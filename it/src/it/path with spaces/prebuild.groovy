File models = new File(basedir, 'src/my models')
models.mkdirs()
new File(corpus as String, 'tf1/mlp_ref_vars').eachFile { file ->
    new File(models, file.name).bytes = file.bytes
}
return true

import java.nio.file.Files
import java.nio.file.Path

Path source = new File(basedir, '../../../../testing/corpus/saved_model/tf2_hash_table/saved_model').toPath()
Path words = new File(basedir, 'target/words').toPath()
Files.createDirectories(words.parent)
Files.walk(source).forEach { Files.copy(it, words.resolve(source.relativize(it).toString())) }
words.resolve('assets/labels.txt').toFile().text = 'cat\ndog\n'
return true

package io.github.tfmobile.graph.io;

import io.github.tfmobile.common.file.InputFiles;
import io.github.tfmobile.graph.io.file.MappedFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;

/** What a file is, told from its content and, where that says nothing, from its name. */
public enum FileKind {
    /** Binary GraphDef, or at least nothing else that is known. */
    GRAPH("a GraphDef"),
    /** Text that may be a message in text format. */
    TEXT("a text file"),
    /** GraphDef in text format, by its first field. */
    GRAPH_TEXT("a GraphDef in text format"),
    /** MetaGraphDef in text format, by its first field. */
    META_GRAPH_TEXT("a MetaGraphDef in text format"),
    /** Binary MetaGraphDef. */
    META_GRAPH("a MetaGraphDef"),
    /** Binary SavedModel. */
    SAVED_MODEL("the saved_model.pb of a SavedModel"),
    /** Text SavedModel. */
    SAVED_MODEL_TEXT("the saved_model.pbtxt of a SavedModel"),
    /** The folder of a SavedModel. */
    SAVED_MODEL_FOLDER("the folder of a SavedModel"),
    /** Any other folder. */
    FOLDER("a folder"),
    /** A message that was too large for one file and is split over chunks. */
    CHUNKED_PROTO("a message split into chunks (.cpb)"),
    /** Fingerprint of a SavedModel. */
    FINGERPRINT("the fingerprint of a SavedModel"),
    /** Index table of a V2 checkpoint. */
    CHECKPOINT_INDEX("the index file of a checkpoint"),
    /** Data shard of a V2 checkpoint. */
    CHECKPOINT_SHARD("a data shard of a checkpoint"),
    /** A V1 checkpoint, or one shard of it. */
    CHECKPOINT_V1("a checkpoint in the V1 format"),
    /** The text file that names the latest checkpoint. */
    CHECKPOINT_STATE("the state file of a folder of checkpoints"),
    /** TensorFlow Lite model. */
    TFLITE("a TensorFlow Lite model"),
    /** Keras model in HDF5. */
    HDF5("an HDF5 file, as Keras writes it"),
    /** Keras archive. */
    KERAS("a Keras archive"),
    /** NumPy array. */
    NUMPY("a NumPy array"),
    /** gzip, zip, zstd and the like. */
    COMPRESSED("a compressed file"),
    /** A web page. */
    HTML("a web page"),
    /** JSON text. */
    JSON("a JSON file"),
    /** Git LFS pointer. */
    LFS_POINTER("a Git LFS pointer, not the file it stands for"),
    /** No bytes at all. */
    EMPTY("an empty file");

    private static final int HEAD = 4096;
    private static final byte[] TABLE_MAGIC = {
        0x57, (byte) 0xfb, (byte) 0x80, (byte) 0x8b, 0x24, 0x75, 0x47, (byte) 0xdb
    };
    private static final Pattern SHARD = Pattern.compile(".*\\.data-\\d{5}-of-\\d{5}");
    private static final Pattern NODE_NAME = Pattern.compile("[A-Za-z0-9.][A-Za-z0-9_>./\\\\-]*");
    private static final Pattern OP_NAME = Pattern.compile("[A-Z>_][A-Za-z0-9_>]*");

    private final String noun;

    FileKind(String noun) {
        this.noun = noun;
    }

    /** What a sentence calls it, with its article. */
    public String noun() {
        return noun;
    }

    /** What a folder is. */
    static FileKind ofFolder(Path folder) {
        return InputFiles.exists(folder.resolve("saved_model.pb"))
                        || InputFiles.exists(folder.resolve("saved_model.pbtxt"))
                        || InputFiles.exists(folder.resolve("saved_model.cpb"))
                ? SAVED_MODEL_FOLDER
                : FOLDER;
    }

    /** What a file is. */
    public static FileKind of(MappedFile file) {
        if (file.size() == 0) {
            return EMPTY;
        }
        byte[] head = new byte[(int) Math.min(HEAD, file.size())];
        file.slice(0, head.length).get(head);
        String name = String.valueOf(file.path().getFileName());
        if (SHARD.matcher(name).matches()) {
            return CHECKPOINT_SHARD;
        }
        if (file.size() >= 48 && startsWith(tail(file), 0, TABLE_MAGIC)) {
            return isIndex(head) ? CHECKPOINT_INDEX : CHECKPOINT_V1;
        }
        FileKind known = byMagic(head, name);
        if (known != null) {
            return known;
        }
        return isText(head) ? text(head) : message(file, name);
    }

    private static byte[] tail(MappedFile file) {
        byte[] tail = new byte[TABLE_MAGIC.length];
        file.slice(file.size() - tail.length, tail.length).get(tail);
        return tail;
    }

    /** The first entry of an index has an empty key and a BundleHeaderProto, which starts with the shard count. */
    private static boolean isIndex(byte[] head) {
        return head.length > 4 && head[0] == 0 && head[1] == 0 && (head[3] == 0x08 || head[3] == 0x1a);
    }

    private static @Nullable FileKind byMagic(byte[] head, String name) {
        if (startsWith(head, 4, "TFL3")) {
            return TFLITE;
        }
        if (startsWith(head, 0, "PK\003\004") && name.endsWith(".keras")) {
            return KERAS;
        }
        if (startsWith(head, 0, "\037\213")
                || startsWith(head, 0, "PK\003\004")
                || startsWith(head, 0, "BZh")
                || startsWith(head, 0, "(\265/\375")
                || startsWith(head, 0, "\3757zXZ\000")
                || startsWith(head, 0, "7z\274\257")
                || startsWith(head, 257, "ustar")) {
            return COMPRESSED;
        }
        if (startsWith(head, 0, "\211HDF\r\n\032\n")) {
            return HDF5;
        }
        if (startsWith(head, 0, "\223NUMPY")) {
            return NUMPY;
        }
        if (startsWith(head, 0, RiegeliFile.SIGNATURE) || name.endsWith(".cpb")) {
            return CHUNKED_PROTO;
        }
        return null;
    }

    private static FileKind text(byte[] head) {
        String text = withoutComments(new String(head, StandardCharsets.UTF_8));
        String lower = text.toLowerCase(Locale.ROOT);
        if (lower.startsWith("version https://git-lfs")) {
            return LFS_POINTER;
        }
        if (lower.startsWith("<!doctype") || lower.startsWith("<html") || lower.startsWith("<?xml")) {
            return HTML;
        }
        if (text.startsWith("{") || text.startsWith("[")) {
            return JSON;
        }
        if (text.startsWith("model_checkpoint_path") || text.startsWith("all_model_checkpoint_paths")) {
            return CHECKPOINT_STATE;
        }
        if (text.startsWith("saved_model_schema_version")) {
            return SAVED_MODEL_TEXT;
        }
        String field = text.substring(0, (int) text.chars()
                .takeWhile(c -> c == '_' || Character.isLetterOrDigit(c))
                .count());
        if (GraphDef.getDescriptor().findFieldByName(field) != null) {
            return GRAPH_TEXT;
        }
        return MetaGraphDef.getDescriptor().findFieldByName(field) != null ? META_GRAPH_TEXT : TEXT;
    }

    /** The text from its first word on. */
    private static String withoutComments(String text) {
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at);
            if (c == '#') {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (Character.isWhitespace(c) || c == TextMessages.BYTE_ORDER_MARK) {
                at++;
            } else {
                break;
            }
        }
        return text.substring(at);
    }

    /** Text has no control characters; every message of ours has one near its start. */
    private static boolean isText(byte[] head) {
        for (byte b : head) {
            if (b >= 0 && b < ' ' && b != '\n' && b != '\r' && b != '\t' && b != '\f') {
                return false;
            }
        }
        // What is no UTF-8 is a binary file without control characters.
        String text = new String(head, StandardCharsets.UTF_8);
        int bad = text.indexOf('\uFFFD');
        return bad < 0 || bad >= text.length() - 2;
    }

    /** Tells the messages apart by the shape of their first fields. */
    private static FileKind message(MappedFile file, String name) {
        try {
            int size = (int) Math.min(Integer.MAX_VALUE, file.size());
            WireReader fields = new WireReader(file.slice(0, size), 0);
            if (!fields.next()) {
                return GRAPH;
            }
            if (fields.number() == 1 && !fields.isDelimited()) {
                // SavedModel has a version first, then MetaGraphDefs; a fingerprint has five numbers.
                return name.equals("fingerprint.pb")
                        ? FINGERPRINT
                        : fields.next() && isMeta(fields) ? SAVED_MODEL : GRAPH;
            }
            if (fields.number() == 2 && fields.isDelimited() && isMeta(fields) && name.startsWith("saved_model")) {
                return SAVED_MODEL;
            }
            if (fields.number() == 1 && fields.isDelimited() && isNode(fields.inner())) {
                return GRAPH;
            }
            if (fields.number() == 1 && !fields.next()) {
                return GRAPH;
            }
            return fields.number() == 2 && fields.isDelimited() && startsWithNode(fields.inner()) ? META_GRAPH : GRAPH;
        } catch (MalformedException e) {
            return GRAPH;
        }
    }

    /** Whether field 2 is a MetaGraphDef: MetaInfoDef (1), then GraphDef (2). */
    private static boolean isMeta(WireReader field) throws MalformedException {
        if (field.number() != 2 || !field.isDelimited()) {
            return false;
        }
        WireReader meta = field.inner();
        while (meta.next()) {
            if (meta.number() == 2 && meta.isDelimited()) {
                return startsWithNode(meta.inner());
            }
        }
        return false;
    }

    private static boolean startsWithNode(WireReader graph) throws MalformedException {
        return !graph.next() || graph.number() != 1 || (graph.isDelimited() && isNode(graph.inner()));
    }

    private static boolean isNode(WireReader node) throws MalformedException {
        boolean named = false;
        while (node.next()) {
            if (node.number() == 1 && node.isDelimited()) {
                named = NODE_NAME.matcher(ascii(node.value())).matches();
            } else if (node.number() == 2) {
                return named
                        && node.isDelimited()
                        && OP_NAME.matcher(ascii(node.value())).matches();
            } else {
                return named;
            }
        }
        return named;
    }

    private static String ascii(ByteBuffer value) {
        byte[] text = new byte[Math.min(value.remaining(), HEAD)];
        value.order(ByteOrder.LITTLE_ENDIAN).get(text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private static boolean startsWith(byte[] bytes, int at, String text) {
        return startsWith(bytes, at, text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static boolean startsWith(byte[] bytes, int at, byte[] wanted) {
        return bytes.length >= at + wanted.length
                && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
    }
}

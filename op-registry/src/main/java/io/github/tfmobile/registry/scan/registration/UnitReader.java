package io.github.tfmobile.registry.scan.registration;

import io.github.tfmobile.common.problem.Place;
import io.github.tfmobile.registry.cpp.lex.SymbolTable;
import io.github.tfmobile.registry.cpp.lex.Token;
import io.github.tfmobile.registry.cpp.preprocess.PredefinedMacros;
import io.github.tfmobile.registry.cpp.preprocess.Preprocessor;
import io.github.tfmobile.registry.cpp.preprocess.PreprocessorListener;
import io.github.tfmobile.registry.cpp.preprocess.TextHandler;
import io.github.tfmobile.registry.cpp.preprocess.VariantText;
import io.github.tfmobile.registry.cpp.source.CppFile;
import io.github.tfmobile.registry.cpp.source.SourceTree;
import io.github.tfmobile.registry.problem.ScanNote;
import io.github.tfmobile.registry.target.PresenceCondition;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads what translation units register, each in up to 64 configurations at once. Used by one thread. */
public final class UnitReader {

    private final SourceTree tree;
    private PredefinedMacros predefined;
    private final RegistrationReader reader;
    private final PreprocessorListener listener;
    private final Preprocessor preprocessor;

    /** What {@code numbertype} and the like stand for in each configuration. */
    private List<CompoundTypes> compound;

    /** The sets of configurations that were asked for, which are few. */
    private final Map<Long, PresenceCondition> presences = new HashMap<>();

    private UnitScan unit = new UnitScan(new CppFile("", Path.of(""), 0));

    private UnitReader(
            SourceTree tree,
            PredefinedMacros predefined,
            SymbolTable symbols,
            RegistrationReader reader,
            PreprocessorListener listener) {
        this.tree = tree;
        this.predefined = predefined;
        this.reader = reader;
        this.listener = listener;
        this.preprocessor = new Preprocessor(tree, predefined, symbols, new Handler(), listener);
        this.compound = Collections.nCopies(predefined.size(), new CompoundTypes(List.of(), List.of(), List.of()));
    }

    /** A reader for some configurations of a tree. */
    public static UnitReader of(
            SourceTree tree, PredefinedMacros predefined, SymbolTable symbols, RegistrationReader reader) {
        return of(tree, predefined, symbols, reader, PreprocessorListener.NONE);
    }

    /** A reader that tells what each place depends on. */
    public static UnitReader of(
            SourceTree tree,
            PredefinedMacros predefined,
            SymbolTable symbols,
            RegistrationReader reader,
            PreprocessorListener listener) {
        UnitReader units = new UnitReader(tree, predefined, symbols, reader, listener);
        units.compound = units.compoundTypes();
        return units;
    }

    /**
     * From now on reads units in other configurations; goes through what defines {@code numbertype} and the like.
     *
     * @return what these stand for in each configuration, configurations that agree sharing one object
     */
    public List<CompoundTypes> use(PredefinedMacros macros) {
        use(macros, Collections.nCopies(macros.size(), new CompoundTypes(List.of(), List.of(), List.of())));
        compound = compoundTypes();
        return compound;
    }

    /**
     * From now on reads units in other configurations.
     *
     * @param types what {@code numbertype} and the like stand for in each, configurations that agree sharing one object
     */
    public void use(PredefinedMacros macros, List<CompoundTypes> types) {
        predefined = macros;
        compound = types;
        presences.clear();
        preprocessor.use(macros);
    }

    /** What {@code numbertype} and the like stand for in each configuration. */
    public List<CompoundTypes> types() {
        return compound;
    }

    private PresenceCondition presence(long configurations) {
        return presences.computeIfAbsent(configurations, predefined::presence);
    }

    /** Configurations that agree share one object. */
    private List<CompoundTypes> compoundTypes() {
        CppFile header = tree.file("tensorflow/core/framework/types.h");
        CppFile source = tree.file("tensorflow/core/framework/types.cc");
        if (header == null || source == null) {
            return compound;
        }
        unit = new UnitScan(source);
        preprocessor.preprocess(source, Set.of(header, source));
        CompoundTypes[] types = new CompoundTypes[predefined.size()];
        List<CompoundTypes> known = new ArrayList<>();
        for (VariantText.Selection<Preprocessor.Piece> text : preprocessor.collected()) {
            listener.begin(text.configurations());
            listener.end();
            CompoundTypes read = CompoundTypes.read(preprocessor.tokens(text.pieces()));
            int same = known.indexOf(read);
            known.add(read);
            for (long rest = text.configurations(); rest != 0; rest &= rest - 1) {
                types[Long.numberOfTrailingZeros(rest)] = same < 0 ? read : known.get(same);
            }
        }
        return List.of(types);
    }

    /** Goes through a unit and adds what it gives in this reader's configurations. */
    public void read(UnitScan scan) {
        unit = scan;
        CppFile file = scan.file;
        preprocessor.preprocess(file, file.callsApi() ? Set.of(file) : Set.of());
        for (VariantText.Selection<Preprocessor.Piece> text : preprocessor.collected()) {
            listener.begin(text.configurations());
            if (!text.pieces().isEmpty()) {
                api(preprocessor.tokens(text.pieces()), text.configurations());
            }
            listener.end();
        }
        includes(file);
    }

    private void api(List<Token> tokens, long in) {
        for (long rest = in; rest != 0; ) {
            int first = Long.numberOfTrailingZeros(rest);
            long same = rest & sameTypes(first);
            add(reader.readApi(tokens, scope(first), compound.get(first)), unit.file, 0, same);
            rest &= ~same;
        }
    }

    private void includes(CppFile root) {
        BitSet everywhere = new BitSet();
        for (VariantText.Selection<Integer> selection : preprocessor.includes(root, everywhere)) {
            BitSet files = (BitSet) everywhere.clone();
            selection.pieces().forEach(files::set);
            unit.includes.add(new UnitScan.Includes(files, presence(selection.configurations())));
        }
        preprocessor.externals((header, in) -> unit.externals.merge(header, presence(in), PresenceCondition::or));
    }

    private Scope scope(int configuration) {
        return new Scope(unit.file, file -> preprocessor.included(file, configuration));
    }

    /** The configurations in which {@code numbertype} and the like stand for what they do in one. */
    @SuppressWarnings("ReferenceEquality") // configurations that agree share one object
    private long sameTypes(int configuration) {
        long same = 0;
        for (int i = 0; i < compound.size(); i++) {
            if (compound.get(i) == compound.get(configuration)) {
                same |= 1L << i;
            }
        }
        return same;
    }

    private void add(UnitRegistrations found, CppFile file, int line, long in) {
        found.addTo(unit, line, presence(in));
        found.registrations().forEach(each -> listener.gives(UnitRegistrations.placed(each, line)));
        found.ops().forEach(each -> listener.gives(UnitRegistrations.placed(each, line)));
        for (UnitRegistrations.Unresolved unresolved : found.unresolved()) {
            problem(unresolved.what(), file, unresolved.line());
        }
    }

    private void problem(String what, CppFile file, int line) {
        unit.problems.add(ScanNote.of(what, Place.of(Path.of(file.path), line, 0), ""));
    }

    /** What the preprocessor hands over. */
    private final class Handler implements TextHandler {

        @Override
        public long expanded(List<Token> tokens, int first, CppFile file, int line) {
            UnitRegistrations found = reader.read(tokens, scope(first), compound.get(first));
            long agreeing = preprocessor.agreeing() & (found.typed() ? sameTypes(first) : -1);
            add(found, file, line, agreeing);
            if (!found.ops().isEmpty()) {
                listener.depends(~sameTypes(0));
            }
            return agreeing;
        }

        @Override
        public void problem(String what, CppFile file, int line) {
            UnitReader.this.problem(what, file, line);
        }
    }
}

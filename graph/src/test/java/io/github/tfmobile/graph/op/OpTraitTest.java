package io.github.tfmobile.graph.op;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfmobile.registry.OpDefs;
import io.github.tfmobile.registry.file.BundledRegistries;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.OpDef;

/** The table of traits against the op definitions of every release that comes with this product. */
class OpTraitTest {

    /** How an op of a family looks, by its definition, and those that look so and are of another one. */
    private record Look(OpTrait trait, Predicate<OpDef> likely, String others) {}

    private static final List<Look> LOOKS = List.of(
            // TemporaryVariable lives for one run; a conditional accumulator holds gradients.
            new Look(
                    OpTrait.VARIABLE,
                    op -> op.getInputArgCount() == 0
                            && has(op, "dtype", "type")
                            && has(op, "shape", "shape")
                            && outputs(op, arg -> arg.getIsRef() || arg.getType() == DataType.DT_RESOURCE),
                    "TemporaryVariable ConditionalAccumulator SparseConditionalAccumulator"
                            + " ResourceConditionalAccumulator"),
            new Look(
                    OpTrait.VARIABLE_UPDATE,
                    op -> inputs(op, arg -> arg.getIsRef() && arg.getType() != DataType.DT_STRING)
                            && !OpTrait.FORWARD.includes(op.getName())
                            && !OpTrait.VARIABLE_QUERY.includes(op.getName()),
                    // These pass a reference on, free it, or are there to test TensorFlow itself.
                    "RefSelect DebugGradientRefIdentity DestroyTemporaryVariable RefIn RefInputFloatInput"
                            + " RefInputFloatInputIntOutput RefInputIntInput TwoRefsIn ObtainNext"),
            new Look(
                    OpTrait.VARIABLE_UPDATE,
                    op -> inputs(op, arg -> arg.getType() == DataType.DT_RESOURCE)
                            && named("(Resource)?(Sparse)?(Apply|Scatter).*|Assign.*|.*CountUpTo|.*SliceAssign"
                                            + "|Rng.*|Stateful.*")
                                    .test(op),
                    ""),
            new Look(OpTrait.OPTIMIZER, named("(Resource)?(Sparse)?Apply[A-Z].*"), ""),
            new Look(
                    OpTrait.ACCUMULATOR,
                    named(".*Accumulator(V\\d)?|.*AccumulatorApply.*|.*AccumulatorTake.*"),
                    "CreateQuantileAccumulator"),
            new Look(OpTrait.TENSOR_ARRAY, named("TensorArray.*"), ""),
            new Look(OpTrait.SWITCH, named(".*Switch"), ""),
            new Look(OpTrait.MERGE, named("(Ref|_)?Merge"), ""),
            new Look(OpTrait.ENTER, named(".*Enter"), ""),
            new Look(OpTrait.EXIT, named(".*Exit"), ""),
            new Look(OpTrait.NEXT_ITERATION, named(".*NextIteration"), ""),
            // Those of XLA and RISC are compiled, never lowered.
            new Look(OpTrait.IF, op -> has(op, "then_branch", "func"), "XlaIf"),
            new Look(OpTrait.CASE, op -> has(op, "branches", "list(func)"), "ChooseFastestBranchDataset"),
            new Look(OpTrait.WHILE, op -> has(op, "cond", "func") && has(op, "body", "func"), "XlaWhile RiscWhile"),
            new Look(OpTrait.CALL, named(".*PartitionedCall"), "TPUPartitionedCall"),
            new Look(
                    OpTrait.REF_FORM,
                    op -> op.getName().startsWith("Ref") && inputs(op, OpDef.ArgDef::getIsRef),
                    "RefSelect RefIn RefInputFloatInput RefInputFloatInputIntOutput RefInputIntInput"),
            new Look(OpTrait.GPU_ONLY, named("CudnnRNN.*"), ""),
            new Look(OpTrait.SEVERAL_GPUS, named("_?Nccl.*"), ""),
            new Look(
                    OpTrait.TPU_ONLY,
                    named("TPU.*|.*TPUEmbedding.*|(Infeed|Outfeed).*|Prelinearize.*|CrossReplica.*"),
                    ""),
            new Look(OpTrait.PLACEHOLDER, named("Placeholder.*"), ""),
            new Look(
                    OpTrait.RANDOM,
                    op -> op.getIsStateful()
                            && has(op, "seed2", "int")
                            && !op.getName().contains("Dataset"),
                    // Their results are other things than random numbers.
                    "RandomShuffleQueue RandomShuffleQueueV2 CudnnRNN CudnnRNNBackprop CudnnRNNBackpropV2"
                            + " CudnnRNNBackpropV3 CudnnRNNV2 CudnnRNNV3 SkipGramGenerateCandidates"),
            new Look(
                    OpTrait.STATELESS_RANDOM,
                    named("Stateless(Random|Truncated|Multinomial|Shuffle).*"),
                    "StatelessRandomGetAlg StatelessRandomGetKeyCounter StatelessRandomGetKeyCounterAlg"),
            new Look(OpTrait.DEQUEUE, named("QueueDequeue.*"), ""),
            new Look(OpTrait.ENQUEUE, named("QueueEnqueue.*|QueueClose.*"), ""),
            new Look(OpTrait.QUEUE, named("(?!.*Dequeue).*Queue(?!.*Dataset).*"), ""),
            new Look(OpTrait.BARRIER_TAKE, named("BarrierTake.*"), ""),
            new Look(OpTrait.BARRIER_INSERT, named("BarrierInsert.*"), ""),
            new Look(OpTrait.UNSTAGE, named("(Ordered)?Map(Peek|Unstage.*)|StagePeek|Unstage"), ""),
            new Look(OpTrait.STAGE, named("(Ordered)?(Map)?Stage"), ""),
            new Look(OpTrait.ACCUMULATOR_TAKE, named(".*AccumulatorTakeGradient"), ""),
            new Look(OpTrait.ACCUMULATOR_APPLY, named(".*AccumulatorApplyGradient"), ""),
            new Look(OpTrait.ITERATOR_INITIALIZER, named("(Make|Deserialize).*Iterator|.*IteratorInit"), ""),
            new Look(
                    OpTrait.FILE_DATASET,
                    named("(?!.*To).*(CSV|File|Files|LMDB|Record|Sql|TextLine|Load|SnapshotChunks?)Dataset(V\\d)?"),
                    ""),
            new Look(OpTrait.ITERATOR_NEXT, named(".*IteratorGetNext.*"), ""),
            new Look(OpTrait.ITERATOR, named("(?!.*GetNext).*Iterator.*"), ""),
            new Look(OpTrait.READER_READ, named("ReaderRead.*"), ""),
            new Look(
                    OpTrait.READER,
                    named(".*Reader(V\\d)?|Reader(?!Read).*"),
                    "SnapshotDatasetReader SnapshotNestedDatasetReader"),
            new Look(OpTrait.DATASET, named(".*Dataset.*"), "EnqueueInQueueDataset InitializeTableFromDataset"),
            new Look(OpTrait.EXAMPLE_PARSER, named("Parse.*Example.*"), "ParseExampleDataset ParseExampleDatasetV2"),
            // Those that decode bytes and not files have nothing to do with what an app reads.
            new Look(OpTrait.DECODER, named("Decode.*"), "DecodeRaw DecodePaddedRaw DecodeBase64 DecodeProtoV2"),
            new Look(OpTrait.PYTHON, named(".*PyFunc.*"), ""),
            // The gradient of a convolution by its input is the transposed convolution.
            new Look(
                    OpTrait.GRADIENT,
                    named(".*Grad(V\\d)?|.*Backprop.*"),
                    "Conv2DBackpropInput Conv2DBackpropInputV2 Conv3DBackpropInput Conv3DBackpropInputV2"
                            + " DepthwiseConv2dNativeBackpropInput"),
            new Look(OpTrait.LOSS, named(".*CrossEntropy.*|CTCLoss.*|.*CandidateSampler|InTopK.*"), ""),
            new Look(OpTrait.SUMMARY, named(".*Summary.*"), "DebugNumericSummary DebugNumericSummaryV2"),
            new Look(OpTrait.CHECKPOINT, named("(Save|Restore)(Slices?)?(V\\d)?"), ""),
            new Look(OpTrait.DEBUGGING, named("CheckNumerics.*|Debug.*Identity.*"), ""),
            new Look(OpTrait.TABLE, named("(Mutable|Dense)*HashTable(OfTensors)?(V\\d)?"), ""),
            new Look(OpTrait.TABLE_FROM_FILE, named("InitializeTableFromTextFile.*"), ""),
            new Look(OpTrait.TABLE_FROM_TENSORS, named("InitializeTable(V\\d)?|LookupTable(Insert|Import)(V\\d)?"), ""),
            new Look(
                    OpTrait.SHAPE_FROM_DATA,
                    named("Unique(V\\d|With.*)?|NonMaxSuppression.*|Decode(Jpeg|Png|Image)"),
                    ""),
            new Look(
                    OpTrait.CONVOLUTION,
                    named("(Quantized|Fused)?(Pad|Depthwise)?(Conv\\d[dD]).*"),
                    "Conv2DBackpropFilter Conv2DBackpropFilterV2 Conv3DBackpropFilter Conv3DBackpropFilterV2 DepthwiseConv2dNativeBackpropFilter"),
            new Look(OpTrait.MATRIX_PRODUCT, named("(Batch|Quantized|Sparse)?MatMul.*"), ""));

    private static final SortedMap<String, OpDef> ALL = all();

    private static SortedMap<String, OpDef> all() {
        SortedMap<String, OpDef> all = new TreeMap<>();
        for (BundledRegistries.Bundled bundled : BundledRegistries.all()) {
            OpDefs ops = BundledRegistries.load(bundled).ops();
            ops.names().forEach(name -> all.put(name, Objects.requireNonNull(ops.find(name))));
        }
        return all;
    }

    @Test
    void everyOpOfATraitIsInARelease() {
        for (OpTrait trait : OpTrait.values()) {
            SortedSet<String> unknown = trait.ops();
            unknown.removeAll(ALL.keySet());
            assertThat(unknown).as("ops of %s that no release has", trait).isEmpty();
        }
    }

    @Test
    void everyOpThatLooksLikeOneOfAFamilyHasItsTrait() {
        List<String> missing = new ArrayList<>();
        for (Look look : LOOKS) {
            Set<String> others = Set.of(look.others().split(" ", -1));
            ALL.forEach((name, op) -> {
                if (!name.startsWith("_")
                        && look.likely().test(op)
                        && !look.trait().includes(name)
                        && !others.contains(name)) {
                    missing.add(look.trait() + ": " + name);
                }
            });
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void exceptionsFromAFamilyLookLikeIt() {
        List<String> needless = new ArrayList<>();
        for (Look look : LOOKS) {
            for (String other : look.others().split(" ", -1)) {
                OpDef op = ALL.get(other);
                if (!other.isEmpty()
                        && (op == null
                                || !look.likely().test(op)
                                || look.trait().includes(other))) {
                    needless.add(look.trait() + ": " + other);
                }
            }
        }
        assertThat(needless).isEmpty();
    }

    @Test
    void definitionsAgreeWithTheTraits() {
        Map<OpTrait, BiPredicate<String, OpDef>> rules = Map.of(
                OpTrait.REF_FORM,
                (name, op) -> inputs(op, OpDef.ArgDef::getIsRef)
                        && ALL.containsKey(Objects.requireNonNull(OpTraits.valueForm(name))),
                OpTrait.VARIABLE_UPDATE,
                (name, op) -> inputs(op, arg -> arg.getIsRef() || arg.getType() == DataType.DT_RESOURCE),
                OpTrait.VARIABLE_READ,
                (name, op) -> inputs(op, arg -> arg.getType() == DataType.DT_RESOURCE),
                OpTrait.RANDOM,
                (name, op) -> op.getIsStateful(),
                OpTrait.STATELESS_RANDOM,
                (name, op) -> OpTraits.isPure(op),
                OpTrait.NEVER_LARGER,
                (name, op) -> OpTraits.isPure(op),
                OpTrait.SHAPE_QUERY,
                (name, op) -> OpTraits.isPure(op),
                OpTrait.SHAPE_FROM_DATA,
                (name, op) -> OpTraits.isPure(op),
                OpTrait.FORWARD,
                (name, op) -> op.getInputArgCount() > 0 && op.getOutputArgCount() > 0);
        List<String> wrong = new ArrayList<>();
        rules.forEach((trait, rule) -> trait.ops().forEach(name -> {
            if (!rule.test(name, Objects.requireNonNull(ALL.get(name)))) {
                wrong.add(trait + ": " + name);
            }
        }));
        assertThat(new TreeSet<>(wrong)).isEmpty();
    }

    private static Predicate<OpDef> named(String regex) {
        Predicate<String> matches = Pattern.compile(regex).asMatchPredicate();
        return op -> matches.test(op.getName());
    }

    private static boolean has(OpDef op, String attr, String type) {
        return op.getAttrList().stream()
                .anyMatch(each -> each.getName().equals(attr) && each.getType().equals(type));
    }

    private static boolean inputs(OpDef op, Predicate<OpDef.ArgDef> which) {
        return op.getInputArgList().stream().anyMatch(which);
    }

    private static boolean outputs(OpDef op, Predicate<OpDef.ArgDef> which) {
        return op.getOutputArgList().stream().anyMatch(which);
    }
}

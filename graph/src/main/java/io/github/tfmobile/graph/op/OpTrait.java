package io.github.tfmobile.graph.op;

import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What the engine knows of an op besides its definition: a family that the op belongs to. Which ops these are stands
 * here and nowhere else; {@link OpTraits} says what follows from it.
 *
 * <p>A trait lists the ops of all TensorFlow releases that have it, as tensorflow/core/grappler/op_types.cc and
 * tensorflow/core/graph/graph.cc do where they know the family. Left out are ops that only the optimizers of a running
 * session make; their names begin with an underscore.
 */
public enum OpTrait {
    // State

    /** Is a variable: has a value that lasts from run to run, which a checkpoint restores. */
    VARIABLE("VarHandleOp Variable VariableV2"),

    /** Reads the value of a resource variable. */
    VARIABLE_READ("ReadVariableOp ResourceGather ResourceGatherNd"),

    /** Asks whether a variable has a value. */
    VARIABLE_QUERY("IsVariableInitialized VarIsInitializedOp"),

    /** Makes, fills, reads or asks a tensor array, in which loops gather what they compute. */
    TENSOR_ARRAY("""
            TensorArray TensorArrayClose TensorArrayCloseV2 TensorArrayCloseV3 TensorArrayConcat TensorArrayConcatV2
            TensorArrayConcatV3 TensorArrayGather TensorArrayGatherV2 TensorArrayGatherV3 TensorArrayGrad
            TensorArrayGradV2 TensorArrayGradV3 TensorArrayGradWithShape TensorArrayPack TensorArrayRead
            TensorArrayReadV2 TensorArrayReadV3 TensorArrayScatter TensorArrayScatterV2 TensorArrayScatterV3
            TensorArraySize TensorArraySizeV2 TensorArraySizeV3 TensorArraySplit TensorArraySplitV2 TensorArraySplitV3
            TensorArrayUnpack TensorArrayV2 TensorArrayV3 TensorArrayWrite TensorArrayWriteV2 TensorArrayWriteV3"""),

    /** Changes a variable by a gradient, which only training does. */
    OPTIMIZER("""
            ApplyAdaMax ApplyAdadelta ApplyAdagrad ApplyAdagradDA ApplyAdagradV2 ApplyAdam ApplyAddSign
            ApplyCenteredRMSProp ApplyFtrl ApplyFtrlV2 ApplyGradientDescent ApplyMomentum ApplyPowerSign
            ApplyProximalAdagrad ApplyProximalGradientDescent ApplyRMSProp NegTrain ResourceApplyAdaMax
            ResourceApplyAdadelta ResourceApplyAdagrad ResourceApplyAdagradDA ResourceApplyAdagradV2 ResourceApplyAdam
            ResourceApplyAdamWithAmsgrad ResourceApplyAddSign ResourceApplyCenteredRMSProp ResourceApplyFtrl
            ResourceApplyFtrlV2 ResourceApplyGradientDescent ResourceApplyKerasMomentum ResourceApplyMomentum
            ResourceApplyPowerSign ResourceApplyProximalAdagrad ResourceApplyProximalGradientDescent
            ResourceApplyRMSProp ResourceSparseApplyAdadelta ResourceSparseApplyAdagrad ResourceSparseApplyAdagradDA
            ResourceSparseApplyAdagradV2 ResourceSparseApplyCenteredRMSProp ResourceSparseApplyFtrl
            ResourceSparseApplyFtrlV2 ResourceSparseApplyKerasMomentum ResourceSparseApplyMomentum
            ResourceSparseApplyProximalAdagrad ResourceSparseApplyProximalGradientDescent ResourceSparseApplyRMSProp
            SdcaShrinkL1 SparseApplyAdadelta SparseApplyAdagrad SparseApplyAdagradDA SparseApplyAdagradV2
            SparseApplyCenteredRMSProp SparseApplyFtrl SparseApplyFtrlV2 SparseApplyMomentum SparseApplyProximalAdagrad
            SparseApplyProximalGradientDescent SparseApplyRMSProp"""),

    /**
     * Gives a variable another value: optimizers, assignments, scatter updates, and what draws random numbers from a
     * generator whose state is a variable.
     */
    VARIABLE_UPDATE(OPTIMIZER, """
            Assign AssignAdd AssignAddVariableOp AssignSub AssignSubVariableOp AssignVariableOp
            AssignVariableXlaConcatND CountUpTo ResourceCountUpTo ResourceScatterAdd ResourceScatterDiv
            ResourceScatterMax ResourceScatterMin ResourceScatterMul ResourceScatterNdAdd ResourceScatterNdMax
            ResourceScatterNdMin ResourceScatterNdSub ResourceScatterNdUpdate ResourceScatterSub ResourceScatterUpdate
            ResourceStridedSliceAssign RngReadAndSkip RngSkip ScatterAdd ScatterAddNdim ScatterDiv ScatterMax
            ScatterMin ScatterMul ScatterNdAdd ScatterNdMax ScatterNdMin ScatterNdSub ScatterNdUpdate ScatterSub
            ScatterUpdate StatefulRandomBinomial StatefulStandardNormal StatefulStandardNormalV2
            StatefulTruncatedNormal StatefulUniform StatefulUniformFullInt StatefulUniformInt StridedSliceAssign
            ZeroInitializer ZeroVarInitializer"""),

    /** Concerns the memory of a variable and not its value. */
    VARIABLE_LIFETIME("DestroyResourceOp DisableCopyOnRead"),

    /** Collects gradients for an optimizer. */
    ACCUMULATOR("""
            AccumulatorApplyGradient AccumulatorNumAccumulated AccumulatorSetGlobalStep AccumulatorTakeGradient
            ConditionalAccumulator ResourceAccumulatorApplyGradient ResourceAccumulatorNumAccumulated
            ResourceAccumulatorSetGlobalStep ResourceAccumulatorTakeGradient ResourceConditionalAccumulator
            SparseAccumulatorApplyGradient SparseAccumulatorTakeGradient SparseConditionalAccumulator"""),

    /** Makes a lookup table that has a name from run to run. */
    TABLE("""
            HashTable HashTableV2 MutableDenseHashTable MutableDenseHashTableV2 MutableHashTable
            MutableHashTableOfTensors MutableHashTableOfTensorsV2 MutableHashTableV2"""),

    /** Fills a lookup table from a text file. */
    TABLE_FROM_FILE("InitializeTableFromTextFile InitializeTableFromTextFileV2"),

    /** Is a lookup table that keeps its entries as two tensors. */
    DENSE_TABLE("MutableDenseHashTable MutableDenseHashTableV2"),

    /** Replaces the entries of a lookup table. */
    TABLE_IMPORT("LookupTableImport LookupTableImportV2"),

    /** Adds entries to a lookup table. */
    TABLE_INSERT("LookupTableInsert LookupTableInsertV2"),

    /** Fills a lookup table from tensors. */
    TABLE_FROM_TENSORS("""
            InitializeTable InitializeTableV2 LookupTableImport LookupTableImportV2 LookupTableInsert
            LookupTableInsertV2"""),

    // Control flow

    /** Sends its input one way or another, by a predicate or an index. */
    SWITCH("RefSwitch Switch _SwitchN"),

    /** Passes on the one input that arrives. */
    MERGE("Merge RefMerge"),

    /** Brings a value into the frame of a loop. */
    ENTER("Enter RefEnter"),

    /** Takes a value out of the frame of a loop. */
    EXIT("Exit RefExit"),

    /** Passes a value to the next iteration of a loop: the edge that closes a circle. */
    NEXT_ITERATION("NextIteration RefNextIteration"),

    /** Says whether a loop goes on. */
    LOOP_CONDITION("LoopCond"),

    /** Waits for its control inputs even where they are dead. */
    CONTROL_TRIGGER("ControlTrigger"),

    /** Runs one of two functions by a condition. */
    IF("If StatelessIf"),

    /** Runs one of several functions by an index. */
    CASE("Case StatelessCase"),

    /** Runs a function again and again while another one says so. */
    WHILE("StatelessWhile While"),

    /** Runs a function. */
    CALL("PartitionedCall StatefulPartitionedCall"),

    /** Runs the gradient of a function. */
    GRADIENT_CALL("SymbolicGradient"),

    /** Does with a reference what the op of the same name without Ref does with a value. */
    REF_FORM("RefEnter RefExit RefIdentity RefMerge RefNextIteration RefSwitch"),

    /** Passes its first input, a value or a variable, on as it is. */
    FORWARD("""
            Enter Exit Identity Merge NextIteration RefEnter RefExit RefIdentity RefMerge RefNextIteration RefSwitch
            Switch _SwitchN"""),

    /** Gives the elements of its first input in the same memory, so that what changes them there changes its result. */
    SAME_MEMORY("""
            Bitcast CheckNumerics CheckNumericsV2 DebugGradientIdentity EnsureShape ExpandDims PreventGradient Print
            Reshape Squeeze StopGradient"""),

    /** Gives elements of its inputs in the same memory for some shapes and values, and in memory of its own for others. */
    MAYBE_SAME_MEMORY("""
            BatchToSpace BatchToSpaceND BroadcastTo GuaranteeConst MatrixBandPart MirrorPad Pad PadV2
            PlaceholderWithDefault Reverse ReverseV2 Slice SpaceToBatch SpaceToBatchND Split SplitV StridedSlice Tile
            Transpose Unpack"""),

    // Where values come from

    /** Stands for a value that is fed. */
    PLACEHOLDER("Placeholder PlaceholderV2 PlaceholderWithDefault"),

    /** Stands for a value that may be fed and has another one otherwise. */
    PLACEHOLDER_WITH_DEFAULT("PlaceholderWithDefault"),

    /** Is an argument of a function. */
    ARGUMENT("_Arg _DeviceArg"),

    /** Draws random numbers, other ones each time. */
    RANDOM("""
            AllCandidateSampler FixedUnigramCandidateSampler LearnedUnigramCandidateSampler LogUniformCandidateSampler
            Multinomial ParameterizedTruncatedNormal RandomCrop RandomGamma RandomPoisson RandomPoissonV2 RandomShuffle
            RandomStandardNormal RandomUniform RandomUniformInt RngReadAndSkip SampleDistortedBoundingBox
            SampleDistortedBoundingBoxV2 StatefulRandomBinomial StatefulStandardNormal
            StatefulStandardNormalV2 StatefulTruncatedNormal StatefulUniform StatefulUniformFullInt StatefulUniformInt
            ThreadUnsafeUnigramCandidateSampler TruncatedNormal UniformCandidateSampler"""),

    /** Draws random numbers, the same ones for the same seed. */
    STATELESS_RANDOM("""
            RandomIndexShuffle RiscRandomUniform StatelessMultinomial StatelessParameterizedTruncatedNormal
            StatelessRandomBinomial StatelessRandomGammaV2 StatelessRandomGammaV3 StatelessRandomNormal
            StatelessRandomNormalV2 StatelessRandomPoisson StatelessRandomUniform StatelessRandomUniformFullInt
            StatelessRandomUniformFullIntV2 StatelessRandomUniformInt StatelessRandomUniformIntV2
            StatelessRandomUniformV2 StatelessSampleDistortedBoundingBox StatelessShuffle StatelessTruncatedNormal
            StatelessTruncatedNormalV2 XlaRngBitGenerator"""),

    /** Takes elements out of a queue. */
    DEQUEUE("""
            QueueDequeue QueueDequeueMany QueueDequeueManyV2 QueueDequeueUpTo QueueDequeueUpToV2 QueueDequeueV2"""),

    /** Takes elements out of a queue, fewer than asked for when it is closed. */
    DEQUEUE_UP_TO("QueueDequeueUpTo QueueDequeueUpToV2"),

    /** Makes a queue, fills it, closes it or asks for its state. */
    QUEUE("""
            EnqueueInQueueDataset FIFOQueue FIFOQueueV2 FakeQueue PaddingFIFOQueue PaddingFIFOQueueV2 PriorityQueue
            PriorityQueueV2 QueueClose QueueCloseV2 QueueEnqueue QueueEnqueueMany QueueEnqueueManyV2 QueueEnqueueV2
            QueueIsClosed QueueIsClosedV2 QueueSize QueueSizeV2 RandomShuffleQueue RandomShuffleQueueV2"""),

    /** Fills or closes a queue. */
    ENQUEUE("QueueClose QueueCloseV2 QueueEnqueue QueueEnqueueMany QueueEnqueueManyV2 QueueEnqueueV2"),

    /** Takes elements out of a barrier. */
    BARRIER_TAKE("BarrierTakeMany"),

    /** Fills a barrier. */
    BARRIER_INSERT("BarrierInsertMany"),

    /** Takes or looks at elements of a staging area, which ops name by the same attrs. */
    UNSTAGE("""
            MapPeek MapUnstage MapUnstageNoKey OrderedMapPeek OrderedMapUnstage OrderedMapUnstageNoKey StagePeek
            Unstage"""),

    /** Fills a staging area. */
    STAGE("MapStage OrderedMapStage Stage"),

    /** Takes the mean out of an accumulator of gradients. */
    ACCUMULATOR_TAKE("AccumulatorTakeGradient ResourceAccumulatorTakeGradient SparseAccumulatorTakeGradient"),

    /** Fills an accumulator of gradients. */
    ACCUMULATOR_APPLY("AccumulatorApplyGradient ResourceAccumulatorApplyGradient SparseAccumulatorApplyGradient"),

    /** Takes the next element of an iterator. */
    ITERATOR_NEXT("""
            IteratorGetNext IteratorGetNextAsOptional IteratorGetNextSync MultiDeviceIteratorGetNextFromShard"""),

    /** Makes an iterator, sets it up or asks for its state. */
    ITERATOR("""
            AnonymousIterator AnonymousIteratorV2 AnonymousIteratorV3 AnonymousMultiDeviceIterator
            AnonymousMultiDeviceIteratorV3 DeleteIterator DeleteMultiDeviceIterator DeserializeIterator
            ExperimentalIteratorGetDevice Iterator IteratorFromStringHandle IteratorFromStringHandleV2
            IteratorGetDevice IteratorGetModelProto IteratorSetStatsAggregator IteratorToStringHandle IteratorV2
            MakeIterator MultiDeviceIterator MultiDeviceIteratorFromStringHandle MultiDeviceIteratorInit
            MultiDeviceIteratorToStringHandle OneShotIterator RestoreIterator SaveIterator SerializeIterator"""),

    /** Sets up an iterator. */
    ITERATOR_INITIALIZER("DeserializeIterator MakeIterator MultiDeviceIteratorInit"),

    /** Makes an iterator that needs no initialization. */
    SELF_INITIALIZED_ITERATOR("OneShotIterator"),

    /** Reads records through a reader. */
    READER_READ("ReaderRead ReaderReadUpTo ReaderReadUpToV2 ReaderReadV2"),

    /** Makes a reader of records or asks for its state. */
    READER("""
            BigQueryReader FixedLengthRecordReader FixedLengthRecordReaderV2 IdentityReader IdentityReaderV2 LMDBReader
            ReaderNumRecordsProduced ReaderNumRecordsProducedV2 ReaderNumWorkUnitsCompleted
            ReaderNumWorkUnitsCompletedV2 ReaderReset ReaderResetV2 ReaderRestoreState ReaderRestoreStateV2
            ReaderSerializeState ReaderSerializeStateV2 TFRecordReader TFRecordReaderV2 TextLineReader TextLineReaderV2
            WholeFileReader WholeFileReaderV2"""),

    /** Makes a dataset of tf.data, transforms it or looks into it. */
    DATASET("""
            AssertCardinalityDataset AssertNextDataset AssertPrevDataset AutoShardDataset BatchDataset BatchDatasetV2
            BigtableLookupDataset BigtablePrefixKeyDataset BigtableRangeKeyDataset BigtableSampleKeyPairsDataset
            BigtableSampleKeysDataset BigtableScanDataset BytesProducedStatsDataset CSVDataset CSVDatasetV2
            CacheDataset CacheDatasetV2 ChooseFastestBranchDataset ChooseFastestDataset ConcatenateDataset
            DataServiceDataset DataServiceDatasetV2 DataServiceDatasetV3 DataServiceDatasetV4 DatasetCardinality
            DatasetFingerprint DatasetFromGraph DatasetToBigtable DatasetToGraph DatasetToGraphV2
            DatasetToSingleElement DatasetToTFRecord DenseToSparseBatchDataset DirectedInterleaveDataset
            ExperimentalAssertNextDataset ExperimentalAutoShardDataset ExperimentalBytesProducedStatsDataset
            ExperimentalCSVDataset ExperimentalChooseFastestDataset ExperimentalDatasetCardinality
            ExperimentalDatasetToTFRecord ExperimentalDenseToSparseBatchDataset ExperimentalDirectedInterleaveDataset
            ExperimentalGroupByReducerDataset ExperimentalGroupByWindowDataset ExperimentalIdentityIndexedDataset
            ExperimentalIgnoreErrorsDataset ExperimentalIndexedDatasetGet ExperimentalIndexedDatasetMaterialize
            ExperimentalLMDBDataset ExperimentalLatencyStatsDataset ExperimentalMapAndBatchDataset
            ExperimentalMapDataset ExperimentalMatchingFilesDataset ExperimentalMaterializedIndexDatasetHandle
            ExperimentalMaxIntraOpParallelismDataset ExperimentalNonSerializableDataset
            ExperimentalNumaMapAndBatchDataset ExperimentalParallelInterleaveDataset ExperimentalParseExampleDataset
            ExperimentalPrivateThreadPoolDataset ExperimentalRandomDataset ExperimentalRebatchDataset
            ExperimentalScanDataset ExperimentalSetStatsAggregatorDataset ExperimentalSleepDataset
            ExperimentalSlidingWindowDataset ExperimentalSqlDataset ExperimentalTakeWhileDataset
            ExperimentalThreadPoolDataset ExperimentalUnbatchDataset ExperimentalUniqueDataset FeatureStatsDataset
            FilterByLastComponentDataset FilterDataset FinalizeDataset FixedLengthRecordDataset
            FixedLengthRecordDatasetV2 FlatMapDataset GeneratorDataset GlobalShuffleDataset GroupByReducerDataset
            GroupByWindowDataset IdentityIndexedDataset IgniteDataset IgnoreErrorsDataset IndexFlatMapDataset
            IndexedDatasetGet IndexedDatasetMaterialize InterleaveDataset KafkaDataset KinesisDataset LMDBDataset
            LatencyStatsDataset LegacyParallelInterleaveDatasetV2 ListDataset ListSnapshotChunksDataset LoadDataset
            MapAndBatchDataset MapAndBatchDatasetV2 MapDataset MatchingFilesDataset MaterializedIndexDatasetHandle
            MaxIntraOpParallelismDataset ModelDataset NonSerializableDataset OptimizeDataset OptimizeDatasetV2
            OptionsDataset PaddedBatchDataset PaddedBatchDatasetV2 ParallelBatchDataset ParallelFilterDataset
            ParallelInterleaveDataset ParallelInterleaveDatasetV2 ParallelInterleaveDatasetV3
            ParallelInterleaveDatasetV4 ParallelMapDataset ParallelMapDatasetV2 ParseExampleDataset
            ParseExampleDatasetV2 PrefetchDataset PrependFromQueueAndPaddedBatchDataset PrivateThreadPoolDataset
            RandomDataset RandomDatasetV2 RangeDataset RebatchDataset RebatchDatasetV2 ReduceDataset RegisterDataset
            RegisterDatasetV2 RepeatDataset RewriteDataset SamplingDataset SaveDataset SaveDatasetV2 ScanDataset
            SequenceFileDataset SetStatsAggregatorDataset ShardDataset ShuffleAndRepeatDataset
            ShuffleAndRepeatDatasetV2 ShuffleDataset ShuffleDatasetV2 ShuffleDatasetV3 SinkDataset SkipDataset
            SleepDataset SlideDataset SlidingWindowDataset SloppyInterleaveDataset SnapshotChunkDataset SnapshotDataset
            SnapshotDatasetReader SnapshotDatasetV2 SnapshotNestedDatasetReader SparseTensorSliceDataset SqlDataset
            TFRecordDataset TFRecordDatasetV2 TakeDataset TakeWhileDataset TensorDataset TensorSliceDataset
            TextLineDataset ThreadPoolDataset UnbatchDataset UniqueDataset UnwrapDatasetVariant WeightedFlatMapDataset
            WindowDataset WrapDatasetVariant ZipDataset"""),

    /** Is a dataset of what files hold, or of their names. */
    FILE_DATASET("""
            CSVDataset CSVDatasetV2 ExperimentalCSVDataset ExperimentalLMDBDataset ExperimentalMatchingFilesDataset
            ExperimentalSqlDataset FixedLengthRecordDataset FixedLengthRecordDatasetV2 LMDBDataset
            ListSnapshotChunksDataset LoadDataset MatchingFilesDataset SequenceFileDataset SnapshotChunkDataset
            SqlDataset TFRecordDataset TFRecordDatasetV2 TextLineDataset"""),

    /** Parses tf.Example protos. */
    EXAMPLE_PARSER("""
            ParseExample ParseExampleV2 ParseSequenceExample ParseSequenceExampleV2 ParseSingleExample
            ParseSingleSequenceExample"""),

    /** Decodes files or records: pictures, sound, tables. */
    DECODER("""
            DecodeAndCropJpeg DecodeAudio DecodeAudioV2 DecodeBmp DecodeCSV DecodeCompressed DecodeGif DecodeImage
            DecodeJSONExample DecodeJpeg DecodeLibsvm DecodePng DecodeVideo DecodeWav DecodeWebP"""),

    /** Makes numbers of a picture file or of raw bytes; what follows resizes and scales them as an app does itself. */
    ARRAY_DECODER("""
            DecodeAndCropJpeg DecodeBmp DecodeGif DecodeImage DecodeJpeg DecodePaddedRaw DecodePng DecodeRaw
            DecodeWebP"""),

    /** Reads files that a tensor or an attr names. */
    FILE_READ("""
            GenerateVocabRemapping InitializeTableFromTextFile InitializeTableFromTextFileV2 LoadAndRemapMatrix
            MatchingFiles ReadFile RecordInput Restore RestoreSlice RestoreV2"""),

    /** Cuts a random part out of a picture. */
    SAMPLE_CROP("""
            RandomCrop SampleDistortedBoundingBox SampleDistortedBoundingBoxV2 StatelessSampleDistortedBoundingBox"""),

    /** Calls Python. */
    PYTHON("EagerPyFunc PyFunc PyFuncStateless"),

    // What only training or debugging needs

    /**
     * Computes a gradient and occurs in no model itself. The gradient of a convolution by its input does: it is the
     * transposed convolution.
     */
    GRADIENT("""
            AvgPool3DGrad AvgPoolGrad BatchCholeskyGrad BatchNormWithGlobalNormalizationGrad BiasAddGrad BlockLSTMGrad
            BlockLSTMGradV2 CholeskyGrad Conv2DBackpropFilter Conv2DBackpropFilterV2 Conv3DBackpropFilter
            Conv3DBackpropFilterV2 CopyToMeshGrad CudnnRNNBackprop CudnnRNNBackpropV2 CudnnRNNBackpropV3
            DepthwiseConv2dNativeBackpropFilter Dilation2DBackpropFilter Dilation2DBackpropInput EluGrad
            FractionalAvgPoolGrad FractionalMaxPoolGrad FusedBatchNormGrad FusedBatchNormGradV2 FusedBatchNormGradV3
            GRUBlockCellGrad InvGrad LRNGrad LSTMBlockCellGrad LeakyReluGrad MaxPool3DGrad MaxPool3DGradGrad
            MaxPoolGrad MaxPoolGradGrad MaxPoolGradGradV2 MaxPoolGradV2 MirrorPadGrad PeriodicResampleOpGrad
            QuantizeAndDequantizeV4Grad RaggedFillEmptyRowsGrad RandomGammaGrad ReciprocalGrad Relu6Grad ReluGrad
            ResamplerGrad ResizeBicubicGrad ResizeBilinearGrad ResizeNearestNeighborGrad RsqrtGrad
            ScaleAndTranslateGrad SeluGrad SigmoidGrad SoftplusGrad SoftsignGrad SparseAddGrad SparseFillEmptyRowsGrad
            SparseMatrixSoftmaxGrad SparseSegmentMeanGrad SparseSegmentMeanGradV2 SparseSegmentSqrtNGrad
            SparseSegmentSqrtNGradV2 SparseSegmentSumGrad SparseSegmentSumGradV2 SparseSliceGrad SqrtGrad
            StridedSliceGrad TanhGrad TensorArrayGrad TensorArrayGradV2 TensorArrayGradV3 TileGrad UnbatchGrad"""),

    /** Compares results with labels. */
    LOSS("""
            AllCandidateSampler CTCLoss CTCLossV2 FixedUnigramCandidateSampler InTopK InTopKV2 L2Loss
            LearnedUnigramCandidateSampler LogUniformCandidateSampler SoftmaxCrossEntropyWithLogits
            SparseSoftmaxCrossEntropyWithLogits ThreadUnsafeUnigramCandidateSampler UniformCandidateSampler"""),

    /** Makes probabilities, or a choice, of what a last layer gives. */
    CHOICE("CTCBeamSearchDecoder CTCGreedyDecoder Multinomial Softmax"),

    /** Stands between the result of a model and the scalar that training minimises. */
    LOSS_PART("Abs AddN Log Log1p Maximum Mean Neg Pow RealDiv Square SquaredDifference Sub Sum"),

    /** Is applied to a result, element by element, before a loss that is written by hand compares it with a label. */
    LOSS_ARGUMENT("Abs Log Log1p Neg Pow Square"),

    /** Is a logarithm. */
    LOGARITHM("Log Log1p"),

    /** Keeps the argument of a logarithm away from zero, together with a constant. */
    LOSS_GUARD("Add AddV2 ClipByValue Maximum Minimum Sub"),

    /** Turns results into something to count. */
    METRIC("ArgMax ArgMin Round TopK TopKUnique TopKV2 TopKWithUnique"),

    /** Writes summaries for TensorBoard. */
    SUMMARY("""
            AudioSummary AudioSummaryV2 BoostedTreesMakeStatsSummary CloseSummaryWriter CreateSummaryDbWriter
            CreateSummaryFileWriter ExperimentalStatsAggregatorSummary FlushSummaryWriter HistogramSummary ImageSummary
            MergeSummary QuantileAccumulatorFlushSummary ScalarSummary StatsAccumulatorScalarMakeSummary
            StatsAccumulatorTensorMakeSummary StatsAggregatorSetSummaryWriter StatsAggregatorSummary SummaryWriter
            TensorSummary TensorSummaryV2 WriteAudioSummary WriteGraphSummary WriteHistogramSummary WriteImageSummary
            WriteRawProtoSummary WriteScalarSummary WriteSummary"""),

    /** Saves or restores a checkpoint. */
    CHECKPOINT("""
            MergeV2Checkpoints Restore RestoreSlice RestoreV2 Save SaveSlices SaveV2 ShardedFilename ShardedFilespec"""),

    /** Stops the run, or prints, and has no result. */
    ASSERTION("Assert PrintV2"),

    /** Checks or prints a value and passes it on. */
    DEBUGGING("""
            CheckNumerics CheckNumericsV2 DebugGradientIdentity DebugGradientRefIdentity DebugIdentity DebugIdentityV2
            DebugIdentityV3 Print"""),

    // Constant folding and shapes

    /** Is never computed beforehand, though it is not stateful. */
    NEVER_FOLDED("""
            DeleteSessionTensor FakeParam GetSessionHandle GetSessionHandleV2 GetSessionTensor
            StatelessRandomGetKeyCounter _HostRecv _HostSend _Recv _Send"""),

    /** Has results that are no larger than its inputs: computed beforehand even where shapes are not known. */
    NEVER_LARGER("Cast Const Identity IdentityN Less NoOp StopGradient"),

    /** Asks for the shape of its input and not for its value. */
    SHAPE_QUERY("Rank Shape ShapeN Size"),

    /** Keeps some of what it is given, or finds some things in it: perhaps nothing. */
    MAYBE_EMPTY("""
            DynamicPartition ListDiff NonMaxSuppression NonMaxSuppressionV2 NonMaxSuppressionV3 NonMaxSuppressionV4
            NonMaxSuppressionV5 NonMaxSuppressionWithOverlaps RaggedGather RaggedRange SparseReorder SparseSlice
            StringNGrams StringSplit StringSplitV2 UnicodeDecode UnicodeDecodeWithOffsets Where"""),

    /** Has as many elements as the values of its inputs say, the first one too. */
    SIZED_BY_ALL_VALUES("""
            Empty Fill ParameterizedTruncatedNormal RandomGamma RandomPoisson RandomPoissonV2 RandomStandardNormal
            RandomUniform RandomUniformInt Range StatelessRandomNormal StatelessRandomNormalV2 StatelessRandomUniform
            StatelessRandomUniformV2 StatelessTruncatedNormal StatelessTruncatedNormalV2 TruncatedNormal"""),

    /** Has as many elements as the value of its third input says. */
    SIZED_BY_THIRD_VALUE("""
            LinSpace ScatterNd UnsortedSegmentMax UnsortedSegmentMin UnsortedSegmentProd UnsortedSegmentSum"""),

    /** Has as many elements as the values of inputs behind the first one say. */
    SIZED_BY_LATER_VALUES("""
            BatchToSpace BatchToSpaceND Bincount BroadcastTo DenseBincount OneHot Slice SparseToDense SplitV StridedSlice
            Tile TopKV2"""),

    /** Makes a list of as many tensors as the value of its last input says. */
    SIZED_LIST("TensorArray TensorArrayV2 TensorArrayV3 TensorListReserve TensorListResize"),

    /** Makes a list without tensors. */
    EMPTY_LIST("EmptyTensorList"),

    /** Gives its first input, a list, with other tensors in it. */
    LIST_CHANGE("TensorListPopBack TensorListPushBack TensorListScatterIntoExistingList TensorListSetItem"),

    /** Has as many elements as the tensors of a list, its first input, have together. */
    SIZED_BY_LIST("""
            TensorArrayConcat TensorArrayConcatV2 TensorArrayConcatV3 TensorArrayPack TensorListConcat
            TensorListConcatV2 TensorListStack"""),

    /** Gives finite values though it is given infinite ones. */
    BOUNDED("Relu6 Sigmoid Softmax Tanh"),

    /** Has a result whose shape depends on the values of its inputs in a way that no shape function follows. */
    SHAPE_FROM_DATA(MAYBE_EMPTY, """
            DecodeAndCropJpeg DecodeBmp DecodeCompressed DecodeGif DecodeImage DecodeJpeg DecodePaddedRaw DecodePng
            DecodeRaw DecodeWav DecodeWebP RaggedFillEmptyRows SetSize SparseConcat SparseFillEmptyRows Unique UniqueV2
            UniqueWithCounts UniqueWithCountsV2"""),

    /** Takes dims of its first input together. */
    REDUCTION("All Any EuclideanNorm Max Mean Min Prod Sum"),

    /** Gives its first input another shape. */
    RESHAPE("ExpandDims Reshape Squeeze"),

    // Layers

    /**
     * Multiplies values with the weights of a filter, its second input; of a transposed convolution the second input
     * is the filter, too.
     */
    CONVOLUTION("""
            Conv2D Conv2DBackpropInput Conv2DBackpropInputV2 Conv3D Conv3DBackpropInput Conv3DBackpropInputV2
            DepthwiseConv2dNative DepthwiseConv2dNativeBackpropInput FusedConv2DBiasActivation FusedPadConv2D
            FusedResizeAndPadConv2D QuantizedConv2D QuantizedConv2DAndRelu QuantizedConv2DAndReluAndRequantize
            QuantizedConv2DAndRequantize QuantizedConv2DPerChannel QuantizedConv2DWithBias
            QuantizedConv2DWithBiasAndRelu QuantizedConv2DWithBiasAndReluAndRequantize
            QuantizedConv2DWithBiasAndRequantize QuantizedConv2DWithBiasSignedSumAndReluAndRequantize
            QuantizedConv2DWithBiasSumAndRelu QuantizedConv2DWithBiasSumAndReluAndRequantize QuantizedDepthwiseConv2D
            QuantizedDepthwiseConv2DWithBias QuantizedDepthwiseConv2DWithBiasAndRelu
            QuantizedDepthwiseConv2DWithBiasAndReluAndRequantize"""),

    /** Is the gradient of a convolution by its input, which layers use as a transposed convolution. */
    TRANSPOSED_CONVOLUTION("""
            Conv2DBackpropInput Conv2DBackpropInputV2 Conv3DBackpropInput Conv3DBackpropInputV2
            DepthwiseConv2dNativeBackpropInput"""),

    /** Multiplies matrices, of which one may be weights. */
    MATRIX_PRODUCT("""
            BatchMatMul BatchMatMulV2 BatchMatMulV3 Einsum MatMul QuantizedMatMul QuantizedMatMulWithBias
            QuantizedMatMulWithBiasAndDequantize QuantizedMatMulWithBiasAndRelu
            QuantizedMatMulWithBiasAndReluAndRequantize QuantizedMatMulWithBiasAndRequantize SparseMatMul
            SparseTensorDenseMatMul"""),

    /** Computes a recurrent layer with its weights. */
    RECURRENT_CELL("BlockLSTM BlockLSTMV2 CudnnRNN CudnnRNNV2 CudnnRNNV3 GRUBlockCell LSTMBlockCell"),

    // Devices

    /** Exists for GPUs only: the recurrent layers of cuDNN. */
    GPU_ONLY("""
            CudnnRNN CudnnRNNBackprop CudnnRNNBackpropV2 CudnnRNNBackpropV3 CudnnRNNCanonicalToParams
            CudnnRNNCanonicalToParamsV2 CudnnRNNParamsSize CudnnRNNParamsToCanonical CudnnRNNParamsToCanonicalV2
            CudnnRNNV2 CudnnRNNV3"""),

    /** Adds up or hands on values between several GPUs. */
    SEVERAL_GPUS("""
            NcclAllReduce NcclBroadcast NcclBroadcastRecv NcclBroadcastSend NcclReduce NcclReduceRecv NcclReduceSend
            _NcclBroadcastRecv _NcclBroadcastSend _NcclReduceRecv _NcclReduceSend"""),

    /** Exists for TPUs only, or for what a host gives to one and takes from one. */
    TPU_ONLY("""
            AllToAll CollectivePermute CrossReplicaSum InfeedDequeue InfeedDequeueTuple InfeedEnqueue
            InfeedEnqueuePrelinearizedBuffer InfeedEnqueueTuple OutfeedDequeue OutfeedDequeueTuple
            OutfeedDequeueTupleV2 OutfeedDequeueV2 OutfeedEnqueue OutfeedEnqueueTuple Prelinearize PrelinearizeTuple
            CollateTPUEmbeddingMemory ConfigureTPUEmbedding ConfigureTPUEmbeddingHost ConfigureTPUEmbeddingMemory
            ConnectTPUEmbeddingHosts DynamicEnqueueTPUEmbeddingArbitraryTensorBatch
            DynamicEnqueueTPUEmbeddingRaggedTensorBatch EnqueueTPUEmbeddingArbitraryTensorBatch
            EnqueueTPUEmbeddingBatch EnqueueTPUEmbeddingIntegerBatch EnqueueTPUEmbeddingRaggedTensorBatch
            EnqueueTPUEmbeddingSparseBatch EnqueueTPUEmbeddingSparseTensorBatch ExecuteTPUEmbeddingPartitioner
            FinalizeTPUEmbedding FinalizeTPUEmbeddingV2 IsTPUEmbeddingInitialized LoadAllTPUEmbeddingParameters
            LoadTPUEmbeddingADAMParameters LoadTPUEmbeddingADAMParametersGradAccumDebug
            LoadTPUEmbeddingAdadeltaParameters LoadTPUEmbeddingAdadeltaParametersGradAccumDebug
            LoadTPUEmbeddingAdagradMomentumParameters LoadTPUEmbeddingAdagradParameters
            LoadTPUEmbeddingAdagradParametersGradAccumDebug LoadTPUEmbeddingCenteredRMSPropParameters
            LoadTPUEmbeddingFTRLParameters LoadTPUEmbeddingFTRLParametersGradAccumDebug
            LoadTPUEmbeddingFrequencyEstimatorParameters LoadTPUEmbeddingFrequencyEstimatorParametersGradAccumDebug
            LoadTPUEmbeddingMDLAdagradLightParameters LoadTPUEmbeddingMomentumParameters
            LoadTPUEmbeddingMomentumParametersGradAccumDebug LoadTPUEmbeddingProximalAdagradParameters
            LoadTPUEmbeddingProximalAdagradParametersGradAccumDebug LoadTPUEmbeddingProximalYogiParameters
            LoadTPUEmbeddingProximalYogiParametersGradAccumDebug LoadTPUEmbeddingRMSPropParameters
            LoadTPUEmbeddingRMSPropParametersGradAccumDebug LoadTPUEmbeddingStochasticGradientDescentParameters
            LoadTPUEmbeddingStochasticGradientDescentParametersGradAccumDebug RecvTPUEmbeddingActivations
            RetrieveAllTPUEmbeddingParameters RetrieveTPUEmbeddingADAMParameters
            RetrieveTPUEmbeddingADAMParametersGradAccumDebug RetrieveTPUEmbeddingAdadeltaParameters
            RetrieveTPUEmbeddingAdadeltaParametersGradAccumDebug RetrieveTPUEmbeddingAdagradMomentumParameters
            RetrieveTPUEmbeddingAdagradParameters RetrieveTPUEmbeddingAdagradParametersGradAccumDebug
            RetrieveTPUEmbeddingCenteredRMSPropParameters RetrieveTPUEmbeddingFTRLParameters
            RetrieveTPUEmbeddingFTRLParametersGradAccumDebug RetrieveTPUEmbeddingFrequencyEstimatorParameters
            RetrieveTPUEmbeddingFrequencyEstimatorParametersGradAccumDebug
            RetrieveTPUEmbeddingMDLAdagradLightParameters RetrieveTPUEmbeddingMomentumParameters
            RetrieveTPUEmbeddingMomentumParametersGradAccumDebug RetrieveTPUEmbeddingProximalAdagradParameters
            RetrieveTPUEmbeddingProximalAdagradParametersGradAccumDebug RetrieveTPUEmbeddingProximalYogiParameters
            RetrieveTPUEmbeddingProximalYogiParametersGradAccumDebug RetrieveTPUEmbeddingRMSPropParameters
            RetrieveTPUEmbeddingRMSPropParametersGradAccumDebug RetrieveTPUEmbeddingStochasticGradientDescentParameters
            RetrieveTPUEmbeddingStochasticGradientDescentParametersGradAccumDebug SendTPUEmbeddingGradients
            TPUAnnotateTensorsWithDynamicShape TPUCompilationResult TPUCompile TPUCompileSucceededAssert
            TPUCopyWithDynamicShape TPUDummyInput TPUEmbeddingActivations TPUEmbeddingEnqueueSparseBatch
            TPUEmbeddingLoadAdagradParameters TPUEmbeddingLoadGradientDescentParameters TPUEmbeddingReceiveActivations
            TPUEmbeddingRetrieveAdagradParameters TPUEmbeddingRetrieveGradientDescentParameters
            TPUEmbeddingSendGradients TPUExecute TPUExecuteAndUpdateVariables TPUOrdinalSelector TPUPartitionedCall
            TPUPartitionedInput TPUPartitionedInputV2 TPUPartitionedOutput TPUPartitionedOutputV2 TPUReplicate
            TPUReplicateMetadata TPUReplicatedInput TPUReplicatedOutput TPUReshardVariables TPURoundRobin
            XlaRecvTPUEmbeddingActivations XlaRecvTPUEmbeddingActivationsV2 XlaRecvTPUEmbeddingDeduplicationData
            XlaRecvTPUEmbeddingDeduplicationDataV2 XlaSendTPUEmbeddingGradients XlaSendTPUEmbeddingGradientsV2""");

    private final String ops;

    OpTrait(String ops) {
        this.ops = ops.strip();
    }

    /** A trait that every op of a narrower one has as well. */
    OpTrait(OpTrait narrower, String ops) {
        this.ops = narrower.ops + " " + ops.strip();
    }

    /** Whether an op has this trait. */
    public boolean includes(String op) {
        return OpTraits.of(op).contains(this);
    }

    /** The ops that have this trait. */
    public SortedSet<String> ops() {
        return new TreeSet<>(List.of(ops.split("\\s+", -1)));
    }
}

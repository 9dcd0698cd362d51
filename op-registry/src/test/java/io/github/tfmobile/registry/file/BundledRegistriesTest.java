package io.github.tfmobile.registry.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.registry.Registry;
import io.github.tfmobile.registry.RuntimeOps;
import io.github.tfmobile.registry.RuntimeOps.Part;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BundledRegistriesTest {

    @Test
    void everyBundledRegistryIsTheReleaseThatTheListNames() {
        assertThat(BundledRegistries.all()).isNotEmpty().allSatisfy(bundled -> {
            Registry registry = BundledRegistries.load(bundled);
            assertThat(registry.release()).isEqualTo(bundled.release());
            assertThat(registry.revision()).isEqualTo(bundled.revision()).hasSize(40);
            boolean elinux = ReleaseOrder.INSTANCE.compare(bundled.release(), "2.2.0") > 0;
            assertThat(registry.profiles()).hasSize(elinux ? 24 : 20);
            assertThat(registry.registeredOps()).hasSizeGreaterThan(800);
            assertThat(registry.registrations()).hasSizeGreaterThan(4000);
            assertThat(registry.sources().mobile().groups()).hasSizeGreaterThan(150);
            assertThat(registry.sources().mobile().headers()).hasSizeGreaterThan(300);
            assertThat(registry.effects().macros()).contains("GOOGLE_CUDA").hasSizeGreaterThan(150);
        });
    }

    @Test
    void theDefaultIsBundled() throws Exception {
        assertThat(BundledRegistries.load(BundledRegistries.DEFAULT_VERSION).release())
                .isEqualTo("1.15.0");
    }

    /** The table of docs/registry.md. */
    @Test
    void knowsWhatTheRuntimeOfEachReleaseAdds() throws Exception {
        Map<Part, String> now = new EnumMap<>(Map.of(
                Part.FEEDS_AND_FETCHES, "_Arg _Recv _Retval _Send",
                Part.CONSTANT_FOLDING, "Const",
                Part.GRAPH, "NoOp",
                Part.CALLS, "Identity NoOp",
                Part.ACCUMULATION, "Assign AssignAdd Const DestroyTemporaryVariable TemporaryVariable",
                Part.PARALLEL_CONCAT, "Identity _ParallelConcatStart _ParallelConcatUpdate"));
        for (BundledRegistries.Bundled bundled : BundledRegistries.all()) {
            switch (bundled.release()) {
                case "1.4.1", "1.5.1", "1.6.0" -> now.put(Part.CALLS, "Identity NoOp _Arg _Retval");
                case "1.7.1" -> now.put(Part.CALLS, "Identity NoOp");
                case "1.8.0" ->
                    now.put(
                            Part.ACCUMULATION,
                            "Assign AssignAdd Const DestroyTemporaryVariable Fill Shape TemporaryVariable");
                case "1.9.0" -> now.put(Part.IF, "Identity IdentityN Merge Switch");
                case "1.11.0" ->
                    now.put(
                            Part.WHILE,
                            "Enter Exit Identity IdentityN LoopCond Merge NextIteration NoOp RefIdentity RefSwitch Switch");
                case "1.14.0" -> {
                    now.put(Part.CALLS, "Identity IdentityN NoOp");
                    now.put(Part.IF, "Identity IdentityN Merge NoOp Switch");
                    now.put(
                            Part.ACCUMULATION,
                            "AddN Assign AssignAdd Const DestroyTemporaryVariable Fill Shape TemporaryVariable");
                }
                case "1.15.0" -> now.put(Part.CASE, "Identity IdentityN Merge NoOp _SwitchN");
                default -> {}
            }
            RuntimeOps ops = BundledRegistries.load(bundled.release()).runtimeOps();
            Map<Part, String> added = new EnumMap<>(Part.class);
            ops.added().forEach((part, names) -> added.put(part, String.join(" ", names)));

            assertThat(added).as(bundled.release()).isEqualTo(now);
            assertThat(ops.replaced()).as(bundled.release()).containsExactly("AccumulateNV2");
        }
    }

    @Test
    void aMinorVersionAndAReleaseThatHasOnlyASnapshotAreFound() {
        BundledRegistries.Bundled snapshot = new BundledRegistries.Bundled("2.21.0-dev", "r", "2.21.0-dev");
        assertThat(List.of("2.21.0-dev", "2.21.0", "2.21")).allMatch(snapshot::isMeantBy);
        assertThat(List.of("2.2", "2.21.1", "2", "2.21.0-rc0", "")).noneMatch(snapshot::isMeantBy);
    }

    @Test
    void aMinorVersionIsItsLastPatchRelease() {
        assertThat(BundledRegistries.find("2.4"))
                .map(BundledRegistries.Bundled::release)
                .hasValue("2.4.4");
    }

    @Test
    void aReleaseThatDiffersInLineNumbersAloneHasNoRegistryOfItsOwn() throws Exception {
        assertThat(BundledRegistries.find("2.3.4"))
                .map(BundledRegistries.Bundled::scanned)
                .hasValue("2.3.0");
        Registry newer = BundledRegistries.load("2.3.4");
        Registry older = BundledRegistries.load("2.3.0");
        assertThat(newer.release()).isEqualTo("2.3.4");
        assertThat(newer.registrations()).isEqualTo(older.registrations());
    }

    @Test
    void aReleaseThatIsNotBundledLiesBetweenTwoThatAreOrOutside() {
        assertThat(BundledRegistries.neighbours("2.18.0")).hasValueSatisfying(between -> {
            assertThat(between.before().release()).isEqualTo("2.14.0");
            assertThat(between.after().release()).isEqualTo("2.21.0-dev");
        });
        assertThat(BundledRegistries.neighbours("2.13"))
                .map(between ->
                        between.before().release() + " " + between.after().release())
                .hasValue("2.12.1 2.14.0");
        assertThat(List.of("2.14.0", "2.14", "2.21.0", "1.3.0", "2.22.0", "2.18.0-rc1", "newest", ""))
                .allMatch(version -> BundledRegistries.neighbours(version).isEmpty());
    }

    @Test
    void releasesAreOrderedByTheirNumbers() {
        assertThat(Stream.of("2.21.0-dev", "1.4.1", "2.1.0", "1.15.0", "2.1.0-rc2", "2.0.0")
                        .sorted(ReleaseOrder.INSTANCE))
                .containsExactly("1.4.1", "1.15.0", "2.0.0", "2.1.0-rc2", "2.1.0", "2.21.0-dev");
    }

    @Test
    void anUnknownVersionIsAnErrorThatListsThoseThatExist() {
        String known = BundledRegistries.all().stream()
                .map(BundledRegistries.Bundled::release)
                .collect(Collectors.joining(", "));

        assertThatThrownBy(() -> BundledRegistries.load("1.3.0"))
                .isInstanceOf(ProblemException.class)
                .hasMessage("tensorflowVersion: there is no bundled registry for this version of TensorFlow:"
                        + " \"1.3.0\"\n  there are registries for " + known
                        + "\n  for another version point tensorflowRoot at its source"
                        + " tree, or write a registry file once with the goal scan and name it in registryFile"
                        + "");
    }
}

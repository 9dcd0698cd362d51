package io.github.tfmobile.maven;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.github.tfmobile.graph.transform.Transform;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileReader;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Scanner;
import java.util.Set;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The arrows of docs/architecture.md. */
class ArchitectureTest {

    private static final String ALL = "io.github.tfmobile";

    private static JavaClasses product;

    @BeforeAll
    static void read() {
        product = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("/test-classes/"))
                .importPackages(ALL);
    }

    private static void assertHolds(ArchRule rule) {
        assertThat(rule.evaluate(product).getFailureReport().getDetails())
                .as(rule.getDescription())
                .isEmpty();
    }

    @Test
    void modulesUseOnlyWhatLiesBelowThem() {
        assertHolds(layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .layer("common")
                .definedBy(ALL + ".common..")
                .layer("op-registry")
                .definedBy(ALL + ".registry..")
                .layer("lite")
                .definedBy(ALL + ".lite..")
                .layer("graph")
                .definedBy(ALL + ".graph..")
                .layer("codegen")
                .definedBy(ALL + ".codegen..")
                .layer("engine")
                .definedBy(ALL + ".engine..")
                .layer("maven-plugin")
                .definedBy(ALL + ".maven..")
                .whereLayer("common")
                .mayNotAccessAnyLayer()
                .whereLayer("op-registry")
                .mayOnlyAccessLayers("common")
                .whereLayer("lite")
                .mayOnlyAccessLayers("common")
                .whereLayer("graph")
                .mayOnlyAccessLayers("common", "op-registry")
                .whereLayer("codegen")
                .mayOnlyAccessLayers("common", "op-registry", "graph", "lite")
                .whereLayer("engine")
                .mayOnlyAccessLayers("common", "op-registry", "graph", "lite", "codegen")
                .whereLayer("maven-plugin")
                .mayNotBeAccessedByAnyLayer());
    }

    @Test
    void nothingButThePluginKnowsMaven() {
        assertHolds(noClasses()
                .that()
                .resideOutsideOfPackage(ALL + ".maven..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.maven..", "org.codehaus.plexus.."));
    }

    @Test
    void packagesHaveNoCycles() {
        assertHolds(slices().matching(ALL + ".(**)").should().beFreeOfCycles());
    }

    @Test
    void commonKnowsNoTensorFlow() {
        assertHolds(noClasses()
                .that()
                .resideInAPackage(ALL + ".common..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.tensorflow..", "com.google.protobuf.."));
    }

    /** A pass says what it found by the graph that it gives, and can run again. */
    @Test
    void passesKeepNothing() {
        assertHolds(fields().that()
                .areDeclaredInClassesThat()
                .areAssignableTo(Transform.class)
                .should()
                .beFinal());
    }

    /** So does looking, which may decide something, too; what the state looks for are files that we wrote. */
    @Test
    void namesAreLookedForInOnePlace() {
        Set<String> looks = Set.of(
                "exists",
                "notExists",
                "isRegularFile",
                "isDirectory",
                "isReadable",
                "isSymbolicLink",
                "size",
                "getLastModifiedTime",
                "getAttribute",
                "readAttributes");
        Set<String> looksOfOld = Set.of("exists", "isFile", "isDirectory", "canRead", "length", "lastModified");
        assertHolds(noClasses()
                .that()
                .resideOutsideOfPackages(ALL + ".common.file", ALL + ".common.output", ALL + ".engine.state")
                .should()
                .callMethodWhere(JavaCall.Predicates.target(describe(
                        "looks for files",
                        target -> (target.getOwner().isEquivalentTo(Files.class) && looks.contains(target.getName()))
                                || (target.getOwner().isEquivalentTo(Path.class)
                                        && target.getName().equals("toRealPath"))
                                || (target.getOwner().isEquivalentTo(File.class)
                                        && looksOfOld.contains(target.getName()))))));
    }

    /** Reading, mapping and listing go one way, which checks what is read and records it. */
    @Test
    void filesAreOpenedInOnePlace() {
        Set<String> openers = Set.of(
                "newInputStream",
                "newBufferedReader",
                "newByteChannel",
                "readAllBytes",
                "readString",
                "readAllLines",
                "lines",
                "list",
                "walk",
                "find",
                "newDirectoryStream",
                "walkFileTree",
                "copy");
        assertHolds(noClasses()
                .that()
                .resideOutsideOfPackages(ALL + ".common.file", ALL + ".common.output")
                .should()
                .callMethodWhere(JavaCall.Predicates.target(describe(
                        "opens or lists files",
                        target -> (target.getOwner().isEquivalentTo(Files.class) && openers.contains(target.getName()))
                                || (target.getOwner().isAssignableTo(FileChannel.class)
                                        && target.getName().equals("open"))
                                || (target.getOwner().isEquivalentTo(File.class)
                                        && target.getName().startsWith("list")))))
                .orShould()
                .callConstructorWhere(JavaCall.Predicates.target(describe(
                        "opens a file",
                        target -> target.getOwner().isAssignableTo(FileInputStream.class)
                                || target.getOwner().isAssignableTo(FileReader.class)
                                || target.getOwner().isAssignableTo(RandomAccessFile.class)
                                || target.getOwner().isAssignableTo(ZipFile.class)
                                || (target.getOwner().isEquivalentTo(Scanner.class)
                                        && target.getRawParameterTypes().stream()
                                                .anyMatch(type -> type.isEquivalentTo(File.class)
                                                        || type.isEquivalentTo(Path.class)))))));
    }
}

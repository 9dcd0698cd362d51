package io.github.tfmobile.registry;

import io.github.tfmobile.common.problem.Problem;
import io.github.tfmobile.common.problem.ProblemException;
import io.github.tfmobile.common.problem.Setting;
import io.github.tfmobile.registry.problem.RegistryProblem;
import io.github.tfmobile.registry.target.Configuration;
import io.github.tfmobile.registry.target.PresenceCondition;
import io.github.tfmobile.registry.target.Target;
import io.github.tfmobile.registry.target.TargetProfile;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.OpDef;

/**
 * What one TensorFlow source tree offers: its op definitions, its kernel registrations with the configurations (preprocessor
 * states) in which each exists, and which configuration each target profile is. Immutable.
 */
public final class Registry {

    private final String release;
    private final String revision;
    private final LookupRules rules;
    private final SortedMap<String, RegisteredOp> registeredOps;
    private final SortedMap<TargetProfile, Configuration> profiles;
    private final SortedSet<String> testedMacros;
    private final List<Configuration> configurations;
    private final List<ConditionalRegistration> registrations;
    private final RuntimeOps runtimeOps;
    private final SourceFacts sources;
    private final MacroEffects effects;
    private final List<Problem> unresolved;
    private final Map<Configuration, Integer> configurationIndex = new HashMap<>();

    /** A registry without facts about the runtime and about source files, see the other constructor. */
    public Registry(
            String release,
            String revision,
            LookupRules rules,
            Collection<RegisteredOp> ops,
            SortedMap<TargetProfile, Configuration> profiles,
            SortedSet<String> testedMacros,
            List<Configuration> configurations,
            List<ConditionalRegistration> registrations,
            List<Problem> unresolved) {
        this(
                release,
                revision,
                rules,
                ops,
                profiles,
                testedMacros,
                configurations,
                registrations,
                RuntimeOps.NONE,
                SourceFacts.NONE,
                MacroEffects.none(configurations.size()),
                unresolved);
    }

    /**
     * What a scan found.
     *
     * @param release the release as its tree names it, as in {@code 1.15.0}
     * @param revision the commit of the tree; empty when not known
     * @param rules how the release chooses a kernel
     * @param ops the op definitions
     * @param profiles the macros that each target profile sets, all of them
     * @param testedMacros names of the macros that conditional compilation in the tree looks at
     * @param configurations the configurations scanned, each restricted to the tested macros
     * @param registrations the registrations, in the order of files and lines
     * @param runtimeOps what the runtime adds to graphs by itself
     * @param sources what the closure of source files needs to know
     * @param effects what macros do beyond these configurations
     * @param unresolved what the scan could not make out
     */
    public Registry(
            String release,
            String revision,
            LookupRules rules,
            Collection<RegisteredOp> ops,
            SortedMap<TargetProfile, Configuration> profiles,
            SortedSet<String> testedMacros,
            List<Configuration> configurations,
            List<ConditionalRegistration> registrations,
            RuntimeOps runtimeOps,
            SourceFacts sources,
            MacroEffects effects,
            List<Problem> unresolved) {
        this.release = release;
        this.revision = revision;
        this.rules = rules;
        SortedMap<String, RegisteredOp> byName = new TreeMap<>();
        for (RegisteredOp op : ops) {
            byName.put(op.def().getName(), op);
        }
        this.registeredOps = Collections.unmodifiableSortedMap(byName);
        this.profiles = Collections.unmodifiableSortedMap(new TreeMap<>(profiles));
        this.testedMacros = Collections.unmodifiableSortedSet(new TreeSet<>(testedMacros));
        this.configurations = List.copyOf(configurations);
        this.registrations = List.copyOf(registrations);
        this.runtimeOps = runtimeOps;
        this.sources = sources;
        this.effects = effects;
        this.unresolved = List.copyOf(unresolved);
        for (int i = 0; i < this.configurations.size(); i++) {
            configurationIndex.put(this.configurations.get(i), i);
        }
    }

    /** The same of another release, whose tree differs from the one that was scanned in nothing that is here. */
    public Registry of(String otherRelease, String otherRevision) {
        return new Registry(
                otherRelease,
                otherRevision,
                rules,
                registeredOps.values(),
                profiles,
                testedMacros,
                configurations,
                registrations,
                runtimeOps,
                sources,
                effects,
                unresolved);
    }

    /** The release as its tree names it. */
    public String release() {
        return release;
    }

    /** The commit of the tree; empty when not known. */
    public String revision() {
        return revision;
    }

    /** How the release chooses a kernel. */
    public LookupRules rules() {
        return rules;
    }

    /** The op definitions of all configurations. */
    public OpDefs ops() {
        return new Ops(registeredOps);
    }

    /**
     * The op definitions that exist in a target.
     *
     * @throws ProblemException as {@link #target} does
     */
    public OpDefs ops(Target target) throws ProblemException {
        ResolvedConfiguration configuration = resolve(target);
        SortedMap<String, RegisteredOp> here = new TreeMap<>();
        registeredOps.forEach((name, op) -> {
            if (configuration.isIn(op.presence())) {
                here.put(name, op);
            }
        });
        return new Ops(here);
    }

    /** The op definitions with their places, by op name. */
    public SortedMap<String, RegisteredOp> registeredOps() {
        return registeredOps;
    }

    /** The macros that each target profile sets: all of them, whether a source tests them or not. */
    public SortedMap<TargetProfile, Configuration> profiles() {
        return profiles;
    }

    /** Names of the macros that conditional compilation in the tree looks at. */
    public SortedSet<String> testedMacros() {
        return testedMacros;
    }

    /** The configurations that were scanned, each restricted to the tested macros. */
    public List<Configuration> configurations() {
        return configurations;
    }

    /** All registrations of all configurations, in the order of files and lines. */
    public List<ConditionalRegistration> registrations() {
        return registrations;
    }

    /** What the runtime of the release adds to graphs by itself. */
    public RuntimeOps runtimeOps() {
        return runtimeOps;
    }

    /** What the closure of source files needs to know. */
    public SourceFacts sources() {
        return sources;
    }

    /** What macros do that a build defines or undefines beyond the configurations that were scanned. */
    public MacroEffects effects() {
        return effects;
    }

    /** What the scan could not make out, file by file. */
    public List<Problem> unresolved() {
        return unresolved;
    }

    /**
     * The registrations that exist in a target, in the order of files and lines.
     *
     * @throws ProblemException when no source of this tree tests a define of the target, or the registry does not know
     *     what the defines do
     */
    public List<Registration> target(Target target) throws ProblemException {
        ResolvedConfiguration configuration = resolve(target);
        List<Registration> found = new ArrayList<>();
        for (ConditionalRegistration scanned : registrations) {
            if (configuration.isIn(scanned.presence())) {
                found.add(scanned.registration());
            }
        }
        return Collections.unmodifiableList(found);
    }

    /** The profiles, without further defines, in whose configurations a registration exists. */
    public List<TargetProfile> profilesOf(ConditionalRegistration registration) {
        return profilesOf(registration.presence());
    }

    /** The profiles, without further defines, that are one of the given configurations. */
    public List<TargetProfile> profilesOf(PresenceCondition presence) {
        List<TargetProfile> found = new ArrayList<>();
        for (Map.Entry<TargetProfile, Configuration> profile : profiles.entrySet()) {
            Integer index = configurationIndex.get(profile.getValue().restrictedTo(testedMacros));
            if (index != null && presence.holdsIn(index)) {
                found.add(profile.getKey());
            }
        }
        return List.copyOf(found);
    }

    /** The macros that a build for a target sets: those of its profile and its own. */
    public Configuration configurationFor(Target target) throws ProblemException {
        Configuration base = profiles.get(target.profile());
        if (base == null) {
            throw new ProblemException(Problem.of(
                    RegistryProblem.UNKNOWN_PROFILE,
                    Setting.PLATFORM + "/" + Setting.TYPES + ": the registry of TensorFlow " + release
                            + " has no such target profile: \""
                            + target.profile().id() + "\"",
                    "it has "
                            + profiles.keySet().stream().map(TargetProfile::id).collect(Collectors.joining(", "))));
        }
        return base.with(target.defines());
    }

    /**
     * A target's configuration.
     *
     * @throws ProblemException as {@link #target} does
     */
    public ResolvedConfiguration resolve(Target target) throws ProblemException {
        Configuration full = configurationFor(target);
        List<Problem> problems = new ArrayList<>();
        for (String define : target.defines()) {
            String macro = Configuration.macroOf(define);
            if (!testedMacros.contains(macro)) {
                problems.add(Problem.of(
                        RegistryProblem.DEFINE_NOT_TESTED,
                        Setting.DEFINES + ": no source of TensorFlow " + release
                                + " tests this macro, so it changes nothing: \"" + define + "\"",
                        "remove it from " + Setting.DEFINES.inFull() + ", or correct its name"));
            }
        }
        if (!problems.isEmpty()) {
            throw new ProblemException(problems);
        }
        Configuration wanted = full.restrictedTo(testedMacros);
        Integer index = configurationIndex.get(wanted);
        if (index != null) {
            return new ResolvedConfiguration(index, List.of());
        }
        Configuration profile = configurationFor(Target.of(target.profile())).restrictedTo(testedMacros);
        return new ConfigurationResolver(this).find(target, profile, wanted);
    }

    /**
     * The defines of a target that change nothing, each with the reason. The remedy of those that nothing tests in this
     * profile is empty: the build may want them for something else.
     *
     * @throws ProblemException as {@link #target} does
     */
    public List<Problem> needless(Target target) throws ProblemException {
        resolve(target);
        return new ConfigurationResolver(this).needless(target, configurationFor(Target.of(target.profile())));
    }

    /** Op definitions out of a map. */
    private record Ops(SortedMap<String, RegisteredOp> registered) implements OpDefs {

        @Override
        public @Nullable OpDef find(String op) {
            RegisteredOp found = registered.get(op);
            return found == null ? null : found.def();
        }

        @Override
        public SortedSet<String> names() {
            return Collections.unmodifiableSortedSet(new TreeSet<>(registered.keySet()));
        }
    }
}

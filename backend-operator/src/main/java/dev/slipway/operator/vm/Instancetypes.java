package dev.slipway.operator.vm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.InstancetypeConfiguration;
import dev.slipway.api.kubevirt.InstancetypeStatusRef;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.kubevirt.VirtualMachineStatusBuilder;
import dev.slipway.machine.expand.ExpandedMachine;
import dev.slipway.machine.expand.Expansion;
import dev.slipway.machine.expand.InstancetypeRevision;
import dev.slipway.machine.expand.Matcher;
import dev.slipway.machine.expand.SizedTemplate;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Refusals;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads the instance types and preferences of virtual machines, and keeps each as it was when a machine met it. Source: KubeVirt
 * v1.9.0, {@code pkg/instancetype/controller/vm}.
 */
public final class Instancetypes {
    private static final String REVISION = "controllerRevisionRef";

    /** The policy by which machines refer to what they are made of; the others write it into them. */
    private static final String REFERENCE = "reference";

    private final KubernetesClient client;
    private final KubernetesSerialization serialization;
    private final ClusterFacts facts;
    private final StartRevisions starts;
    private final ObjectWriter writer;

    /** Reads through these facts. */
    public Instancetypes(KubernetesClient client, ClusterFacts facts, StartRevisions starts, ObjectWriter writer) {
        this.client = client;
        this.serialization = client.getKubernetesSerialization();
        this.facts = facts;
        this.starts = starts;
        this.writer = writer;
    }

    /**
     * A machine with what it refers to.
     *
     * @param machine the machine with both written into its template; as it is stored where that is not possible
     * @param written whether the stored machine was written, so that this look is out of date
     * @param problem why it cannot start
     */
    record Sized(VirtualMachine machine, boolean written, Optional<VmProblem> problem) {
        static Sized as(VirtualMachine machine) {
            return new Sized(machine, false, Optional.empty());
        }

        static Sized not(VirtualMachine machine, VmProblem why) {
            return new Sized(machine, false, Optional.of(why));
        }
    }

    /**
     * Returns the machine as its instance is made of it, and keeps what it refers to.
     *
     * @param running the instance, if there is one
     */
    Sized of(VirtualMachine machine, Optional<VirtualMachineInstance> running) {
        if (isPlain(machine.getSpec())) {
            boolean told = hasReference(machine) && !REFERENCE.equals(policy()) && forget(machine, running);
            return new Sized(machine, told, Optional.empty());
        }
        try {
            return found(machine);
        } catch (KubernetesClientException e) {
            if (!Refusals.isRefusal(e)) {
                throw e;
            }
            return Sized.not(machine, new VmProblem.SizeRefused(Refusals.sentence(e)));
        }
    }

    private Sized found(VirtualMachine machine) {
        ObjectNode tree = tree(machine);
        Expansion expansion = Expansion.of(tree, machine.getMetadata().getNamespace(), facts);
        Optional<Matcher> missing = expansion.missing().keySet().stream().findFirst();
        if (missing.isPresent()) {
            return Sized.not(
                    machine,
                    new VmProblem.SizeMissing(
                            missing.get().missingReason(), expansion.problems().getFirst()));
        }
        if (isToExpand(machine)) {
            return expand(machine, tree);
        }
        Sized sized = sized(machine, tree, expansion);
        // Nothing is kept that the machine cannot be started with.
        return sized.problem().isPresent() ? sized : pin(machine, tree, sized);
    }

    /** Returns a machine as it was started, with the instance type of then; empty if that is not known any more. */
    Optional<VirtualMachine> asStarted(VirtualMachine machine, VirtualMachineSpec started) {
        VirtualMachine then = Copies.of(machine);
        then.setSpec(started);
        if (isPlain(started)) {
            return Optional.of(then);
        }
        ObjectNode tree = tree(then);
        if (isPlain(machine.getSpec())) {
            return expanded(then, tree);
        }
        Expansion expansion = Expansion.of(tree, machine.getMetadata().getNamespace(), facts);
        return expansion.missing().isEmpty()
                ? Optional.of(sized(then, tree, expansion))
                        .filter(sized -> sized.problem().isEmpty())
                        .map(Sized::machine)
                : Optional.empty();
    }

    /** Returns whether a specification refers to nothing. */
    static boolean isPlain(VirtualMachineSpec spec) {
        return spec.instancetype() == null && spec.preference() == null;
    }

    private Sized sized(VirtualMachine machine, JsonNode tree, Expansion expansion) {
        return switch (SizedTemplate.of(tree, expansion, facts.configuration())) {
            case SizedTemplate.Unsuited unsuited -> Sized.not(machine, new VmProblem.SizeUnsuited(unsuited.sentence()));
            case SizedTemplate.Sized found -> {
                VirtualMachine whole = Copies.of(machine);
                whole.setSpec(machine.getSpec().withTemplate(found.template()));
                yield Sized.as(whole);
            }
        };
    }

    /** With {@code expand} machines that keep to a revision already stay as they are; {@code expandAll} takes those, too. */
    private boolean isToExpand(VirtualMachine machine) {
        return switch (policy()) {
            case "expandAll" -> true;
            case "expand" -> !hasRevision(machine);
            default -> false;
        };
    }

    private String policy() {
        return Optional.ofNullable(facts.configuration().instancetype())
                .map(InstancetypeConfiguration::referencePolicy)
                .orElse(REFERENCE);
    }

    private static boolean hasReference(VirtualMachine machine) {
        return Optional.ofNullable(machine.getStatus())
                .filter(status -> status.instancetypeRef() != null || status.preferenceRef() != null)
                .isPresent();
    }

    private static boolean hasRevision(VirtualMachine machine) {
        return Optional.ofNullable(machine.getStatus())
                .filter(status -> isPinned(status.instancetypeRef()) || isPinned(status.preferenceRef()))
                .isPresent();
    }

    private static boolean isPinned(@Nullable InstancetypeStatusRef reference) {
        return reference != null && reference.controllerRevisionRef() != null;
    }

    private Sized expand(VirtualMachine machine, ObjectNode tree) {
        return switch (ExpandedMachine.of(tree.deepCopy(), machine.getMetadata().getNamespace(), facts)) {
            case ExpandedMachine.Malformed malformed ->
                Sized.not(machine, new VmProblem.SizeUnsuited(String.join(" ", malformed.problems())));
            case ExpandedMachine.Impossible impossible ->
                Sized.not(machine, new VmProblem.SizeUnsuited(impossible.sentence()));
            case ExpandedMachine.Expanded expanded -> {
                VirtualMachine wanted = with(machine, expanded);
                boolean written = writer.whole(machine, wanted);
                yield new Sized(wanted, written, Optional.empty());
            }
        };
    }

    /** The machine as {@link #expand} would write it, without doing so. */
    private Optional<VirtualMachine> expanded(VirtualMachine machine, ObjectNode tree) {
        return ExpandedMachine.of(tree, machine.getMetadata().getNamespace(), facts)
                        instanceof ExpandedMachine.Expanded expanded
                ? Optional.of(with(machine, expanded))
                : Optional.empty();
    }

    private VirtualMachine with(VirtualMachine machine, ExpandedMachine.Expanded expanded) {
        VirtualMachine whole = Copies.of(machine);
        whole.setSpec(serialization.convertValue(expanded.machine().get("spec"), VirtualMachineSpec.class));
        return whole;
    }

    /**
     * A machine that what it referred to was written into keeps no revisions, save those that its guest was started from: they go
     * at the next start. Returns whether its status told of any.
     */
    private boolean forget(VirtualMachine machine, Optional<VirtualMachineInstance> running) {
        VirtualMachineStatus before = machine.getStatus();
        if (running.isEmpty()) {
            Stream.of(before.instancetypeRef(), before.preferenceRef())
                    .filter(Instancetypes::isPinned)
                    .flatMap(reference -> Stream.ofNullable(reference.controllerRevisionRef()))
                    .flatMap(reference -> Stream.ofNullable(reference.name()))
                    .forEach(name -> starts.forgetSize(machine, name));
        }
        return writer.status(machine, before, before.withInstancetypeRef(null).withPreferenceRef(null));
    }

    /** Keeps what is not kept yet, and says so in the status. */
    private Sized pin(VirtualMachine machine, ObjectNode tree, Sized sized) {
        VirtualMachineStatus before = Optional.ofNullable(machine.getStatus())
                .orElseGet(() -> VirtualMachineStatusBuilder.builder().build());
        VirtualMachineStatus after = before;
        for (Matcher matcher : Matcher.values()) {
            if (matcher.isUsed(tree)) {
                ObjectNode pinned = matcher.pinned(tree);
                Optional<VmProblem> unkept = keep(machine, tree, matcher, pinned);
                if (unkept.isPresent()) {
                    return Sized.not(machine, unkept.get());
                }
                InstancetypeStatusRef reference = serialization.convertValue(pinned, InstancetypeStatusRef.class);
                after = switch (matcher) {
                    case INSTANCETYPE -> after.withInstancetypeRef(reference);
                    case PREFERENCE -> after.withPreferenceRef(reference);
                };
            }
        }
        return writer.status(machine, before, after) ? new Sized(machine, true, Optional.empty()) : sized;
    }

    /** Keeps what the machine refers to unless it is kept, and notes where in {@code pinned}. */
    private Optional<VmProblem> keep(VirtualMachine machine, ObjectNode tree, Matcher matcher, ObjectNode pinned) {
        if (isKept(machine, pinned)) {
            return Optional.empty();
        }
        pinned.remove(REVISION);
        Optional<ControllerRevision> revision = matcher.source(
                        tree, machine.getMetadata().getNamespace(), facts)
                .map(object -> InstancetypeRevision.of(machine, object));
        if (revision.isEmpty()) {
            return Optional.empty();
        }
        String name = revision.get().getMetadata().getName();
        if (!isOwn(machine, revision.get())) {
            return Optional.of(new VmProblem.SizeMissing(matcher.missingReason(), """
                    The ControllerRevision %s belongs to another virtual machine of this name. \
                    It is kept anew once it is gone; delete it if no such machine exists any more.""".formatted(name)));
        }
        pinned.putObject(REVISION).put("name", name);
        return Optional.empty();
    }

    private boolean isKept(VirtualMachine machine, ObjectNode pinned) {
        String name = pinned.path(REVISION).path("name").asText("");
        return !name.isEmpty()
                && facts.find(
                                "apps",
                                "controllerrevisions",
                                machine.getMetadata().getNamespace(),
                                name)
                        .isPresent();
    }

    /** The name says nothing of the machine's uid: a revision of an earlier machine goes with that one. */
    private boolean isOwn(VirtualMachine machine, ControllerRevision revision) {
        try {
            writer.create(revision);
            return true;
        } catch (KubernetesClientException e) {
            if (!Refusals.isConflict(e)) {
                throw e;
            }
            return Optional.ofNullable(client.resource(revision).get())
                    .filter(stored -> stored.getMetadata().getDeletionTimestamp() == null)
                    .filter(stored -> Caches.controller(stored)
                            .filter(owner -> !machine.getMetadata().getUid().equals(owner.getUid()))
                            .isEmpty())
                    .isPresent();
        }
    }

    private ObjectNode tree(VirtualMachine machine) {
        return serialization.convertValue(machine, ObjectNode.class);
    }
}

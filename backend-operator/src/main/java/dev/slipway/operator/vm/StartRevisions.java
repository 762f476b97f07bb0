package dev.slipway.operator.vm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.ControllerRevisionRef;
import dev.slipway.api.kubevirt.InstancetypeMatcher;
import dev.slipway.api.kubevirt.InstancetypeStatusRef;
import dev.slipway.api.kubevirt.PreferenceMatcher;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineSpec;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.machine.facts.ClusterFacts;
import dev.slipway.machine.lifecycle.FreshInstance;
import dev.slipway.operator.cluster.ObjectWriter;
import dev.slipway.operator.cluster.Owners;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps the specification that each running virtual machine was started from, as a ControllerRevision. */
public final class StartRevisions {
    private static final String LABEL = "slipway.dev/start-of";

    private final KubernetesClient client;
    private final ClusterFacts facts;
    private final ObjectWriter writer;

    /** Keeps revisions through this client, and finds them by these facts. */
    public StartRevisions(KubernetesClient client, ClusterFacts facts, ObjectWriter writer) {
        this.client = client;
        this.facts = facts;
        this.writer = writer;
    }

    /**
     * Keeps the specification as it is now.
     *
     * @param startedBefore whether there may be older ones, which are forgotten
     */
    void keep(VirtualMachine machine, boolean startedBefore) {
        ControllerRevision revision = new ControllerRevisionBuilder()
                .withNewMetadata()
                .withName(FreshInstance.revision(machine))
                .withNamespace(machine.getMetadata().getNamespace())
                .withLabels(Map.of(LABEL, machine.getMetadata().getUid()))
                .withOwnerReferences(FreshInstance.owner(machine))
                .endMetadata()
                .withData(Map.of("spec", client.getKubernetesSerialization().convertValue(pinned(machine), Map.class)))
                .withRevision(machine.getMetadata().getGeneration())
                .build();
        writer.createIfAbsent(revision);
        if (startedBefore) {
            forgetOthers(machine);
        }
    }

    /** Returns what an instance was started from, if that is still kept. */
    public Optional<VirtualMachineSpec> startOf(VirtualMachineInstance instance) {
        return Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::virtualMachineRevisionName)
                .flatMap(name -> facts.find(
                        "apps", "controllerrevisions", instance.getMetadata().getNamespace(), name))
                .flatMap(this::specification);
    }

    private Optional<VirtualMachineSpec> specification(JsonNode revision) {
        return Optional.of(revision.path("data").path("spec"))
                .filter(JsonNode::isObject)
                .map(spec -> client.getKubernetesSerialization().convertValue(spec, VirtualMachineSpec.class));
    }

    /** Returns whether a machine keeps to the same instance type and preference, in the same revisions, as when it was started. */
    static boolean isSameSize(VirtualMachineSpec started, VirtualMachine machine) {
        VirtualMachineSpec now = pinned(machine);
        return Objects.equals(started.instancetype(), now.instancetype())
                && Objects.equals(started.preference(), now.preference());
    }

    /** The specification with the revisions that its instance type and preference were kept in. */
    private static VirtualMachineSpec pinned(VirtualMachine machine) {
        Optional<VirtualMachineStatus> status = Optional.ofNullable(machine.getStatus());
        VirtualMachineSpec spec = machine.getSpec();
        InstancetypeMatcher type = spec.instancetype();
        PreferenceMatcher preference = spec.preference();
        Optional<String> sizes =
                status.map(VirtualMachineStatus::instancetypeRef).flatMap(StartRevisions::revision);
        Optional<String> wishes =
                status.map(VirtualMachineStatus::preferenceRef).flatMap(StartRevisions::revision);
        return spec.withInstancetype(type == null || sizes.isEmpty() ? type : type.withRevisionName(sizes.get()))
                .withPreference(
                        preference == null || wishes.isEmpty()
                                ? preference
                                : preference.withRevisionName(wishes.get()));
    }

    private static Optional<String> revision(InstancetypeStatusRef reference) {
        return Optional.ofNullable(reference.controllerRevisionRef()).map(ControllerRevisionRef::name);
    }

    /** No instance runs when another is about to start, so older revisions are of no use. */
    private void forgetOthers(VirtualMachine machine) {
        List<ControllerRevision> others = client
                .apps()
                .controllerRevisions()
                .inNamespace(machine.getMetadata().getNamespace())
                .withLabel(LABEL, machine.getMetadata().getUid())
                .list()
                .getItems()
                .stream()
                .filter(revision -> !revision.getMetadata().getName().equals(FreshInstance.revision(machine)))
                .toList();
        if (Instancetypes.isPlain(machine.getSpec())) {
            others.forEach(revision -> forgetSizes(machine, revision));
        }
        others.forEach(revision -> writer.delete(revision, Optional.empty()));
    }

    private void forgetSizes(VirtualMachine machine, ControllerRevision start) {
        JsonNode revision = client.getKubernetesSerialization().convertValue(start, ObjectNode.class);
        specification(revision)
                .ifPresent(started -> Stream.of(
                                Optional.ofNullable(started.instancetype()).map(InstancetypeMatcher::revisionName),
                                Optional.ofNullable(started.preference()).map(PreferenceMatcher::revisionName))
                        .flatMap(Optional::stream)
                        .forEach(name -> forgetSize(machine, name)));
    }

    /** Deletes the instance type or preference that was kept for a machine under this name, unless it is another machine's. */
    void forgetSize(VirtualMachine machine, String revision) {
        Optional.ofNullable(client.apps()
                        .controllerRevisions()
                        .inNamespace(machine.getMetadata().getNamespace())
                        .withName(revision)
                        .get())
                .filter(found -> Owners.controls(machine, found))
                .ifPresent(found -> writer.delete(found, Optional.empty()));
    }
}

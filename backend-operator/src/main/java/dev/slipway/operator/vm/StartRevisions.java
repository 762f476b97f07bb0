package dev.slipway.operator.vm;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.machine.lifecycle.FreshInstance;
import dev.slipway.operator.cluster.ObjectWriter;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.ControllerRevisionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Optional;

/** Keeps the specification that each running virtual machine was started from, as a ControllerRevision. */
public final class StartRevisions {
    private static final String LABEL = "slipway.dev/start-of";

    private final KubernetesClient client;
    private final ObjectWriter writer;

    /** Keeps revisions through this client. */
    public StartRevisions(KubernetesClient client, ObjectWriter writer) {
        this.client = client;
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
                .withData(
                        Map.of("spec", client.getKubernetesSerialization().convertValue(machine.getSpec(), Map.class)))
                .withRevision(machine.getMetadata().getGeneration())
                .build();
        writer.createIfAbsent(revision);
        if (startedBefore) {
            forgetOthers(machine);
        }
    }

    /** No instance runs when another is about to start, so older revisions are of no use. */
    private void forgetOthers(VirtualMachine machine) {
        client
                .apps()
                .controllerRevisions()
                .inNamespace(machine.getMetadata().getNamespace())
                .withLabel(LABEL, machine.getMetadata().getUid())
                .list()
                .getItems()
                .stream()
                .filter(revision -> !revision.getMetadata().getName().equals(FreshInstance.revision(machine)))
                .forEach(revision -> writer.delete(revision, Optional.empty()));
    }
}

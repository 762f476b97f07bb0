package dev.slipway.operator.vm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.kubevirt.ChangedBlockTrackingSelectors;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatusBuilder;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.machine.admission.LabelMatch;
import dev.slipway.machine.backup.ChangedBlocks;
import dev.slipway.machine.validate.FeatureGates;
import dev.slipway.operator.cluster.Caches;
import dev.slipway.operator.cluster.Copies;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which machines track their changed blocks, as the configuration selects them by labels, and how far they are. */
public final class BlockTracking {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesClient client;
    private final Caches caches;

    /** Looks at namespaces through this client, if the configuration selects any. */
    public BlockTracking(KubernetesClient client, Caches caches) {
        this.client = client;
        this.caches = caches;
    }

    /** Returns the status with what is to be told of the tracking. */
    VirtualMachineStatus told(
            VirtualMachine machine, Optional<VirtualMachineInstance> instance, VirtualMachineStatus status) {
        Optional<String> state = instance.map(found -> ChangedBlocks.state(Optional.ofNullable(found.getStatus())
                .map(VirtualMachineInstanceStatus::changedBlockTracking)
                .orElse(null)));
        return status.withChangedBlockTracking(
                ChangedBlocks.ofMachine(status.changedBlockTracking(), state, wish(machine)));
    }

    /** Marks an instance that is about to be made. */
    VirtualMachineInstance begun(VirtualMachine machine, VirtualMachineInstance instance) {
        var tracking = ChangedBlocks.ofNewInstance(
                Optional.ofNullable(machine.getStatus())
                        .map(VirtualMachineStatus::changedBlockTracking)
                        .orElse(null),
                wish(machine));
        if (tracking != null) {
            instance.setStatus(Optional.ofNullable(instance.getStatus())
                    .orElseGet(
                            () -> VirtualMachineInstanceStatusBuilder.builder().build())
                    .withChangedBlockTracking(tracking));
        }
        return instance;
    }

    private ChangedBlocks.Wish wish(VirtualMachine machine) {
        KubeVirtConfiguration configuration = caches.configuration();
        return new ChangedBlocks.Wish(
                FeatureGates.isEnabled("IncrementalBackup", configuration),
                Optional.ofNullable(configuration.changedBlockTrackingLabelSelectors())
                        .filter(selectors -> selects(selectors, machine))
                        .isPresent());
    }

    private boolean selects(ChangedBlockTrackingSelectors selectors, VirtualMachine machine) {
        return matches(selectors.virtualMachineLabelSelector(), Optional.of(machine))
                || selectors.namespaceLabelSelector() != null
                        && matches(
                                selectors.namespaceLabelSelector(),
                                Optional.ofNullable(client.namespaces()
                                        .withName(machine.getMetadata().getNamespace())
                                        .get()));
    }

    private static boolean matches(@Nullable Object selector, Optional<? extends HasMetadata> object) {
        return selector != null
                && object.filter(found -> LabelMatch.of(
                                JSON.valueToTree(selector), JSON.<JsonNode>valueToTree(Copies.labels(found))))
                        .isPresent();
    }
}

package dev.slipway.operator.kubevirt;

import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.KubeVirtCondition;
import dev.slipway.api.kubevirt.KubeVirtStatus;
import dev.slipway.api.kubevirt.KubeVirtStatusBuilder;
import dev.slipway.operator.cluster.Condition;
import dev.slipway.operator.cluster.ConditionSet;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/** The status of the KubeVirt resource while this operator runs. */
final class InstallationStatus {
    private InstallationStatus() {}

    /**
     * Returns the status.
     *
     * @param missing why the installation is not complete; nothing if it is
     */
    static KubeVirtStatus of(KubeVirt resource, Installation installation, Optional<String> missing, Instant now) {
        KubeVirtStatus before = Optional.ofNullable(resource.getStatus())
                .orElseGet(() -> KubeVirtStatusBuilder.builder().build());
        ConditionSet conditions = ConditionSet.of(before.conditions(), now);
        boolean ready = missing.isEmpty();
        String reason = ready ? "AllComponentsReady" : "ComponentsNotReady";
        String message = missing.orElse("All components are ready.");
        conditions.set("Available", ready ? Condition.TRUE : Condition.FALSE, reason, message);
        conditions.set("Progressing", ready ? Condition.FALSE : Condition.TRUE, reason, message);
        conditions.set("Degraded", ready ? Condition.FALSE : Condition.TRUE, reason, message);
        conditions.set("Created", Condition.TRUE, "AllResourcesCreated", "All resources were created.");
        return KubeVirtStatusBuilder.builder(before)
                .phase(ready ? "Deployed" : "Deploying")
                .conditions(conditions.list(KubeVirtCondition::new))
                .operatorVersion(installation.operatorVersion())
                .observedKubeVirtVersion(Installation.KUBEVIRT_VERSION)
                .targetKubeVirtVersion(Installation.KUBEVIRT_VERSION)
                .observedGeneration(resource.getMetadata().getGeneration())
                .defaultArchitecture(installation.architecture())
                .outdatedVirtualMachineInstanceWorkloads(
                        Objects.requireNonNullElse(before.outdatedVirtualMachineInstanceWorkloads(), 0))
                .build();
    }
}

package dev.slipway.operator.migration;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationSourceStateBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationState;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationStateBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceMigrationTargetStateBuilder;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import dev.slipway.machine.migration.Carrier;
import dev.slipway.machine.migration.MigrationRules;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;

/** What an instance says of a migration when its nodes may begin. */
final class HandOver {
    private HandOver() {}

    static VirtualMachineInstanceMigrationState of(
            String migrationUid, VirtualMachineInstance instance, Pod target, MigrationRules rules) {
        VirtualMachineInstanceStatus status = Objects.requireNonNull(instance.getStatus());
        String sourcePod = Carrier.pod(instance);
        String targetPod = target.getMetadata().getName();
        String targetNode = target.getSpec().getNodeName();
        String instanceUid = instance.getMetadata().getUid();
        return VirtualMachineInstanceMigrationStateBuilder.builder()
                .migrationUid(migrationUid)
                .sourceNode(status.nodeName())
                .sourcePod(sourcePod)
                .targetNode(targetNode)
                .targetPod(targetPod)
                .migrationConfiguration(rules.options())
                .migrationPolicyName(rules.policy().orElse(null))
                .migrationNetworkType("pod")
                .sourceState(VirtualMachineInstanceMigrationSourceStateBuilder.builder()
                        .migrationUID(migrationUid)
                        .node(status.nodeName())
                        .pod(sourcePod)
                        .domainName(instance.getMetadata().getName())
                        .domainNamespace(instance.getMetadata().getNamespace())
                        .virtualMachineInstanceUID(instanceUid)
                        .selinuxContext(status.selinuxContext())
                        .build())
                .targetState(VirtualMachineInstanceMigrationTargetStateBuilder.builder()
                        .migrationUID(migrationUid)
                        .node(targetNode)
                        .pod(targetPod)
                        .domainName(instance.getMetadata().getName())
                        .domainNamespace(instance.getMetadata().getNamespace())
                        .virtualMachineInstanceUID(instanceUid)
                        .build())
                .build();
    }
}

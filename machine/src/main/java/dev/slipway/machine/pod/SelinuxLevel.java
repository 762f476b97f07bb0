package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.MigrationConfiguration;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import java.util.List;
import java.util.Optional;

/**
 * The level of SELinux that a guest's files are labelled with. A Pod that is to share them, because the guest moves there,
 * needs the same.
 *
 * @param level e.g. {@code s0:c12,c40}; empty if the node has no SELinux or the installation wants none
 */
record SelinuxLevel(String level) {
    private static final int PARTS_BEFORE = 3;

    static SelinuxLevel of(VirtualMachineInstance instance, PodFacts facts) {
        boolean wanted = Optional.ofNullable(facts.configuration().migrations())
                .map(MigrationConfiguration::matchSELinuxLevelOnMigration)
                .orElse(true);
        // user:role:type:level, whose level may have colons; "none" where SELinux is off.
        List<String> context = Optional.ofNullable(instance.getStatus())
                .map(VirtualMachineInstanceStatus::selinuxContext)
                .map(text -> List.of(text.split(":", -1)))
                .orElse(List.of());
        return new SelinuxLevel(
                wanted && context.size() > PARTS_BEFORE
                        ? String.join(":", context.subList(PARTS_BEFORE, context.size()))
                        : "");
    }

    PodSecurityContext shared(PodSecurityContext context) {
        return level.isEmpty()
                ? context
                : new PodSecurityContextBuilder(context)
                        .editOrNewSeLinuxOptions()
                        .withLevel(level)
                        .endSeLinuxOptions()
                        .build();
    }
}

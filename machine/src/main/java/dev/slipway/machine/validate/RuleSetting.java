package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.KubeVirtConfiguration;

/**
 * What the rules depend on beside the object.
 *
 * @param configuration settings of the installation
 * @param defaultArchitecture architecture of machines that name none
 * @param parts whether the writer is one of KubeVirt's own parts, which may do more than users
 */
public record RuleSetting(KubeVirtConfiguration configuration, String defaultArchitecture, boolean parts) {
    boolean isEnabled(String gate) {
        return FeatureGates.isEnabled(gate, configuration);
    }

    /** Whether changes reach running machines where they can, instead of waiting for a restart. */
    boolean updatesLive() {
        return !"Stage".equals(configuration.vmRolloutStrategy());
    }
}

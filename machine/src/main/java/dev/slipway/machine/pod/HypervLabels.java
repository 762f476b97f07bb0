package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.FeatureHyperv;
import dev.slipway.api.kubevirt.FeatureState;
import dev.slipway.api.kubevirt.Features;
import dev.slipway.api.kubevirt.SyNICTimer;
import dev.slipway.api.kubevirt.TLBFlush;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The labels of nodes whose kernel has what a guest wants of Hyper-V. Source: KubeVirt v1.9.0,
 * {@code makeHVFeatureLabelTable}: vapic, relaxed, spinlocks and vendorid need nothing of the kernel.
 */
final class HypervLabels {
    private HypervLabels() {}

    static List<String> of(VirtualMachineInstanceSpec spec) {
        List<String> labels = new ArrayList<>();
        hyperv(spec).ifPresent(wanted -> {
            table(wanted).forEach((name, enabled) -> {
                if (Boolean.TRUE.equals(enabled)) {
                    labels.add("hyperv.node.kubevirt.io/" + name);
                }
            });
            if (wanted.evmcs() != null && !Boolean.FALSE.equals(wanted.evmcs().enabled())) {
                labels.add("cpu-vendor.node.kubevirt.io/Intel");
            }
        });
        return labels;
    }

    /** Returns whether a guest is told when the frequency of its time stamp counter changes. */
    static boolean reenlightens(VirtualMachineInstanceSpec spec) {
        return hyperv(spec)
                .map(FeatureHyperv::reenlightenment)
                .map(FeatureState::enabled)
                .orElse(false);
    }

    private static Optional<FeatureHyperv> hyperv(VirtualMachineInstanceSpec spec) {
        return Instance.domain(spec).map(DomainSpec::features).map(Features::hyperv);
    }

    private static Map<String, @Nullable Boolean> table(FeatureHyperv wanted) {
        Map<String, @Nullable Boolean> table = new LinkedHashMap<>();
        table.put("vpindex", state(wanted.vpindex()));
        table.put("runtime", state(wanted.runtime()));
        table.put("reset", state(wanted.reset()));
        table.put("synic", state(wanted.synic()));
        table.put(
                "synictimer",
                Optional.ofNullable(wanted.synictimer())
                        .map(SyNICTimer::enabled)
                        .orElse(null));
        table.put("frequencies", state(wanted.frequencies()));
        table.put("reenlightenment", state(wanted.reenlightenment()));
        table.put(
                "tlbflush",
                Optional.ofNullable(wanted.tlbflush()).map(TLBFlush::enabled).orElse(null));
        table.put("ipi", state(wanted.ipi()));
        return table;
    }

    private static @Nullable Boolean state(@Nullable FeatureState feature) {
        return feature == null ? null : feature.enabled();
    }
}

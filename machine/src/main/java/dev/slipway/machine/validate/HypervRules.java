package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.CPUFeature;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.FeatureHyperv;
import dev.slipway.api.kubevirt.FeatureState;
import dev.slipway.api.kubevirt.Features;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What Hyper-V features need of each other and of the processor. Source: KubeVirt v1.9.0, {@code hyperv.go}. */
final class HypervRules {
    private static final FieldPath HYPERV = new FieldPath("spec.domain.features.hyperv");

    private HypervRules() {}

    static List<Cause> of(DomainSpec domain) {
        Features features = domain.features();
        if (features == null || features.hyperv() == null) {
            return List.of();
        }
        List<Cause> causes = new ArrayList<>(needs(features.hyperv()));
        causes.addAll(processor(features.hyperv(), domain));
        if (features.hypervPassthrough() != null) {
            causes.add(HYPERV.invalid("hyperv and hypervPassthrough exclude each other. Keep one of them."));
        }
        return causes;
    }

    private static List<Cause> needs(FeatureHyperv hyperv) {
        Boolean flush = hyperv.tlbflush() == null ? null : hyperv.tlbflush().enabled();
        Boolean timer = hyperv.synictimer() == null ? null : hyperv.synictimer().enabled();
        List<Cause> causes = new ArrayList<>();
        need(isOn(hyperv.evmcs()), "evmcs", isOn(hyperv.vapic()), "vapic", causes);
        need(isOn(hyperv.ipi()), "ipi", isOn(hyperv.vpindex()), "vpindex", causes);
        need(Given.isTrue(flush), "tlbflush", isOn(hyperv.vpindex()), "vpindex", causes);
        need(Given.isTrue(timer), "synictimer", isOn(hyperv.synic()), "synic", causes);
        need(isOn(hyperv.synic()), "synic", isOn(hyperv.vpindex()), "vpindex", causes);
        return causes;
    }

    /** KubeVirt names the path of the features twice in one field. */
    private static void need(boolean on, String feature, boolean met, String other, List<Cause> causes) {
        if (on && !met) {
            causes.add(HYPERV.child("domain", "features", "hyperv", feature)
                    .invalid("The Hyper-V feature " + feature + " needs " + other + ", which is switched off. Remove "
                            + other + ".enabled: false, or switch " + feature + " off as well."));
        }
    }

    private static List<Cause> processor(FeatureHyperv hyperv, DomainSpec domain) {
        if (hyperv.evmcs() == null || Boolean.FALSE.equals(hyperv.evmcs().enabled())) {
            return List.of();
        }
        List<CPUFeature> features =
                domain.cpu() == null ? List.of() : Given.list(domain.cpu().features());
        FieldPath path = new FieldPath("spec.domain.cpu.features");
        if (features.isEmpty()) {
            return List.of(path.required("evmcs needs the CPU feature vmx. Add it with policy require."));
        }
        List<Cause> causes = new ArrayList<>();
        for (int i = 0; i < features.size(); i++) {
            if ("vmx".equals(features.get(i).name())
                    && !"require".equals(features.get(i).policy())) {
                causes.add(path.index(i)
                        .child("policy")
                        .invalid("evmcs needs the CPU feature vmx. Give it the policy require."));
            }
        }
        return causes;
    }

    private static boolean isOn(@Nullable FeatureState state) {
        return state != null && Given.isTrue(state.enabled());
    }
}

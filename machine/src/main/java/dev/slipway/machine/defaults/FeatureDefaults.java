package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.CPUBuilder;
import dev.slipway.api.kubevirt.CPUFeature;
import dev.slipway.api.kubevirt.CPUFeatureBuilder;
import dev.slipway.api.kubevirt.FeatureHyperv;
import dev.slipway.api.kubevirt.FeatureHypervBuilder;
import dev.slipway.api.kubevirt.FeatureState;
import dev.slipway.api.kubevirt.FeatureStateBuilder;
import dev.slipway.api.kubevirt.Features;
import dev.slipway.api.kubevirt.FeaturesBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Completes {@code domain.features}: what is named is on, Hyper-V features bring what they need. Source: KubeVirt
 * v1.9.0, {@code pkg/defaults/hyperv.go}.
 */
final class FeatureDefaults {
    private static final long SPINLOCK_RETRIES = 4096;

    private FeatureDefaults() {}

    static Features complete(@Nullable Features features, String architecture) {
        Features before = features == null ? FeaturesBuilder.builder().build() : features;
        FeatureState acpi = before.acpi();
        if (acpi == null && !architecture.equals("s390x")) {
            acpi = FeatureStateBuilder.builder().build();
        }
        return FeaturesBuilder.builder(before)
                .acpi(on(acpi))
                .apic(
                        before.apic() == null
                                ? null
                                : before.apic()
                                        .withEnabled(Objects.requireNonNullElse(
                                                before.apic().enabled(), true)))
                .hyperv(before.hyperv() == null ? null : hyperv(before.hyperv()))
                .hypervPassthrough(
                        before.hypervPassthrough() == null
                                ? null
                                : before.hypervPassthrough()
                                        .withEnabled(Objects.requireNonNullElse(
                                                before.hypervPassthrough().enabled(), true)))
                .pvspinlock(on(before.pvspinlock()))
                .smm(on(before.smm()))
                .build();
    }

    /** Enlightened VMCS needs the vmx feature of the processor. */
    static @Nullable CPU vmx(@Nullable CPU cpu, @Nullable Features features) {
        boolean needed = features != null
                && features.hyperv() != null
                && features.hyperv().evmcs() != null
                && Boolean.TRUE.equals(features.hyperv().evmcs().enabled());
        if (!needed) {
            return cpu;
        }
        CPU before = cpu == null ? CPUBuilder.builder().build() : cpu;
        List<CPUFeature> all = new ArrayList<>(Objects.requireNonNullElse(before.features(), List.of()));
        all.removeIf(feature -> "vmx".equals(feature.name()));
        all.add(CPUFeatureBuilder.builder().name("vmx").policy("require").build());
        return before.withFeatures(all);
    }

    private static FeatureHyperv hyperv(FeatureHyperv before) {
        FeatureHyperv on = FeatureHypervBuilder.builder(before)
                .evmcs(on(before.evmcs()))
                .frequencies(on(before.frequencies()))
                .ipi(on(before.ipi()))
                .reenlightenment(on(before.reenlightenment()))
                .relaxed(on(before.relaxed()))
                .reset(on(before.reset()))
                .runtime(on(before.runtime()))
                .spinlocks(
                        before.spinlocks() == null
                                ? null
                                : before.spinlocks()
                                        .withEnabled(Objects.requireNonNullElse(
                                                before.spinlocks().enabled(), true))
                                        .withSpinlocks(Objects.requireNonNullElse(
                                                before.spinlocks().spinlocks(), SPINLOCK_RETRIES)))
                .synic(on(before.synic()))
                .synictimer(
                        before.synictimer() == null
                                ? null
                                : before.synictimer()
                                        .withEnabled(Objects.requireNonNullElse(
                                                before.synictimer().enabled(), true)))
                .tlbflush(
                        before.tlbflush() == null
                                ? null
                                : before.tlbflush()
                                        .withEnabled(Objects.requireNonNullElse(
                                                before.tlbflush().enabled(), true)))
                .vapic(on(before.vapic()))
                .vendorid(
                        before.vendorid() == null
                                ? null
                                : before.vendorid()
                                        .withEnabled(Objects.requireNonNullElse(
                                                before.vendorid().enabled(), true)))
                .vpindex(on(before.vpindex()))
                .build();
        return needs(on);
    }

    /** Switches on what others need and the user did not name: synictimer → synic → vpindex, tlbflush, ipi → vpindex, evmcs → vapic. */
    private static FeatureHyperv needs(FeatureHyperv features) {
        FeatureHyperv all = features;
        boolean timer =
                all.synictimer() != null && Boolean.TRUE.equals(all.synictimer().enabled());
        if (timer && all.synic() == null) {
            all = all.withSynic(enabled());
        }
        boolean flush =
                all.tlbflush() != null && Boolean.TRUE.equals(all.tlbflush().enabled());
        if ((isOn(all.synic()) || flush || isOn(all.ipi())) && all.vpindex() == null) {
            all = all.withVpindex(enabled());
        }
        if (isOn(all.evmcs()) && all.vapic() == null) {
            all = all.withVapic(enabled());
        }
        return all;
    }

    private static boolean isOn(@Nullable FeatureState state) {
        return state != null && Boolean.TRUE.equals(state.enabled());
    }

    private static @Nullable FeatureState on(@Nullable FeatureState state) {
        return state == null ? null : state.withEnabled(Objects.requireNonNullElse(state.enabled(), true));
    }

    private static FeatureState enabled() {
        return FeatureStateBuilder.builder().enabled(true).build();
    }
}

package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.CPU;
import dev.slipway.api.kubevirt.CPUBuilder;
import dev.slipway.api.kubevirt.CPUFeature;
import dev.slipway.api.kubevirt.CPUFeatureBuilder;
import dev.slipway.api.kubevirt.FeatureHyperv;
import dev.slipway.api.kubevirt.FeatureHypervBuilder;
import dev.slipway.api.kubevirt.FeatureSpinlocks;
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
        FeatureState acpi =
                before.acpi() == null ? FeatureStateBuilder.builder().build() : before.acpi();
        if (acpi.enabled() == null && architecture.equals("s390x")) {
            acpi = acpi.withEnabled(false); // the architecture has no ACPI
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
                .pvspinlock(on(before.pvspinlock()))
                .smm(on(before.smm()))
                .build();
    }

    /** Enlightened VMCS needs the vmx feature of the processor. */
    static @Nullable CPU vmx(@Nullable CPU cpu, @Nullable Features features) {
        FeatureHyperv hyperv = features == null ? null : features.hyperv();
        boolean needed = hyperv != null
                && hyperv.evmcs() != null
                && Boolean.TRUE.equals(hyperv.evmcs().enabled());
        if (!needed || hyperv == null || !needsMet(hyperv)) {
            return cpu;
        }
        CPU before = cpu == null ? CPUBuilder.builder().build() : cpu;
        List<CPUFeature> all = new ArrayList<>(Objects.requireNonNullElse(before.features(), List.of()));
        boolean named = all.stream().anyMatch(feature -> "vmx".equals(feature.name()));
        all.replaceAll(feature -> "vmx".equals(feature.name()) ? feature.withPolicy("require") : feature);
        if (!named) {
            all.add(CPUFeatureBuilder.builder().name("vmx").policy("require").build());
        }
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
                                        .withSpinlocks(retries(before.spinlocks())))
                .synic(on(before.synic()))
                .synictimer(
                        before.synictimer() == null
                                ? null
                                : before.synictimer()
                                        .withEnabled(Objects.requireNonNullElse(
                                                before.synictimer().enabled(), true))
                                        .withDirect(on(before.synictimer().direct())))
                .tlbflush(
                        before.tlbflush() == null
                                ? null
                                : before.tlbflush()
                                        .withEnabled(Objects.requireNonNullElse(
                                                before.tlbflush().enabled(), true))
                                        .withDirect(on(before.tlbflush().direct()))
                                        .withExtended(on(before.tlbflush().extended())))
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

    /**
     * Switches on what others need and the user did not name: evmcs → vapic; ipi, tlbflush → vpindex; synictimer → synic →
     * vpindex. It ends at the first need that the user switched off; the rules refuse that.
     */
    private static FeatureHyperv needs(FeatureHyperv features) {
        FeatureHyperv all = features;
        if (isOn(all.evmcs())) {
            if (isOff(all.vapic())) {
                return all;
            }
            all = all.withVapic(enabled());
        }
        boolean flush =
                all.tlbflush() != null && Boolean.TRUE.equals(all.tlbflush().enabled());
        if (isOn(all.ipi()) || flush) {
            if (isOff(all.vpindex())) {
                return all;
            }
            all = all.withVpindex(enabled());
        }
        boolean timer =
                all.synictimer() != null && Boolean.TRUE.equals(all.synictimer().enabled());
        if (timer) {
            if (isOff(all.synic())) {
                return all;
            }
            all = all.withSynic(enabled());
        }
        return isOn(all.synic()) && !isOff(all.vpindex()) ? all.withVpindex(enabled()) : all;
    }

    private static boolean needsMet(FeatureHyperv features) {
        boolean flush = features.tlbflush() != null
                && Boolean.TRUE.equals(features.tlbflush().enabled());
        boolean timer = features.synictimer() != null
                && Boolean.TRUE.equals(features.synictimer().enabled());
        boolean index = isOn(features.ipi()) || flush || isOn(features.synic());
        return !(isOn(features.evmcs()) && !isOn(features.vapic()))
                && !(index && !isOn(features.vpindex()))
                && !(timer && !isOn(features.synic()));
    }

    private static @Nullable Long retries(FeatureSpinlocks spinlocks) {
        boolean wanted = spinlocks.spinlocks() == null && !Boolean.FALSE.equals(spinlocks.enabled());
        return wanted ? Long.valueOf(SPINLOCK_RETRIES) : spinlocks.spinlocks();
    }

    private static boolean isOff(@Nullable FeatureState state) {
        return state != null && Boolean.FALSE.equals(state.enabled());
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

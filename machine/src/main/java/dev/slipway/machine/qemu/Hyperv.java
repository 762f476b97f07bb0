package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.FeatureHyperv;
import dev.slipway.api.kubevirt.FeatureState;
import dev.slipway.api.kubevirt.Features;
import dev.slipway.api.kubevirt.HyperVPassthrough;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The enlightenments by which Windows knows that it is a guest (docs/system/i386/hyperv of QEMU). */
final class Hyperv {
    /** KubeVirt's default number of attempts before a spinning guest yields. */
    private static final long SPINLOCK_RETRIES = 4096;

    private Hyperv() {}

    /** Returns the flags for the processor; none under TCG, where QEMU refuses to start with them. */
    static Map<String, String> flags(Guest guest) {
        Map<String, String> flags = wanted(guest);
        return guest.kvm() ? flags : Map.of();
    }

    /** Returns what the guest is told less than the instance says, as sentences. */
    static List<String> notes(Guest guest) {
        return guest.kvm() || wanted(guest).isEmpty()
                ? List.of()
                : List.of("The guest runs without Hyper-V enlightenments, because this node has no KVM.");
    }

    private static Map<String, String> wanted(Guest guest) {
        Map<String, String> flags = new TreeMap<>();
        Optional<FeatureHyperv> wanted = guest.features().map(Features::hyperv);
        wanted.ifPresent(hyperv -> {
            plain(hyperv, flags);
            detailed(hyperv, flags);
        });
        boolean passthrough = guest.features()
                .map(Features::hypervPassthrough)
                .map(HyperVPassthrough::enabled)
                .orElse(false);
        if (wanted.isEmpty() && passthrough) {
            flags.put("hv-passthrough", "on");
        }
        ClockOptions.hypervClock(guest).ifPresent(present -> flags.put("hv-time", CpuModel.onOff(present)));
        if (PanicDevices.models(guest).contains("hyperv")) {
            flags.put("hv-crash", "on");
        }
        return flags;
    }

    private static void plain(FeatureHyperv hyperv, Map<String, String> flags) {
        put(flags, "hv-evmcs", hyperv.evmcs());
        put(flags, "hv-frequencies", hyperv.frequencies());
        put(flags, "hv-ipi", hyperv.ipi());
        put(flags, "hv-reenlightenment", hyperv.reenlightenment());
        put(flags, "hv-relaxed", hyperv.relaxed());
        put(flags, "hv-reset", hyperv.reset());
        put(flags, "hv-runtime", hyperv.runtime());
        put(flags, "hv-synic", hyperv.synic());
        put(flags, "hv-vapic", hyperv.vapic());
        put(flags, "hv-vpindex", hyperv.vpindex());
    }

    private static void detailed(FeatureHyperv hyperv, Map<String, String> flags) {
        var spinlocks = hyperv.spinlocks();
        if (spinlocks != null && Guest.on(spinlocks.enabled(), true)) {
            Long retries = spinlocks.spinlocks();
            flags.put("hv-spinlocks", Long.toString(retries == null ? SPINLOCK_RETRIES : retries));
        }
        var timer = hyperv.synictimer();
        if (timer != null) {
            flags.put("hv-stimer", CpuModel.onOff(Guest.on(timer.enabled(), true)));
            put(flags, "hv-stimer-direct", timer.direct());
        }
        var flush = hyperv.tlbflush();
        if (flush != null) {
            flags.put("hv-tlbflush", CpuModel.onOff(Guest.on(flush.enabled(), true)));
            put(flags, "hv-tlbflush-direct", flush.direct());
            put(flags, "hv-tlbflush-ext", flush.extended());
        }
        var vendor = hyperv.vendorid();
        if (vendor != null && Guest.on(vendor.enabled(), true)) {
            flags.put("hv-vendor-id", Guest.text(vendor.vendorid()));
        }
    }

    private static void put(Map<String, String> flags, String name, @Nullable FeatureState state) {
        if (state != null) {
            flags.put(name, CpuModel.onOff(Guest.on(state)));
        }
    }
}

package dev.slipway.machine.defaults;

import dev.slipway.api.kubevirt.Clock;
import dev.slipway.api.kubevirt.HPETTimer;
import dev.slipway.api.kubevirt.HypervTimer;
import dev.slipway.api.kubevirt.KVMTimer;
import dev.slipway.api.kubevirt.PITTimer;
import dev.slipway.api.kubevirt.RTCTimer;
import dev.slipway.api.kubevirt.Timer;
import dev.slipway.api.kubevirt.TimerBuilder;
import org.jspecify.annotations.Nullable;

/** Completes {@code domain.clock}: a timer that is named is present in the guest. Source: KubeVirt v1.9.0, {@code defaults.go}. */
final class ClockDefaults {
    private ClockDefaults() {}

    static @Nullable Clock complete(@Nullable Clock clock) {
        return clock == null || clock.timer() == null ? clock : clock.withTimer(timers(clock.timer()));
    }

    private static Timer timers(Timer timers) {
        HPETTimer hpet = timers.hpet();
        HypervTimer hyperv = timers.hyperv();
        KVMTimer kvm = timers.kvm();
        PITTimer pit = timers.pit();
        RTCTimer rtc = timers.rtc();
        return TimerBuilder.builder(timers)
                .hpet(hpet == null ? null : hpet.withPresent(present(hpet.present())))
                .hyperv(hyperv == null ? null : hyperv.withPresent(present(hyperv.present())))
                .kvm(kvm == null ? null : kvm.withPresent(present(kvm.present())))
                .pit(pit == null ? null : pit.withPresent(present(pit.present())))
                .rtc(rtc == null ? null : rtc.withPresent(present(rtc.present())))
                .build();
    }

    private static boolean present(@Nullable Boolean given) {
        return given == null || given;
    }
}

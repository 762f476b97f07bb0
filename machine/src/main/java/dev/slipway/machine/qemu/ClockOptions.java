package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Clock;
import dev.slipway.api.kubevirt.HypervTimer;
import dev.slipway.api.kubevirt.KVMTimer;
import dev.slipway.api.kubevirt.PITTimer;
import dev.slipway.api.kubevirt.RTCTimer;
import dev.slipway.api.kubevirt.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The section about the guest's clock and timers. */
final class ClockOptions {
    private static final String FIELD = "spec.domain.clock.timer.";

    private ClockOptions() {}

    static Part of(Guest guest) {
        List<Problem> problems = new ArrayList<>();
        Option clock = Option.of("-rtc").with("base", "utc");
        RTCTimer rtc = timer(guest).map(Timer::rtc).orElse(null);
        if (rtc != null) {
            clock = rtc(clock, rtc, problems);
        }
        List<Option> options = new ArrayList<>(List.of(clock));
        timer(guest)
                .map(Timer::pit)
                .flatMap(pit -> lostTicks(guest, pit, problems))
                .ifPresent(options::add);
        timer(guest)
                .map(Timer::hpet)
                .map(hpet -> Guest.text(hpet.tickPolicy()))
                .filter(policy -> !policy.isEmpty() && !policy.equals("delay"))
                .ifPresent(policy -> problems.add(new Problem.NotSupported(
                        FIELD + "hpet.tickPolicy", "\"" + policy + "\"", "use delay, the only one that QEMU has")));
        return Part.of(options).and(Part.wrong(problems.toArray(Problem[]::new)));
    }

    private static Optional<Timer> timer(Guest guest) {
        return Optional.ofNullable(guest.domain().clock()).map(Clock::timer);
    }

    private static Option rtc(Option clock, RTCTimer rtc, List<Problem> problems) {
        if (!Guest.on(rtc.present(), true)) {
            problems.add(new Problem.NotSupported(FIELD + "rtc.present", "false", "leave it out: every PC has one"));
        }
        Option option = switch (Guest.text(rtc.track())) {
            case "guest" -> clock.with("clock", "vm");
            case "wall" -> clock.with("clock", "host");
            case "" -> clock;
            default -> {
                problems.add(new Problem.Invalid(FIELD + "rtc.track", Guest.text(rtc.track()), "guest or wall"));
                yield clock;
            }
        };
        return switch (Guest.text(rtc.tickPolicy())) {
            case "catchup" -> option.with("driftfix", "slew");
            case "", "delay" -> option;
            default -> {
                problems.add(new Problem.Invalid(
                        FIELD + "rtc.tickPolicy", Guest.text(rtc.tickPolicy()), "delay or catchup"));
                yield option;
            }
        };
    }

    /** Only the kernel's timer has a choice, and it catches up unless told otherwise. */
    private static Optional<Option> lostTicks(Guest guest, PITTimer pit, List<Problem> problems) {
        String policy = Guest.text(pit.tickPolicy());
        return switch (policy) {
            case "", "catchup" -> Optional.empty();
            case "delay", "discard" ->
                guest.kvm()
                        ? Optional.of(Option.of("-global").with("kvm-pit.lost_tick_policy", policy))
                        : Optional.empty();
            default -> {
                problems.add(new Problem.Invalid(FIELD + "pit.tickPolicy", policy, "delay, catchup or discard"));
                yield Optional.empty();
            }
        };
    }

    static boolean pitPresent(Guest guest) {
        return timer(guest)
                .map(Timer::pit)
                .map(pit -> Guest.on(pit.present(), true))
                .orElse(true);
    }

    /** Returns whether the guest sees KVM's clock; empty if nothing is said. */
    static Optional<Boolean> kvmClock(Guest guest) {
        return timer(guest).map(Timer::kvm).map(KVMTimer::present);
    }

    /** Returns whether the guest sees Hyper-V's clock; empty if nothing is said. */
    static Optional<Boolean> hypervClock(Guest guest) {
        Optional<HypervTimer> timer = timer(guest).map(Timer::hyperv);
        return timer.map(hyperv -> Guest.on(hyperv.present(), true));
    }
}

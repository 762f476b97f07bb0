package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Clock;
import dev.slipway.api.kubevirt.ClockOffsetUTC;
import dev.slipway.api.kubevirt.HypervTimer;
import dev.slipway.api.kubevirt.KVMTimer;
import dev.slipway.api.kubevirt.PITTimer;
import dev.slipway.api.kubevirt.RTCTimer;
import dev.slipway.api.kubevirt.Timer;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The section about the guest's clock and timers. */
final class ClockOptions {
    private static final int DAY = 86_400;
    private static final String FIELD = "spec.domain.clock.timer.";

    private ClockOptions() {}

    static Part of(Guest guest) {
        List<Problem> problems = new ArrayList<>();
        problems.addAll(zoneProblems(guest));
        Option clock = Option.of("-rtc").with("base", environment(guest).isEmpty() ? "utc" : "localtime");
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

    /**
     * Returns the variable by which QEMU finds the guest's local time, if that is not UTC: a zone of the tz database, or an
     * offset in the form of POSIX (XBD 8.3), which counts westward.
     */
    static Map<String, String> environment(Guest guest) {
        String zone = zone(guest);
        int offset = offset(guest);
        if (!zone.isEmpty()) {
            return Map.of("TZ", zone);
        }
        if (offset == 0 || Math.abs(offset) >= DAY) {
            return Map.of();
        }
        int size = Math.abs(offset);
        return Map.of(
                "TZ",
                String.format(
                        Locale.ROOT,
                        "<guest>%s%02d:%02d:%02d",
                        offset > 0 ? "-" : "+",
                        size / 3600,
                        size / 60 % 60,
                        size % 60));
    }

    private static String zone(Guest guest) {
        return Optional.ofNullable(guest.domain().clock()).map(Clock::timezone).orElse("");
    }

    private static int offset(Guest guest) {
        return Optional.ofNullable(guest.domain().clock())
                .map(Clock::utc)
                .map(ClockOffsetUTC::offsetSeconds)
                .orElse(0);
    }

    private static List<Problem> zoneProblems(Guest guest) {
        String zone = zone(guest);
        List<Problem> problems = new ArrayList<>();
        if (!zone.isEmpty() && !ZoneId.getAvailableZoneIds().contains(zone)) {
            problems.add(new Problem.Invalid(
                    "spec.domain.clock.timezone", zone, "a name of the tz database such as Europe/Rome"));
        }
        if (Math.abs(offset(guest)) >= DAY) {
            problems.add(new Problem.NotSupported(
                    "spec.domain.clock.utc.offsetSeconds",
                    Integer.toString(offset(guest)),
                    "use less than 86400 seconds, a day, in either direction"));
        }
        return problems;
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

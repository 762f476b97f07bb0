package dev.slipway.machine.qemu;

import java.util.List;

/** The section about the watchdog: what happens to a guest that has stopped answering it. */
final class WatchdogTimer {
    private static final String FIELD = "spec.domain.devices.watchdog";

    private WatchdogTimer() {}

    static Part of(Guest guest) {
        var watchdog = guest.devices().watchdog();
        if (watchdog == null) {
            return Part.NOTHING;
        }
        var timer = watchdog.i6300esb();
        if (timer == null) {
            return Part.wrong(new Problem.Invalid(FIELD, "without i6300esb", "i6300esb, the only one on amd64"));
        }
        String action = Guest.text(timer.action());
        if (!List.of("", "reset", "poweroff", "shutdown").contains(action)) {
            return Part.wrong(new Problem.Invalid(FIELD + ".i6300esb.action", action, "reset, poweroff or shutdown"));
        }
        return Part.of(
                Option.device("i6300esb", "watchdog").at(FixedSlot.WATCHDOG.on(guest.machine())),
                Option.of("-action").with("watchdog", action.isEmpty() ? "reset" : action));
    }
}

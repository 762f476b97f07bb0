package dev.slipway.launcher.machine;

import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.Threads;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.qmp.QmpException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Boots a guest anew that has no agent: its power button is pressed, and once it has switched itself off it is reset instead of
 * ended, as libvirt does. A guest that has not obeyed after ten minutes ends again when it switches itself off.
 */
final class SoftReboot {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration SETTLING = Duration.ofMillis(100);
    private static final int ATTEMPTS = 50;

    /** The guest's own reboot ends it ({@code rebootPolicy: Terminate}), so this one does, too. */
    private static final String TERMINATES = "reboot=shutdown";

    private Optional<Guest> waiting = Optional.empty();
    private long wishes;

    /**
     * Begins; returns when the button is pressed.
     *
     * @param controls of this guest
     */
    void begin(Guest guest, GuestControls controls) throws QmpException {
        if (!guest.plan().arguments().contains(TERMINATES)) {
            // Before QEMU is told, so that no shutdown is missed that it pauses at.
            long wish = await(guest);
            try {
                atShutdown(guest, "pause");
            } catch (QmpException e) {
                take();
                throw e;
            }
            Threads.start("soft reboot", () -> giveUp(wish));
        }
        controls.pressPowerButton();
    }

    private synchronized long await(Guest guest) {
        waiting = Optional.of(guest);
        notifyAll();
        return ++wishes;
    }

    /** Returns the guest that was waited for, which is waited for no more. */
    private synchronized Optional<Guest> take() {
        Optional<Guest> taken = waiting;
        waiting = Optional.empty();
        notifyAll();
        return taken;
    }

    /** Takes QEMU's word that the guest has switched itself off; returns whether that was waited for, so that it is no end. */
    boolean takes(String reason) {
        Optional<Guest> off = reason.equals("guest-shutdown") ? take() : Optional.empty();
        off.ifPresent(guest -> Threads.start("soft reboot", () -> bootAnew(guest)));
        return off.isPresent();
    }

    /** The next time that the guest switches itself off is its end. */
    void forget() throws QmpException {
        Optional<Guest> forgotten = take();
        if (forgotten.isPresent()) {
            atShutdown(forgotten.get(), "poweroff");
        }
    }

    private void giveUp(long wish) {
        try {
            if (isStillWaiting(wish)) {
                forget();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (QmpException e) {
            Log.line("QEMU did not forget a soft reboot: " + e.getMessage());
        }
    }

    /** Returns whether the guest has not obeyed in all its time, and was not asked again. */
    private synchronized boolean isStillWaiting(long wish) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (waiting.isPresent() && wish == wishes) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return true;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        return false;
    }

    private static void bootAnew(Guest guest) {
        try {
            guest.monitor().execute("system_reset", JsonObject.EMPTY, LIMIT);
            atShutdown(guest, "poweroff");
            run(guest);
        } catch (QmpException e) {
            if (!e.isClosed()) {
                Log.line("the guest could not be booted anew and is ended: " + e.getMessage());
                guest.process().kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** QEMU resets a moment after it has said that it will, and lets nothing run before. */
    private static void run(Guest guest) throws QmpException, InterruptedException {
        for (int left = ATTEMPTS; ; left--) {
            try {
                guest.monitor().execute("cont", JsonObject.EMPTY, LIMIT);
                return;
            } catch (QmpException e) {
                if (e.isClosed() || left == 0) {
                    throw e;
                }
                Thread.sleep(SETTLING);
            }
        }
    }

    private static void atShutdown(Guest guest, String action) throws QmpException {
        guest.monitor().execute("set-action", JsonObject.EMPTY.with("shutdown", action), LIMIT);
    }
}

package dev.slipway.launcher.agent;

import dev.slipway.launcher.io.Log;
import dev.slipway.launcher.io.Threads;
import dev.slipway.launcher.json.Json;
import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonText;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The guest agent of one guest, if it has one. Nothing is sent before the guest has opened its end of the line, so a guest
 * without agent costs nothing.
 */
public final class GuestAgent implements AutoCloseable {
    private static final Duration INQUIRY_LIMIT = Duration.ofSeconds(5);
    private static final Duration TELL_LIMIT = Duration.ofSeconds(2);

    /** Freezing flushes all file systems. */
    private static final Duration FREEZE_LIMIT = Duration.ofSeconds(60);

    /** Wait before an agent that did not answer is asked again; doubles up to {@link #MAX_BACK_OFF}. */
    private static final Duration FIRST_BACK_OFF = Duration.ofSeconds(1);

    private static final Duration THAW_RETRY = Duration.ofSeconds(5);
    private static final Duration MAX_BACK_OFF = Duration.ofSeconds(60);

    private static final JsonObject DISCONNECTED = JsonObject.EMPTY.with("connected", false);

    private final AgentChannel channel;
    private final Consumer<JsonObject> news;
    private final Map<Inquiry, Long> due = new EnumMap<>(Inquiry.class);
    private JsonObject guest = DISCONNECTED;
    private boolean open;
    private boolean closed;
    private boolean impatient;
    private long thawAt;

    /**
     * Talks to the agent behind {@code channel}.
     *
     * @param news told the guest's facts at each change, in the form of {@code docs/contracts.md} §2
     */
    public GuestAgent(SocketChannel channel, Consumer<JsonObject> news) {
        this.channel = new AgentChannel(channel);
        this.news = news;
        Threads.start("agent", this::poll);
    }

    /** Tells whether the guest holds its end of the line open, as QEMU reports it. */
    public synchronized void setOpen(boolean guestHasOpened) {
        if (open != guestHasOpened) {
            open = guestHasOpened;
            impatient = true;
            notifyAll();
        }
    }

    /** Returns whether an agent answers. */
    public synchronized boolean isConnected() {
        return open && guest.isTrue("connected");
    }

    /** Returns what the command returned. */
    public Json execute(String command, JsonObject arguments, Duration limit) throws AgentException {
        requireOpen();
        return channel.execute(command, arguments, limit);
    }

    /** Asks the guest to switch itself off, or to boot anew. */
    public void shutdown(boolean reboot) throws AgentException {
        requireOpen();
        channel.tell("guest-shutdown", JsonObject.EMPTY.with("mode", reboot ? "reboot" : "powerdown"), TELL_LIMIT);
    }

    /**
     * Freezes all file systems.
     *
     * @param safety time after which they are thawed if nobody does; zero: never
     */
    public void freeze(Duration safety) throws AgentException {
        execute("guest-fsfreeze-freeze", JsonObject.EMPTY, FREEZE_LIMIT);
        synchronized (this) {
            thawAt = safety.isZero() ? 0 : System.nanoTime() + safety.toNanos();
        }
        update(Inquiry.FREEZE_STATUS, true);
    }

    /** Thaws all file systems. */
    public void unfreeze() throws AgentException {
        execute("guest-fsfreeze-thaw", JsonObject.EMPTY, FREEZE_LIMIT);
        synchronized (this) {
            thawAt = 0;
        }
        update(Inquiry.FREEZE_STATUS, false);
    }

    private void update(Inquiry status, boolean frozen) {
        set(status.record(facts(), new JsonText(frozen ? "frozen" : "thawed")));
        synchronized (this) {
            due.put(status, System.nanoTime());
            impatient = true;
            notifyAll();
        }
    }

    private synchronized void requireOpen() throws AgentException {
        if (!open) {
            throw new AgentException(
                    AgentException.Cause.NO_AGENT,
                    "No guest agent is connected; install and start qemu-guest-agent in the guest.");
        }
    }

    private synchronized JsonObject facts() {
        return guest;
    }

    private void set(JsonObject facts) {
        synchronized (this) {
            if (facts.equals(guest)) {
                return;
            }
            guest = facts;
        }
        news.accept(facts);
    }

    private void poll() {
        Duration backOff = FIRST_BACK_OFF;
        try {
            while (awaitOpen()) {
                if (greet()) {
                    backOff = FIRST_BACK_OFF;
                    inquireWhileConnected();
                }
                set(DISCONNECTED);
                sleep(backOff);
                backOff = backOff.compareTo(MAX_BACK_OFF) < 0 ? backOff.multipliedBy(2) : MAX_BACK_OFF;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns false when this has been closed. */
    private synchronized boolean awaitOpen() throws InterruptedException {
        while (!open && !closed) {
            wait();
        }
        return !closed;
    }

    private boolean greet() {
        try {
            channel.execute("guest-ping", JsonObject.EMPTY, INQUIRY_LIMIT);
        } catch (AgentException e) {
            return false;
        }
        synchronized (this) {
            due.clear();
        }
        set(JsonObject.EMPTY.with("connected", true));
        return true;
    }

    private void inquireWhileConnected() throws InterruptedException {
        while (isConnected()) {
            long now = System.nanoTime();
            thawIfDue(now);
            long next = now + MAX_BACK_OFF.toNanos();
            for (Inquiry inquiry : Inquiry.values()) {
                if (!inquiry.isAskable(facts())) {
                    continue;
                }
                if (dueAt(inquiry, now) - now <= 0 && !ask(inquiry)) {
                    return;
                }
                next = Math.min(next, dueAt(inquiry, now));
            }
            sleep(Duration.ofNanos(Math.max(0, Math.min(next, nextThaw(next)) - System.nanoTime())));
        }
    }

    private synchronized long dueAt(Inquiry inquiry, long now) {
        return due.getOrDefault(inquiry, now);
    }

    private synchronized long nextThaw(long otherwise) {
        return thawAt == 0 ? otherwise : thawAt;
    }

    private void thawIfDue(long now) {
        if (nextThaw(now + 1) <= now) {
            try {
                unfreeze();
            } catch (AgentException e) {
                Log.line("the guest could not be thawed after its time: " + e.getMessage());
                synchronized (this) {
                    thawAt = System.nanoTime() + THAW_RETRY.toNanos();
                }
            }
        }
    }

    /** Returns whether the agent is still there. */
    private boolean ask(Inquiry inquiry) {
        try {
            Json answer = channel.execute(inquiry.command(), JsonObject.EMPTY, INQUIRY_LIMIT);
            set(inquiry.record(facts(), answer));
        } catch (AgentException e) {
            if (e.kind() == AgentException.Cause.NO_AGENT) {
                return false;
            }
            // refused: this agent does not know the command, or may not run it
        }
        synchronized (this) {
            due.put(inquiry, System.nanoTime() + inquiry.interval(guest).toNanos());
        }
        return true;
    }

    private synchronized void sleep(Duration length) throws InterruptedException {
        long until = System.nanoTime() + length.toNanos();
        long left = length.toMillis();
        while (!impatient && !closed && left > 0) {
            wait(left);
            left = (until - System.nanoTime()) / 1_000_000;
        }
        impatient = false;
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            closed = true;
            open = false;
            notifyAll();
        }
        channel.close();
    }
}

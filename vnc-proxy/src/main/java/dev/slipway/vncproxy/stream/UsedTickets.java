package dev.slipway.vncproxy.stream;

import dev.slipway.api.console.ConsoleTicket;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Remembers which tickets were used, for as long as they would be valid. */
final class UsedTickets {
    private final Map<String, Long> expiryById = new HashMap<>();

    /** Returns whether {@code ticket} is used for the first time. */
    synchronized boolean use(ConsoleTicket ticket, Instant now) {
        expiryById.values().removeIf(expiry -> expiry <= now.getEpochSecond());
        return expiryById.putIfAbsent(ticket.id(), ticket.expires()) == null;
    }
}

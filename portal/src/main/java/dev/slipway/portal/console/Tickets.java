package dev.slipway.portal.console;

import dev.slipway.api.console.ConsoleTicket;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.cluster.SharedKey;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;

/** Issues console tickets. The key is kept in a Secret that the portal makes if nobody has; the consoles' data plane reads it there. */
@Singleton
class Tickets {
    private static final Duration GOOD_FOR = Duration.ofSeconds(30);

    private final SharedKey key;
    private final Clock clock = Clock.systemUTC();

    Tickets(ClusterConnection connection) {
        this.key = new SharedKey(connection, SlipwayNames.TICKET_SECRET);
    }

    /** Returns the address, on the portal's own origin, at which a console opens once within half a minute. Throws KubernetesClientException if the key cannot be read. */
    String address(ObjectKey machine, ConsoleKind kind, String user) {
        long expires = clock.instant().plus(GOOD_FOR).getEpochSecond();
        ConsoleTicket ticket = new ConsoleTicket(
                machine.namespace(),
                machine.name(),
                kind.word(),
                user,
                expires,
                UUID.randomUUID().toString());
        return "/console-stream/" + machine.namespace() + "/" + machine.name() + "/" + kind.word() + "?ticket="
                + ticket.sign(key.fresh());
    }
}

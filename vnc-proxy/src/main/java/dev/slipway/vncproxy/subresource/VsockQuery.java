package dev.slipway.vncproxy.subresource;

import dev.slipway.machine.lifecycle.Refusal;
import java.util.Optional;
import java.util.Set;

/**
 * Which port of a guest's virtio-vsock is asked for, and whether by TLS. Source: KubeVirt v1.9.0, {@code pkg/virt-handler/rest/console.go};
 * where that answers 500 for what a user wrote, this says what it was.
 */
final class VsockQuery {
    private static final long MAX_PORT = 0xFFFF_FFFFL;

    /** What Go's {@code strconv.ParseBool} reads. */
    private static final Set<String> TRUTHS =
            Set.of("1", "t", "T", "true", "TRUE", "True", "0", "f", "F", "false", "FALSE", "False");

    /** Those of them that mean yes. */
    private static final Set<String> YES = Set.of("1", "t", "T", "true", "TRUE", "True");

    private VsockQuery() {}

    /** Returns what is wrong with the query; TLS is the default, and needs no word. */
    static Optional<Refusal> refusal(Optional<String> port, Optional<String> tls) {
        if (port.filter(VsockQuery::isPort).isEmpty()) {
            return Optional.of(
                    Refusal.badRequest("The query's port is \"%s\"; give a number from 0 to %d, e.g. ?port=22."
                            .formatted(port.orElse(""), MAX_PORT)));
        }
        return tls.filter(text -> !TRUTHS.contains(text))
                .map(text -> Refusal.badRequest("The query's tls is \"%s\"; give true or false.".formatted(text)));
    }

    /** Returns the query for the node-agent; nothing may be wrong with this one. */
    static String of(Optional<String> port, Optional<String> tls) {
        return "?port=" + port.orElseThrow() + "&tls=" + tls.map(YES::contains).orElse(true);
    }

    private static boolean isPort(String text) {
        return text.matches("[0-9]{1,10}") && Long.parseLong(text) <= MAX_PORT;
    }
}

package dev.slipway.vncproxy.stream;

import dev.slipway.api.console.ConsoleTicket;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.lifecycle.GuestAction;
import dev.slipway.machine.lifecycle.Refusal;
import dev.slipway.vncproxy.relay.NodeAgents;
import dev.slipway.vncproxy.relay.RelayTarget;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/** Decides whether a ticket opens a console, and which; blocks. */
final class Admission {
    private static final String VNC = "vnc";

    private final KubernetesClient client;
    private final NodeAgents agents;
    private final TicketKey key;
    private final Clock clock;
    private final UsedTickets used;

    Admission(KubernetesClient client, Clock clock) {
        this.client = client;
        this.agents = new NodeAgents(client);
        this.key = new TicketKey(client, clock);
        this.clock = clock;
        this.used = new UsedTickets(client);
    }

    /**
     * Returns what opens.
     *
     * @param kind {@code vnc} or {@code serial}
     * @param text the ticket as it came
     */
    Opening admit(String namespace, String name, String kind, String text) {
        Optional<byte[]> secret = key.read();
        if (secret.isEmpty()) {
            return Opening.refused(503, "Tickets cannot be checked yet; reload the page.");
        }
        Instant now = clock.instant();
        Optional<ConsoleTicket> ticket = ConsoleTicket.verify(text, secret.get(), now)
                .filter(valid -> valid.namespace().equals(namespace)
                        && valid.name().equals(name)
                        && valid.kind().equals(kind));
        if (ticket.isEmpty()) {
            return Opening.refused(401, "The ticket is wrong or has expired; reload the page.");
        }
        if (!used.use(ticket.get(), now)) {
            return Opening.refused(401, "The ticket has been used already; reload the page.");
        }
        return open(namespace, name, kind);
    }

    private Opening open(String namespace, String name, String kind) {
        Optional<VirtualMachineInstance> instance = Optional.ofNullable(client.resources(VirtualMachineInstance.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
        if (instance.isEmpty()) {
            return Opening.refused(404, "The machine is not running; start it first.");
        }
        GuestAction action = kind.equals(VNC) ? GuestAction.VNC : GuestAction.CONSOLE;
        Optional<Refusal> refusal = action.refusal(instance.get());
        if (refusal.isPresent()) {
            return Opening.refused(refusal.get().code(), refusal.get().message());
        }
        Optional<URI> agent = agents.of(instance.get());
        return agent.<Opening>map(address ->
                        new Opening.To(new RelayTarget(address, namespace, name, kind.equals(VNC) ? VNC : "console")))
                .orElseGet(() -> Opening.refused(503, "The node of the machine is not ready; try again soon."));
    }
}

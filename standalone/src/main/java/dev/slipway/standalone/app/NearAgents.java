package dev.slipway.standalone.app;

import dev.slipway.nodeagent.NodeAgent;
import dev.slipway.nodeagent.relay.GuestSockets;
import dev.slipway.nodeagent.relay.Guests;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** The node-agents of this process, as far as they have started. */
final class NearAgents {
    private final List<NodeAgent> agents = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Boolean> started = new CompletableFuture<>();

    void add(NodeAgent agent) {
        agents.add(agent);
    }

    /** Says that there will be no others. */
    void complete() {
        started.complete(true);
    }

    /** Returns what is completed once all have started. */
    CompletableFuture<Boolean> started() {
        return started.copy();
    }

    /** Returns the guests of each node-agent. */
    List<Guests> guests() {
        return agents.stream().map(agent -> agent.sockets().guests()).toList();
    }

    /** Returns the guests of the node-agent with that address. */
    Optional<GuestSockets> at(URI address) {
        return agents.stream()
                .filter(agent ->
                        agent.address().filter(address.toString()::equals).isPresent())
                .map(NodeAgent::sockets)
                .findFirst();
    }
}

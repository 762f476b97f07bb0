package dev.slipway.standalone.app;

import dev.slipway.nodeagent.NodeAgent;
import dev.slipway.nodeagent.relay.GuestSockets;
import dev.slipway.nodeagent.relay.Guests;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** The node-agents of this process, as far as they have started. */
final class NearAgents {
    private final List<NodeAgent> agents = new CopyOnWriteArrayList<>();

    void add(NodeAgent agent) {
        agents.add(agent);
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

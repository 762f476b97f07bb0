package dev.slipway.nodeagent.dhcp;

import dev.slipway.machine.network.DhcpLease;
import dev.slipway.nodeagent.netns.Datagrams;
import dev.slipway.nodeagent.netns.Netns;
import java.io.IOException;

/** Opens a DHCP server for one guest on its bridge. */
public final class DhcpServers {
    private static final int SERVER_PORT = 67;
    private static final int CLIENT_PORT = 68;

    private DhcpServers() {}

    /**
     * Answers the guest of a lease.
     *
     * @return ends the service
     */
    public static AutoCloseable open(Datagrams datagrams, Netns namespace, DhcpLease lease) throws IOException {
        return datagrams.serve(
                namespace,
                lease.device(),
                SERVER_PORT,
                CLIENT_PORT,
                datagram -> DhcpRequest.parse(datagram).flatMap(request -> DhcpAnswer.of(lease, request)));
    }
}

package dev.slipway.nodeagent;

import dev.slipway.nodeagent.relay.RelayServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How a node-agent runs.
 *
 * @param node name of its node
 * @param kubeletDirectory the kubelet's directory on this host, usually {@code /var/lib/kubelet}
 * @param runDirectory where the agent keeps short links to sockets and what it did for Pods; emptied by a reboot
 * @param sharedFileSystem whether containers see the host's own file system and processes, as in {@code standalone}
 * @param qemu path of QEMU on this host and in launchers
 * @param cniPlugins directories of CNI plugins
 * @param cniConfigurations directory of the node's own CNI configurations
 * @param relay where and how consoles are offered; empty for none
 * @param health address of the plain HTTP endpoint for health and metrics; empty for none
 */
public record NodeAgentSettings(
        String node,
        Path kubeletDirectory,
        Path runDirectory,
        boolean sharedFileSystem,
        Path qemu,
        List<Path> cniPlugins,
        Path cniConfigurations,
        Optional<RelaySettings> relay,
        Optional<Listener> health) {
    public NodeAgentSettings {
        cniPlugins = List.copyOf(cniPlugins);
    }

    /**
     * An address to listen on.
     *
     * @param host IP address or name
     * @param port 0 for one that is free
     */
    public record Listener(String host, int port) {}

    /**
     * The relay of consoles ({@code docs/contracts.md} §3).
     *
     * @param listener where it listens
     * @param advertisedHost host under which {@code vnc-proxy} reaches it
     * @param tls its certificate, and who may call
     * @param guests the node-agent's certificate for programs in guests, and whom it comes from
     */
    public record RelaySettings(Listener listener, String advertisedHost, TlsFiles tls, TlsFiles guests) {
        /** The same certificate for both. */
        public RelaySettings(Listener listener, String advertisedHost, TlsFiles tls) {
            this(listener, advertisedHost, tls, tls);
        }

        RelayServer.Settings server() {
            return new RelayServer.Settings(
                    listener.host(),
                    listener.port(),
                    tls.certificate(),
                    tls.key(),
                    tls.authority(),
                    new RelayServer.Identity(guests.certificate(), guests.key()));
        }
    }

    /**
     * PEM files; read again when they change.
     *
     * @param certificate certificate chain of this end
     * @param key its private key, PKCS #8
     * @param authority certificates that callers' certificates must come from
     */
    public record TlsFiles(Path certificate, Path key, Path authority) {}

    /** Returns the settings of {@code standalone}: programs of Debian, no relay, no health endpoint. */
    public static NodeAgentSettings standalone(String node, Path kubeletDirectory, Path runDirectory) {
        return new NodeAgentSettings(
                node,
                kubeletDirectory,
                runDirectory,
                true,
                Path.of("/usr/bin/qemu-system-x86_64"),
                List.of(Path.of("/usr/lib/cni"), Path.of("/opt/cni/bin")),
                Path.of("/etc/cni/net.d"),
                Optional.empty(),
                Optional.empty());
    }

    /** Returns these settings with a relay. */
    public NodeAgentSettings withRelay(RelaySettings settings) {
        return new NodeAgentSettings(
                node,
                kubeletDirectory,
                runDirectory,
                sharedFileSystem,
                qemu,
                cniPlugins,
                cniConfigurations,
                Optional.of(settings),
                health);
    }

    /** Returns these settings with a health endpoint. */
    public NodeAgentSettings withHealth(Listener listener) {
        return new NodeAgentSettings(
                node,
                kubeletDirectory,
                runDirectory,
                sharedFileSystem,
                qemu,
                cniPlugins,
                cniConfigurations,
                relay,
                Optional.of(listener));
    }
}

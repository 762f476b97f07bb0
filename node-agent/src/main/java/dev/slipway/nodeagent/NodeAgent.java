package dev.slipway.nodeagent;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.names.KubeVirtNames;
import dev.slipway.machine.pod.LauncherNames;
import dev.slipway.machine.qemu.Accelerator;
import dev.slipway.machine.qemu.HostFacts;
import dev.slipway.nodeagent.device.DevicePlugins;
import dev.slipway.nodeagent.device.ReservationHelper;
import dev.slipway.nodeagent.host.NodeHost;
import dev.slipway.nodeagent.host.NodeReport;
import dev.slipway.nodeagent.pod.PodFiles;
import dev.slipway.nodeagent.pod.SocketLinks;
import dev.slipway.nodeagent.relay.GuestSockets;
import dev.slipway.nodeagent.relay.HealthServer;
import dev.slipway.nodeagent.relay.RelayServer;
import dev.slipway.nodeagent.session.LaunchPlans;
import dev.slipway.nodeagent.session.Newest;
import dev.slipway.nodeagent.session.QemuPlans;
import dev.slipway.nodeagent.session.SessionContext;
import dev.slipway.nodeagent.vsock.AuthorityService;
import dev.slipway.nodeagent.wiring.PodWiring;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The agent of one node: follows the launcher Pods there, wires their networks, starts their guests, writes what becomes
 * of them, and copies the progress of imports. Stopped and started again it finds everything as it is.
 */
public final class NodeAgent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeAgent.class);

    /** The importer writes at most twice a second. */
    private static final Duration PROGRESS = Duration.ofMillis(500);

    /** As KubeVirt's handler; after five minutes without one the operator gives the node up. */
    private static final Duration HEARTBEAT = Duration.ofMinutes(1);

    /** A kubelet that starts anew lets Pods with devices wait for this long, and the first guest with VSOCK for certificates. */
    private static final Duration DEVICES = Duration.ofSeconds(1);

    /** The node's file system, for a process that shares the node's processes. */
    private static final Path NODE_ROOT = Path.of("/proc/1/root");

    private static final Duration FIRST_LIST = Duration.ofSeconds(60);
    private static final Duration FIRST_REPORT = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final NodeAgentSettings settings;
    private final PodWiring wiring;
    private final NodeReport report;
    private final Sessions sessions;
    private final ImportProgress progress;
    private final Optional<DevicePlugins> devices;
    private final Optional<AuthorityService> authority;
    private final List<Rounds> rounds = new CopyOnWriteArrayList<>();
    private final GuestSockets sockets;
    private volatile @Nullable RelayServer relay;
    private volatile @Nullable String address;
    private volatile @Nullable HealthServer health;
    private volatile @Nullable SharedIndexInformer<Pod> pods;
    private volatile @Nullable SharedIndexInformer<VirtualMachineInstance> instances;
    private volatile @Nullable SharedIndexInformer<VirtualMachineInstance> arriving;

    /**
     * Makes the agent of a node; measures what the node can do, which takes up to a second.
     *
     * @throws IOException if QEMU is not there
     */
    public NodeAgent(KubernetesClient client, NodeAgentSettings settings) throws IOException {
        this(client, settings, NodeHost.probe(settings.qemu()));
    }

    /** Makes the agent of a node on a host that was measured before. */
    public NodeAgent(KubernetesClient client, NodeAgentSettings settings, NodeHost host) throws IOException {
        this(client, settings, new QemuPlans(client, facts(settings, host)), host);
    }

    /** Launchers with a file system of their own ask the node-agent's process for reservations. */
    private static HostFacts facts(NodeAgentSettings settings, NodeHost host) {
        return !settings.sharedFileSystem() && reservations(settings).isPossible()
                ? host.facts().withReservations(LauncherNames.RESERVATIONS + "/" + LauncherNames.RESERVATIONS_SOCKET)
                : host.facts();
    }

    private static ReservationHelper reservations(NodeAgentSettings settings) {
        return new ReservationHelper(settings.runDirectory().resolve("reservations"));
    }

    NodeAgent(KubernetesClient client, NodeAgentSettings settings, LaunchPlans plans, NodeHost host)
            throws IOException {
        this.client = client;
        this.report = new NodeReport(client, settings.node(), host);
        this.settings = settings;
        Function<Pod, PodFiles> files =
                pod -> new PodFiles(settings.kubeletDirectory(), pod, settings.sharedFileSystem());
        this.wiring = new PodWiring(
                client,
                settings.runDirectory().resolve("wiring"),
                settings.sharedFileSystem(),
                settings.cniPlugins(),
                settings.cniConfigurations());
        this.sessions = new Sessions(new SessionContext(
                client,
                settings.node(),
                files,
                new SocketLinks(settings.runDirectory().resolve("p")),
                key -> known(pods, key),
                key -> Newest.of(known(instances, key), known(arriving, key)),
                plans,
                wiring,
                Clock.systemUTC()));
        this.sockets = new GuestSockets(new NodeGuests(key -> known(instances, key), sessions));
        // Containers of standalone see the host's own devices.
        this.devices = settings.sharedFileSystem()
                ? Optional.empty()
                : Optional.of(new DevicePlugins(
                        settings.kubeletDirectory(),
                        NODE_ROOT,
                        host.facts().accelerator() == Accelerator.KVM,
                        reservations(settings)));
        this.authority = settings.relay()
                .map(relayed -> new AuthorityService(relayed.guests().authority(), settings.runDirectory()));
        this.progress = new ImportProgress(client, () -> listed(pods), files);
    }

    /** Begins; returns when what runs on the node already is known, and the Node says where viewers find it. */
    public void start() throws IOException {
        instances = watchInstances(KubeVirtNames.NODE_NAME);
        arriving = watchInstances(KubeVirtNames.MIGRATION_TARGET_NODE);
        SharedIndexInformer<Pod> here = client.pods()
                .inAnyNamespace()
                .withField("spec.nodeName", settings.node())
                .runnableInformer(0);
        pods = here;
        here.addEventHandler(handler(sessions::podSeen, sessions::podGone));
        begin(here);
        wiring.releaseAllBut(here.getStore().list().stream().map(NodeAgent::uid).collect(Collectors.toSet()));
        devices.ifPresent(offers -> rounds.add(Rounds.start("device plugins", DEVICES, offers::look)));
        authority.ifPresent(service -> rounds.add(Rounds.start("certificates for guests", DEVICES, service::look)));
        rounds.add(Rounds.start("import progress", PROGRESS, progress::copy));
        Optional<String> url = startRelay();
        address = url.orElse(null);
        startHealth();
        awaitFirst(Rounds.start("node heartbeat", HEARTBEAT, () -> report.write(url, Instant.now())));
        LOG.info("node {}: following {} launchers", settings.node(), sessions.count());
    }

    private void awaitFirst(Rounds kept) throws IOException {
        rounds.add(kept);
        try {
            kept.awaitFirst(FIRST_REPORT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the node-agent started", e);
        }
    }

    /** Follows the instances that have this node's name in a label. */
    private SharedIndexInformer<VirtualMachineInstance> watchInstances(String label) throws IOException {
        SharedIndexInformer<VirtualMachineInstance> vmis = client.resources(VirtualMachineInstance.class)
                .inAnyNamespace()
                .withLabel(label, settings.node())
                .runnableInformer(0);
        vmis.addEventHandler(handler(vmi -> sessions.instanceSeen(uid(vmi)), vmi -> sessions.instanceSeen(uid(vmi))));
        begin(vmis);
        return vmis;
    }

    /** Returns the address under which the relay is reached. */
    private Optional<String> startRelay() throws IOException {
        if (settings.relay().isEmpty()) {
            return Optional.empty();
        }
        NodeAgentSettings.RelaySettings wanted = settings.relay().get();
        var server = RelayServer.start(wanted.server(), sockets.guests());
        relay = server;
        var files = new CertificateFiles(wanted.tls());
        rounds.add(Rounds.start("relay certificate", HEARTBEAT, () -> {
            if (files.haveChanged()) {
                server.reload(wanted.server());
            }
        }));
        return Optional.of("https://%s:%d".formatted(wanted.advertisedHost(), server.port()));
    }

    private void startHealth() throws IOException {
        if (settings.health().isPresent()) {
            NodeAgentSettings.Listener where = settings.health().get();
            health = HealthServer.start(new InetSocketAddress(where.host(), where.port()), this::isWell, this::metrics);
        }
    }

    /** Returns the address that this node-agent has written to its Node; empty until it has started. */
    public Optional<String> address() {
        return Optional.ofNullable(address);
    }

    /** Returns the streams of this node's guests for viewers in this process. */
    public GuestSockets sockets() {
        return sockets;
    }

    private boolean isWell() {
        SharedIndexInformer<Pod> watch = pods;
        return watch != null && watch.isWatching();
    }

    private String metrics() {
        return """
                # HELP slipway_node_agent_launchers Launcher Pods that this node-agent follows.
                # TYPE slipway_node_agent_launchers gauge
                slipway_node_agent_launchers{node="%s"} %d
                # HELP slipway_node_agent_connected Launchers whose control socket is connected.
                # TYPE slipway_node_agent_connected gauge
                slipway_node_agent_connected{node="%s"} %d
                """.formatted(settings.node(), sessions.count(), settings.node(), sessions.connected());
    }

    /** Waits for the first list. */
    private static void begin(SharedIndexInformer<?> informer) throws IOException {
        informer.exceptionHandler((started, cause) -> true); // a list that took too long is asked for again
        try {
            informer.start().toCompletableFuture().get(FIRST_LIST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            informer.stop();
            throw new IOException(
                    "the Kubernetes API did not list what runs on this node within %d s: %s"
                            .formatted(FIRST_LIST.toSeconds(), e.getMessage()),
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while the node-agent started", e);
        }
    }

    private static String uid(HasMetadata object) {
        return object.getMetadata().getUid();
    }

    private static <T> Optional<T> known(@Nullable SharedIndexInformer<T> informer, String key) {
        return informer == null
                ? Optional.empty()
                : Optional.ofNullable(informer.getStore().getByKey(key));
    }

    private static <T> List<T> listed(@Nullable SharedIndexInformer<T> informer) {
        return informer == null ? List.of() : informer.getStore().list();
    }

    private static <T> ResourceEventHandler<T> handler(Consumer<T> seen, Consumer<T> gone) {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
                seen.accept(object);
            }

            @Override
            public void onUpdate(T old, T object) {
                seen.accept(object);
            }

            @Override
            public void onDelete(T object, boolean unknownFinalState) {
                gone.accept(object);
            }
        };
    }

    /** Ends; guests run on. */
    @Override
    public void close() throws IOException {
        rounds.forEach(Rounds::close);
        RelayServer streams = relay;
        if (streams != null) {
            streams.close();
        }
        HealthServer endpoint = health;
        if (endpoint != null) {
            endpoint.close();
        }
        devices.ifPresent(DevicePlugins::close);
        authority.ifPresent(AuthorityService::close);
        stop(pods);
        stop(instances);
        stop(arriving);
        sessions.close();
        wiring.close();
    }

    private static void stop(@Nullable SharedIndexInformer<?> informer) {
        if (informer != null) {
            informer.stop();
        }
    }
}

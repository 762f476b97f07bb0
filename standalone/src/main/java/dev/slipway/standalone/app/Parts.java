package dev.slipway.standalone.app;

import dev.slipway.api.names.SlipwayNames;
import dev.slipway.machine.qemu.Accelerator;
import dev.slipway.nodeagent.NodeAgent;
import dev.slipway.nodeagent.NodeAgentSettings;
import dev.slipway.nodeagent.cni.CniNetworks;
import dev.slipway.nodeagent.device.DeviceFiles;
import dev.slipway.nodeagent.host.NodeHost;
import dev.slipway.operator.OperatorApp;
import dev.slipway.operator.OperatorSettings;
import dev.slipway.operator.datavolume.ImporterSettings;
import dev.slipway.operator.export.ExportFront;
import dev.slipway.standalone.kubelet.CniPodNetwork;
import dev.slipway.standalone.kubelet.Kubelet;
import dev.slipway.standalone.kubelet.KubeletSettings;
import dev.slipway.standalone.kubelet.LoopbackPodNetwork;
import dev.slipway.standalone.kubelet.NodeFacts;
import dev.slipway.standalone.kubelet.PodNetwork;
import dev.slipway.standalone.scheduler.Scheduler;
import dev.slipway.standalone.storage.LocalSnapshots;
import dev.slipway.standalone.storage.LocalVolumes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs behind the API server. */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
    private static final int MOST_TRIES = 10;

    private final Plan plan;
    private final CompletableFuture<LocalImages> programs;
    private final Startup startup;
    private final List<NodeFacts> nodes;
    private final Owned owned = new Owned();

    private Parts(Plan plan, CompletableFuture<LocalImages> programs, Startup startup) throws IOException {
        this.plan = plan;
        this.programs = programs;
        this.startup = startup;
        this.nodes = Machine.look().nodes(plan.settings().nodes(), plan.data().path(), plan.version());
    }

    /**
     * What the start needs to know.
     *
     * @param agents where node-agents are made known to the console proxy
     */
    record Plan(
            Settings settings,
            DataDirectory data,
            Clients clients,
            Certificates certificates,
            Host host,
            NearAgents agents,
            String version) {}

    /**
     * Starts the parts, side by side as far as they do not need each other.
     *
     * @param programs the programs of Pods
     */
    static Parts start(Plan plan, CompletableFuture<LocalImages> programs, Startup startup)
            throws IOException, InterruptedException, TimeoutException {
        Parts parts = new Parts(plan, programs, startup);
        try {
            parts.startAll();
            return parts;
        } catch (IOException | InterruptedException | TimeoutException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private void startAll() throws IOException, InterruptedException, TimeoutException {
        KubernetesClient host = owned.keep(plan.clients().as(Identity.HOST));
        KubernetesClient agents = owned.keep(plan.clients().as(Identity.NODE_AGENT));
        KubernetesClient controllers = owned.keep(plan.clients().as(Identity.OPERATOR));
        var kubelets = startup.begin("kubelets", () -> kubelets(host));
        var volumes = startup.begin(
                "volumes", () -> LocalVolumes.start(host, plan.data().resolve("volumes")));
        var scheduler = startup.begin("scheduler", () -> {
            Uncordon.nodes(host);
            return Scheduler.start(host);
        });
        var nodeAgents = startup.begin("node agents", () -> {
            NodeHost measured = NodeHost.probe(plan.host().qemu().orElseThrow());
            if (plan.host().root() && measured.facts().accelerator() == Accelerator.KVM) {
                // Launchers run as a user of their own, and the device may be of a group.
                DeviceFiles.openToAll(Path.of("/dev/kvm"));
            }
            Startup.join(kubelets);
            return nodeAgents(agents, measured);
        });
        var operator = startup.begin("operator", () -> operator(controllers));
        var snapshots = startup.begin(
                "snapshots",
                () -> LocalSnapshots.start(host, plan.data().resolve("volumes"), new GuestDisks(host, plan.agents())));
        keepAll(List.of(volumes, snapshots, kubelets, scheduler, nodeAgents, operator));
    }

    /** Waits for every step, also after one has failed, so that nothing that runs is forgotten. */
    private void keepAll(List<CompletableFuture<? extends AutoCloseable>> steps)
            throws IOException, InterruptedException, TimeoutException {
        Optional<CompletableFuture<? extends AutoCloseable>> failed = Optional.empty();
        for (CompletableFuture<? extends AutoCloseable> step : steps) {
            try {
                owned.keep(Startup.join(step));
            } catch (IOException | TimeoutException | RuntimeException e) {
                LOG.debug("a part did not start", e);
                failed = failed.isPresent() ? failed : Optional.of(step);
            }
        }
        if (failed.isPresent()) {
            Startup.join(failed.get());
        }
    }

    private Owned kubelets(KubernetesClient host) throws IOException, InterruptedException, TimeoutException {
        Owned started = new Owned();
        try {
            PodNetwork network = network(started);
            LocalImages images = Startup.join(programs);
            for (NodeFacts node : nodes) {
                KubeletSettings settings = new KubeletSettings(
                        node.name(), kubelet(node), images::all, plan.host().root(), node.pods());
                started.keep(Kubelet.start(host, settings, network, node));
            }
            return started;
        } catch (IOException | InterruptedException | TimeoutException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private Owned nodeAgents(KubernetesClient client, NodeHost measured) throws IOException {
        Owned started = new Owned();
        try {
            for (NodeFacts node : nodes) {
                NodeAgent agent = started.keep(new NodeAgent(client, agentSettings(node), measured));
                agent.start();
                plan.agents().add(agent);
            }
            plan.agents().complete();
            return started;
        } catch (IOException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    private OperatorApp operator(KubernetesClient client) throws IOException, InterruptedException, TimeoutException {
        OperatorApp operator = new OperatorApp(client, operatorSettings());
        try {
            operator.start();
            return operator;
        } catch (InterruptedException | TimeoutException | RuntimeException e) {
            operator.close();
            throw e;
        }
    }

    private PodNetwork network(Owned started) throws IOException {
        if (plan.host().root()) {
            DeviceFiles.openToAll(Path.of("/dev/net/tun"));
            return started.keep(CniPodNetwork.open(
                    new CniNetworks(List.of(Path.of("/usr/lib/cni"))),
                    plan.data().resolve("network")));
        }
        return new LoopbackPodNetwork(kubelets());
    }

    private OperatorSettings operatorSettings() throws IOException {
        return OperatorSettings.embedded(
                        plan.version(),
                        nodes.getFirst().architecture(),
                        LocalImages.launcher(plan.version()),
                        new ImporterSettings(
                                LocalImages.importer(plan.version()),
                                "IfNotPresent",
                                true,
                                MOST_TRIES,
                                Duration.ofSeconds(5)))
                .withFronts(
                        plan.settings().portal(),
                        new ExportFront(
                                plan.settings().reachable() + ":"
                                        + plan.settings().apiPort(),
                                Files.readString(plan.data().resolve("tls/ca.crt"))));
    }

    private NodeAgentSettings agentSettings(NodeFacts node) throws IOException {
        Certificates.Pem relay = plan.certificates()
                .leaf("relay", "slipway:node-agent", List.of("slipway:parts"), List.of(SlipwayNames.NODE_AGENT_NAME));
        return NodeAgentSettings.standalone(
                        node.name(), kubelet(node), plan.data().resolve("run").resolve(node.name()))
                .withRelay(new NodeAgentSettings.RelaySettings(
                        new NodeAgentSettings.Listener("127.0.0.1", 0),
                        "127.0.0.1",
                        new NodeAgentSettings.TlsFiles(relay.certificate(), relay.key(), relay.authority())));
    }

    private Path kubelets() {
        return plan.data().resolve("kubelet");
    }

    private Path kubelet(NodeFacts node) {
        return kubelets().resolve(node.name());
    }

    @Override
    public void close() {
        owned.close();
    }
}

package dev.slipway.standalone.app;

import dev.slipway.nodeagent.NodeAgent;
import dev.slipway.nodeagent.NodeAgentSettings;
import dev.slipway.nodeagent.cni.CniNetworks;
import dev.slipway.operator.OperatorApp;
import dev.slipway.operator.OperatorSettings;
import dev.slipway.operator.datavolume.ImporterSettings;
import dev.slipway.standalone.kubelet.CniPodNetwork;
import dev.slipway.standalone.kubelet.Kubelet;
import dev.slipway.standalone.kubelet.KubeletSettings;
import dev.slipway.standalone.kubelet.LoopbackPodNetwork;
import dev.slipway.standalone.kubelet.NodeFacts;
import dev.slipway.standalone.kubelet.PodNetwork;
import dev.slipway.standalone.scheduler.Scheduler;
import dev.slipway.standalone.storage.LocalVolumes;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Everything that runs behind the API server; closed in the opposite order of its start. */
final class Parts implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Parts.class);
    private static final int MOST_TRIES = 10;

    private final Deque<AutoCloseable> running = new ArrayDeque<>();

    /** What the start needs to know. */
    record Plan(
            Settings settings,
            DataDirectory data,
            Kubeconfigs kubeconfigs,
            Certificates certificates,
            Host host,
            Path qemu,
            LocalImages images,
            String version) {}

    /** Starts the parts in the order in which they need each other. */
    static Parts start(Plan plan) throws IOException, InterruptedException, TimeoutException {
        Parts parts = new Parts();
        try {
            parts.startAll(plan);
            return parts;
        } catch (IOException | InterruptedException | TimeoutException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private void startAll(Plan plan) throws IOException, InterruptedException, TimeoutException {
        KubernetesClient host = keep(plan.kubeconfigs().client(Identity.HOST));
        new FirstObjects(host).make();
        keep(LocalVolumes.start(host, plan.data().resolve("volumes")));
        List<NodeFacts> nodes =
                Machine.look().nodes(plan.settings().nodes(), plan.data().path(), plan.version());
        PodNetwork network = network(plan);
        for (NodeFacts node : nodes) {
            keep(Kubelet.start(
                    host,
                    new KubeletSettings(
                            node.name(),
                            kubelet(plan, node),
                            plan.images()::all,
                            plan.host().root(),
                            node.pods()),
                    network,
                    node));
        }
        keep(Scheduler.start(host));
        KubernetesClient agents = keep(plan.kubeconfigs().client(Identity.NODE_AGENT));
        for (NodeFacts node : nodes) {
            NodeAgent agent = keep(new NodeAgent(agents, agentSettings(plan, node)));
            agent.start();
        }
        OperatorApp operator = keep(new OperatorApp(
                keep(plan.kubeconfigs().client(Identity.OPERATOR)), operatorSettings(plan, nodes.getFirst())));
        operator.start();
    }

    private PodNetwork network(Plan plan) throws IOException {
        if (plan.host().root()) {
            openTun();
            return keep(CniPodNetwork.open(
                    new CniNetworks(List.of(Path.of("/usr/lib/cni"))),
                    plan.data().resolve("network")));
        }
        return new LoopbackPodNetwork(kubelets(plan));
    }

    /** Lets every user open the device, as udev does; what may be done with it the owner of each tap decides. */
    private static void openTun() throws IOException {
        Path tun = Path.of("/dev/net/tun");
        var all = PosixFilePermissions.fromString("rw-rw-rw-");
        if (!Files.getPosixFilePermissions(tun).equals(all)) {
            Files.setPosixFilePermissions(tun, all);
            LOG.info("{} is open to all users now, as udev has it", tun);
        }
    }

    private static OperatorSettings operatorSettings(Plan plan, NodeFacts node) {
        return OperatorSettings.embedded(
                plan.version(),
                node.architecture(),
                LocalImages.launcher(plan.version()),
                new ImporterSettings(
                        LocalImages.importer(plan.version()), "IfNotPresent", true, MOST_TRIES, Duration.ofSeconds(5)));
    }

    private static NodeAgentSettings agentSettings(Plan plan, NodeFacts node) throws IOException {
        Certificates.Pem relay = plan.certificates()
                .leaf("relay", "slipway:node-agent", List.of("slipway:parts"), List.of("127.0.0.1", "localhost"));
        return NodeAgentSettings.standalone(
                        node.name(),
                        kubelet(plan, node),
                        plan.data().resolve("run").resolve(node.name()))
                .withRelay(new NodeAgentSettings.RelaySettings(
                        new NodeAgentSettings.Listener("127.0.0.1", 0),
                        "127.0.0.1",
                        new NodeAgentSettings.TlsFiles(relay.certificate(), relay.key(), relay.authority())));
    }

    private static Path kubelets(Plan plan) {
        return plan.data().resolve("kubelet");
    }

    private static Path kubelet(Plan plan, NodeFacts node) {
        return kubelets(plan).resolve(node.name());
    }

    private <T extends AutoCloseable> T keep(T part) {
        running.push(part);
        return part;
    }

    @Override
    public void close() {
        while (!running.isEmpty()) {
            AutoCloseable part = running.pop();
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("{} did not end cleanly: {}", part.getClass().getSimpleName(), e.getMessage());
            }
        }
    }
}

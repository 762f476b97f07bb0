package dev.slipway.benchmarks.scale;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.benchmarks.Percentiles;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Virtual machines from the first POST of eight clients until all are {@code Scheduled}, on twenty fake nodes of a real
 * Kubernetes; what the operator wrote and used for that; and in the same run the anchor, as many bare Pods. The machine is the
 * one with which KubeVirt v1.9.0 was measured: one processor, 1 GiB, a container disk, masquerade.
 *
 * <p>Arguments: kubeconfig of the cluster's admin, its audit log, the folder {@code deploy}, a folder for what is written,
 * port for the operator's health, port for its webhooks, numbers of machines (500 2000).
 */
public final class ScaleBenchmark {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final int WARM_UP = 20;

    /** A machine that is busy with all this takes long to its answers. */
    private static final int PATIENCE_MILLIS = 60_000;

    /** The API server's audit log is written behind the answers. */
    private static final Duration SETTLED = Duration.ofSeconds(5);

    private static final String MANIFEST = """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: NAME, namespace: NAMESPACE}
            spec:
              runStrategy: Always
              template:
                metadata: {labels: {app: scale}}
                spec:
                  domain:
                    cpu: {cores: 1}
                    memory: {guest: 1Gi}
                    devices:
                      disks: [{name: root, disk: {bus: virtio}}]
                      interfaces: [{name: default, masquerade: {}}]
                  networks: [{name: default, pod: {}}]
                  volumes: [{name: root, containerDisk: {image: "localhost/disk:1"}}]
            """;

    private ScaleBenchmark() {}

    /**
     * What was measured with one number of machines.
     *
     * @param machines how many
     * @param seconds from the first POST until the last was Scheduled
     * @param waits milliseconds from each machine's POST until it was Scheduled
     * @param cpuSeconds of the operator, until all ran
     * @param peakMib of the operator, ever
     * @param writes of the operator
     * @param podSeconds the anchor
     * @param namespace where the machines still are
     */
    private record Run(
            int machines,
            double seconds,
            Percentiles waits,
            double cpuSeconds,
            double peakMib,
            OwnWrites writes,
            double podSeconds,
            String namespace) {}

    /** Runs and prints. */
    public static void main(String[] arguments) {
        // The client leaves threads behind that are no daemons, also where something fails.
        try {
            measure(arguments);
            System.exit(0);
        } catch (IOException | InterruptedException | RuntimeException e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void measure(String[] arguments) throws IOException, InterruptedException {
        Path auditLog = Path.of(arguments[1]);
        int healthPort = Integer.parseInt(arguments[4]);
        int webhookPort = Integer.parseInt(arguments[5]);
        List<Integer> sizes = arguments.length > 6
                ? IntStream.range(6, arguments.length)
                        .map(index -> Integer.parseInt(arguments[index]))
                        .boxed()
                        .toList()
                : List.of(500, 2000);
        Config admin = new ConfigBuilder(
                        Config.fromKubeconfig(Path.of(arguments[0]).toFile()))
                .withConnectionTimeout(PATIENCE_MILLIS)
                .withRequestTimeout(PATIENCE_MILLIS)
                .build();
        try (KubernetesClient client =
                new KubernetesClientBuilder().withConfig(admin).build()) {
            String address = URI.create(client.getMasterUrl().toString()).getHost();
            SlipwayWithoutPods.install(client, Path.of(arguments[2]), address, webhookPort);
            FakeNodes.make(client);
            try (OperatorProcess operator = OperatorProcess.start(
                    client, Path.of(arguments[2]), Path.of(arguments[3]), healthPort, webhookPort)) {
                SlipwayWithoutPods.awaitAvailable(client);
                end(client, run(client, operator, auditLog, WARM_UP).namespace());
                for (int size : sizes) {
                    Run run = run(client, operator, auditLog, size);
                    print(run);
                    end(client, run.namespace());
                }
            }
        }
    }

    private static Run run(KubernetesClient client, OperatorProcess operator, Path auditLog, int machines)
            throws IOException, InterruptedException {
        String pods = namespace(client, "bare-");
        double podSeconds = BarePods.measure(client, pods, machines, LIMIT);
        end(client, pods);
        String namespace = namespace(client, "scale-");
        try (FakeNodeAgents agents = FakeNodeAgents.on(client, namespace)) {
            double cpu = operator.cpuSeconds();
            Map<String, Long> sent =
                    Burst.send(client, machines, index -> machine(namespace, "vm-%04d".formatted(index)));
            Map<String, Long> scheduled = agents.awaitScheduled(machines, LIMIT);
            agents.awaitRunning(machines, LIMIT);
            Thread.sleep(SETTLED);
            double took = operator.cpuSeconds() - cpu;
            long first = sent.values().stream().min(Long::compare).orElseThrow();
            long last = scheduled.values().stream().max(Long::compare).orElseThrow();
            List<Double> waits = sent.entrySet().stream()
                    .map(machine -> (scheduled.getOrDefault(machine.getKey(), last) - machine.getValue()) / 1e6)
                    .toList();
            return new Run(
                    machines,
                    (last - first) / 1e9,
                    Percentiles.of(waits),
                    took,
                    operator.peakMib(),
                    OwnWrites.in(auditLog, namespace),
                    podSeconds,
                    namespace);
        }
    }

    private static String namespace(KubernetesClient client, String prefix) {
        return client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName(prefix)
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
    }

    /** The end of what was there is not to be measured with what comes next. */
    private static void end(KubernetesClient client, String namespace) {
        client.namespaces().withName(namespace).delete();
        client.namespaces()
                .withName(namespace)
                .waitUntilCondition(Objects::isNull, LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    private static VirtualMachine machine(String namespace, String name) {
        return Serialization.unmarshal(
                MANIFEST.replace("NAMESPACE", namespace).replace("NAME", name), VirtualMachine.class);
    }

    private static void print(Run run) {
        double each = run.machines();
        System.out.printf(
                Locale.ROOT,
                "%d machines in %.1f s: %.1f/s; anchor, as many bare Pods: %.1f s, %.1f/s; ratio of the rates %.2f (goal: ≥ 25/s)%n",
                run.machines(),
                run.seconds(),
                each / run.seconds(),
                run.podSeconds(),
                each / run.podSeconds(),
                run.podSeconds() / run.seconds());
        System.out.printf(
                Locale.ROOT,
                "  waits from POST to Scheduled: p50 %.1f s, p95 %.1f s, most %.1f s: %.1f × the median%n",
                run.waits().at(50) / 1000,
                run.waits().at(95) / 1000,
                run.waits().at(100) / 1000,
                run.waits().at(100) / run.waits().at(50));
        System.out.printf(
                Locale.ROOT,
                "  operator: %.1f ms of processor a machine (goal: ≤ 20), at most %.0f MiB (goal: ≤ 400), %.2f own writes a machine (goal: ≤ 7)%n",
                run.cpuSeconds() * 1000 / each,
                run.peakMib(),
                run.writes().total() / each);
        run.writes()
                .counts()
                .forEach((write, count) -> System.out.printf(Locale.ROOT, "    %.2f %s%n", count / each, write));
    }
}

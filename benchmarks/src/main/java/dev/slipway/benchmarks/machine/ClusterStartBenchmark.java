package dev.slipway.benchmarks.machine;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.benchmarks.Percentiles;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * On a real Kubernetes: from the POST of a VirtualMachine with a container disk until a watching client sees its instance
 * Running, which is when QEMU answers and the guest's processor runs; and when its launcher's Pod was seen Running on the way.
 * In turn with the anchor: a plain busybox Pod, from its POST until it is seen Running. All images are on the nodes.
 *
 * <p>Arguments: kubeconfig of the cluster's admin, image of the guest's disk, rounds (20).
 */
public final class ClusterStartBenchmark {
    private static final int WARM_UP = 3;
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private ClusterStartBenchmark() {}

    /** Runs and prints percentiles and the ratio of medians. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String image = arguments[1];
        int rounds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        List<Double> machines = new ArrayList<>();
        List<Double> launchers = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        Config admin = Config.fromKubeconfig(Path.of(arguments[0]).toFile());
        try (KubernetesClient client =
                        new KubernetesClientBuilder().withConfig(admin).build();
                RunningWatch<VirtualMachineInstance> instances = RunningWatch.ofInstances(client);
                RunningWatch<Pod> pods = RunningWatch.ofPods(client)) {
            for (int round = -WARM_UP; round < rounds; round++) {
                String name = "start-" + (round + WARM_UP) + "-";
                double pod = pod(client, pods, name + "pod");
                VirtualMachine machine = SmallMachine.withContainerDisk(name + "vm", image);
                long begin = System.nanoTime();
                client.resource(machine).create();
                long end = instances.awaitRunning(name + "vm", LIMIT);
                long launcher =
                        pods.runningSince("virt-launcher-" + name + "vm-").orElse(end);
                client.resource(machine).delete();
                instances.awaitGone(name + "vm", LIMIT);
                System.err.printf(
                        Locale.ROOT,
                        "round %d: Pod %.0f ms, machine %.0f ms, its launcher %.0f ms%n",
                        round,
                        pod,
                        (end - begin) / 1e6,
                        (launcher - begin) / 1e6);
                if (round >= 0) {
                    plain.add(pod);
                    machines.add((end - begin) / 1e6);
                    launchers.add((launcher - begin) / 1e6);
                }
            }
        }
        print(Percentiles.of(machines), Percentiles.of(launchers), Percentiles.of(plain));
        System.exit(0); // the client leaves threads behind that are no daemons
    }

    private static double pod(KubernetesClient client, RunningWatch<Pod> watch, String name)
            throws InterruptedException {
        Pod pod = new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("default")
                .endMetadata()
                .withNewSpec()
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("main")
                .withImage("localhost/busybox:1")
                .withCommand("sleep", "600")
                .endContainer()
                .endSpec()
                .build();
        long begin = System.nanoTime();
        client.resource(pod).create();
        long end = watch.awaitRunning(name, LIMIT);
        client.resource(pod).delete();
        watch.awaitGone(name, LIMIT);
        return (end - begin) / 1e6;
    }

    private static void print(Percentiles machines, Percentiles launchers, Percentiles plain) {
        System.out.println("| what | p50 ms | p90 ms | most ms |");
        System.out.println("|---|---|---|---|");
        System.out.println(machines.row("VirtualMachine created → QEMU runs, seen"));
        System.out.println(launchers.row("… of that until its launcher's Pod is seen Running"));
        System.out.println(plain.row("anchor: busybox Pod created → Running seen"));
        System.out.printf(
                Locale.ROOT,
                "ratio of p50: %.1f × a plain Pod (goal: p50 ≤ 3000 ms)%n",
                machines.at(50) / plain.at(50));
    }
}

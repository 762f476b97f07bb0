package dev.slipway.benchmarks.machine;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.benchmarks.Installation;
import dev.slipway.benchmarks.Percentiles;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * From the POST of a VirtualMachine until a watching client sees its instance Running: QEMU answers and the guest's processor
 * runs. In turn with the anchor: the same QEMU spawned by hand until its monitor greets.
 *
 * <p>Arguments: data directory of a running Slipway, rounds (20).
 */
public final class StartBenchmark {
    private static final int WARM_UP = 5;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private StartBenchmark() {}

    /** Runs and prints percentiles and the ratio of medians. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Installation slipway = Installation.in(Path.of(arguments[0]));
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 20;
        List<Double> machines = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        try (KubernetesClient client = slipway.client();
                RunningWatch<VirtualMachineInstance> watch = RunningWatch.ofInstances(client)) {
            for (int round = -WARM_UP; round < rounds; round++) {
                double machine = machine(client, watch, "start-benchmark-" + (round + WARM_UP));
                double qemu = PlainQemu.millisecondsToGreeting();
                if (round >= 0) {
                    machines.add(machine);
                    plain.add(qemu);
                }
            }
        }
        print(Percentiles.of(machines), Percentiles.of(plain));
        System.exit(0); // the client leaves threads behind that are no daemons
    }

    private static double machine(KubernetesClient client, RunningWatch<VirtualMachineInstance> watch, String name)
            throws InterruptedException {
        VirtualMachine machine = SmallMachine.named(name);
        long begin = System.nanoTime();
        client.resource(machine).create();
        long end = watch.awaitRunning(name, LIMIT);
        client.resource(machine).delete();
        watch.awaitGone(name, LIMIT);
        return (end - begin) / 1e6;
    }

    private static void print(Percentiles machines, Percentiles plain) {
        System.out.println("| what | p50 ms | p90 ms | most ms |");
        System.out.println("|---|---|---|---|");
        System.out.println(machines.row("VirtualMachine created → Running seen"));
        System.out.println(plain.row("anchor: QEMU spawned → QMP greeting"));
        System.out.printf(
                Locale.ROOT,
                "ratio of p50: %.1f × the anchor; beside QEMU itself %.0f ms (goal: p50 ≤ 500 ms)%n",
                machines.at(50) / plain.at(50),
                machines.at(50) - plain.at(50));
    }
}

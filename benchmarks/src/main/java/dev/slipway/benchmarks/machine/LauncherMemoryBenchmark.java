package dev.slipway.benchmarks.machine;

import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.benchmarks.Installation;
import dev.slipway.benchmarks.Percentiles;
import dev.slipway.benchmarks.ProcessFigures;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Memory of launchers whose machines run, against the anchor: as many JVMs with the launcher's flags that only sleep.
 *
 * <p>Arguments: data directory of a running Slipway, machines (5), seconds to wait before looking (20).
 */
public final class LauncherMemoryBenchmark {
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private LauncherMemoryBenchmark() {}

    /** What an anchor's JVM does. */
    public static final class Idle {
        private Idle() {}

        /** Sleeps until it is killed. */
        public static void main(String[] arguments) throws InterruptedException {
            Thread.sleep(Duration.ofHours(1));
        }
    }

    /** Runs and prints means and ratios. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Installation slipway = Installation.in(Path.of(arguments[0]));
        int count = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 5;
        int seconds = arguments.length > 2 ? Integer.parseInt(arguments[2]) : 20;
        List<Process> idle = new ArrayList<>();
        List<VirtualMachine> machines = new ArrayList<>();
        try (KubernetesClient client = slipway.client();
                RunningWatch<VirtualMachineInstance> watch = RunningWatch.ofInstances(client)) {
            try {
                for (int number = 0; number < count; number++) {
                    VirtualMachine machine = SmallMachine.named("memory-benchmark-" + number);
                    machines.add(client.resource(machine).create());
                    idle.add(idle());
                }
                for (VirtualMachine machine : machines) {
                    watch.awaitRunning(machine.getMetadata().getName(), LIMIT);
                }
                Thread.sleep(Duration.ofSeconds(seconds));
                print(launchers(slipway), idle.stream().map(Process::toHandle).toList());
            } finally {
                idle.forEach(Process::destroyForcibly);
                machines.forEach(machine -> client.resource(machine).delete());
            }
        }
        System.exit(0); // the client leaves threads behind that are no daemons
    }

    /** The JVMs alone: a shell that waits for the process's end has the same words in its command line. */
    private static List<ProcessHandle> launchers(Installation slipway) {
        return ProcessFigures.withCommandLine(slipway.data() + "/images/lib/").stream()
                .filter(process -> process.info().command().orElse("").endsWith("/java"))
                .toList();
    }

    private static Process idle() throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xint",
                        "-Xms2m",
                        "-Xmn1m",
                        "-Xmx24m",
                        "-Xss256k",
                        "-XX:ReservedCodeCacheSize=3m",
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Idle.class.getName())
                .inheritIO()
                .start();
    }

    private static void print(List<ProcessHandle> launchers, List<ProcessHandle> idle) throws IOException {
        System.out.println("| what | processes | RSS MiB | most | PSS MiB |");
        System.out.println("|---|---|---|---|---|");
        double own = row("launcher of a running machine", launchers);
        double anchor = row("anchor: the same JVM asleep", idle);
        System.out.printf(Locale.ROOT, "ratio of RSS: %.2f × the anchor (goal: RSS ≤ 45 MiB)%n", own / anchor);
    }

    private static double row(String what, List<ProcessHandle> processes) throws IOException {
        Percentiles rss = figures(processes, "Rss");
        Percentiles pss = figures(processes, "Pss");
        System.out.printf(
                Locale.ROOT,
                "| %s | %d | %.1f | %.1f | %.1f |%n",
                what,
                processes.size(),
                rss.at(50),
                rss.at(100),
                pss.at(50));
        return rss.at(50);
    }

    private static Percentiles figures(List<ProcessHandle> processes, String what) throws IOException {
        List<Double> figures = new ArrayList<>();
        for (ProcessHandle process : processes) {
            figures.add(ProcessFigures.mib(process.pid(), what));
        }
        return Percentiles.of(figures);
    }
}

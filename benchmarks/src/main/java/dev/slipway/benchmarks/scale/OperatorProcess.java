package dev.slipway.benchmarks.scale;

import dev.slipway.benchmarks.ProcessFigures;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The operator in a process of its own beside the cluster, with the rights and the JVM options of its Pod. */
final class OperatorProcess implements AutoCloseable {
    /** The chart gives the container 600 MiB, of which the image gives half to the heap. */
    private static final String HEAP = "-Xmx300m";

    private static final Pattern FLAGS = Pattern.compile("(?m)^JVM_FLAGS='([^']*)'");
    private static final Duration LAST_WORDS = Duration.ofSeconds(20);
    private static final long TOKEN_SECONDS = Duration.ofHours(2).toSeconds();

    private final Process process;

    private OperatorProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts it.
     *
     * @param deploy the folder {@code deploy} of a checkout
     * @param directory where its kubeconfig and its log go
     */
    static OperatorProcess start(KubernetesClient client, Path deploy, Path directory, int healthPort, int webhookPort)
            throws IOException {
        Path kubeconfig = Files.writeString(directory.resolve("operator.yaml"), kubeconfig(client));
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        command.addAll(flags(Files.readString(deploy.resolve("images/lib/parts.sh"))));
        command.addAll(
                List.of(HEAP, "-cp", System.getProperty("java.class.path"), "dev.slipway.operator.OperatorMain"));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("operator.log").toFile());
        builder.environment()
                .putAll(Map.of(
                        "KUBECONFIG", kubeconfig.toString(),
                        "SLIPWAY_HEALTH_PORT", Integer.toString(healthPort),
                        "SLIPWAY_WEBHOOK_PORT", Integer.toString(webhookPort)));
        return new OperatorProcess(builder.start());
    }

    /** Returns the JVM's options as the images have them; the heap's is a part of the container's memory, which there is none of. */
    private static List<String> flags(String parts) {
        Matcher flags = FLAGS.matcher(parts);
        if (!flags.find()) {
            throw new IllegalStateException("deploy/images/lib/parts.sh has no JVM_FLAGS in quotes");
        }
        return Stream.of(flags.group(1).trim().split("\\s+"))
                .filter(flag -> !flag.startsWith("-XX:MaxRAMPercentage="))
                .toList();
    }

    private static String kubeconfig(KubernetesClient client) {
        String token = client.serviceAccounts()
                .inNamespace(SlipwayWithoutPods.NAMESPACE)
                .withName("operator")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(TOKEN_SECONDS)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        return """
                apiVersion: v1
                kind: Config
                current-context: cluster
                contexts: [{name: cluster, context: {cluster: cluster, user: operator}}]
                clusters: [{name: cluster, cluster: {server: "%s", certificate-authority-data: "%s"}}]
                users: [{name: operator, user: {token: "%s"}}]
                """.formatted(client.getMasterUrl(), client.getConfiguration().getCaCertData(), token);
    }

    /** Returns the processor seconds it took so far. */
    double cpuSeconds() throws IOException {
        return ProcessFigures.cpuSeconds(process.pid());
    }

    /** Returns the most memory it ever had, in MiB. */
    double peakMib() throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status")).stream()
                        .filter(line -> line.startsWith("VmHWM:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                        .findFirst()
                        .orElseThrow(() -> new IOException("no VmHWM of process " + process.pid()))
                / 1024.0;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(LAST_WORDS.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}

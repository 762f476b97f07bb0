package dev.slipway.cluster.installation;

import dev.slipway.cluster.fixture.ClusterTool;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.standalone.recorded.RecordedApi;
import dev.slipway.standalone.recorded.RecordedServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A kube-apiserver with the webhooks of an installation whose operators rest. Only when it is asked for: {@code slipway.cluster.recorded}. */
public final class RecordedCluster implements RecordedServer, BeforeEachCallback {
    private static final String ASKED_FOR = "slipway.cluster.recorded";
    private static final List<String> NAMESPACES = List.of("adm", "exp", "src", "upd");

    private @Nullable RealCluster cluster;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Boolean.getBoolean(ASKED_FOR)
                ? ClusterTool.condition()
                : ConditionEvaluationResult.disabled(
                        "SKIPPED: to be asked for by -D" + ASKED_FOR + "=true; it stops all operators for a while");
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        cluster = RealCluster.sharedIn(context);
    }

    /** Both replicas of the operator, and the API server's cache of them, hear of it within that time. */
    @Override
    public Duration configurationDelay() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Opened open(Path directory) throws IOException, GeneralSecurityException {
        RealCluster present = Objects.requireNonNull(cluster);
        SlipwayOnCluster.isInstalled(present);
        Kubectl kubectl = new Kubectl(present.kubeconfig());
        Config config = present.client().getConfiguration();
        return new Asked(
                new RecordedApi(
                        URI.create(config.getMasterUrl()),
                        Optional.ofNullable(config.getOauthToken())
                                .or(() -> Optional.ofNullable(config.getAutoOAuthToken())),
                        "system:serviceaccount:slipway:operator",
                        HttpClient.newBuilder().sslContext(SSLUtils.sslContext(config))),
                kubectl,
                Configured.with(kubectl, "{}"),
                RestingOperator.take(kubectl, "kube-system"));
    }

    private record Asked(RecordedApi api, Kubectl kubectl, Configured configured, RestingOperator operator)
            implements Opened {
        @Override
        public void close() {
            try (operator;
                    configured;
                    api) {
                NAMESPACES.forEach(this::empty);
                kubectl.run(delete("namespace", NAMESPACES));
                List<String> bindings = kubectl.run("get", "clusterrolebinding", "-o", "name")
                        .lines()
                        .map(name -> name.replaceFirst(".*/", ""))
                        .filter(name -> name.startsWith("recorded-"))
                        .toList();
                kubectl.run(delete("clusterrolebinding", bindings));
            }
        }

        private static String[] delete(String kind, List<String> names) {
            List<String> command = new ArrayList<>(List.of("delete", kind, "--ignore-not-found"));
            command.addAll(names);
            return command.toArray(String[]::new);
        }

        /** Nobody works who would take the finalizers away. */
        private void empty(String namespace) {
            String kinds = String.join(
                    ",",
                    kubectl.run("api-resources", "--namespaced", "--verbs=delete", "-o", "name")
                            .lines()
                            .filter(kind -> kind.endsWith("kubevirt.io"))
                            .toList());
            for (String object : kubectl.run("get", kinds, "-n", namespace, "-o", "name", "--ignore-not-found")
                    .lines()
                    // Warnings are told among them.
                    .filter(line -> line.matches("[^ ]+/[^ ]+"))
                    .toList()) {
                kubectl.run(
                        "patch",
                        object,
                        "-n",
                        namespace,
                        "--type",
                        "merge",
                        "-p",
                        "{\"metadata\": {\"finalizers\": null}}");
            }
        }
    }
}

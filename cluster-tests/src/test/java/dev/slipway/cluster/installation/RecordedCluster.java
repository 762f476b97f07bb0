package dev.slipway.cluster.installation;

import dev.slipway.cluster.fixture.ClusterTool;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.standalone.recorded.RecordedApi;
import dev.slipway.standalone.recorded.RecordedServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A kube-apiserver with the webhooks of an installation whose operators rest. Only when it is asked for: {@code slipway.cluster.recorded}. */
public final class RecordedCluster implements RecordedServer, BeforeEachCallback {
    private static final String ASKED_FOR = "slipway.cluster.recorded";
    private static final String ACCOUNT = "recordings";
    private static final List<String> NAMESPACES = List.of("adm", "exp", "src", "upd");

    private @Nullable RealCluster cluster;

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return ClusterTool.hindrance()
                .or(() -> Optional.of("SKIPPED: to be asked for by -D" + ASKED_FOR
                                + "=true; it stops all operators for a while")
                        .filter(_ -> !Boolean.getBoolean(ASKED_FOR)))
                .map(ConditionEvaluationResult::disabled)
                .orElseGet(() -> ConditionEvaluationResult.enabled("a cluster can be started"));
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
        kubectl.run("create", "serviceaccount", ACCOUNT, "-n", "kube-system");
        kubectl.run(
                "create",
                "clusterrolebinding",
                "recorded-" + ACCOUNT,
                "--clusterrole=cluster-admin",
                "--serviceaccount=kube-system:" + ACCOUNT);
        Asked asked = new Asked(
                new RecordedApi(
                        URI.create(present.client().getMasterUrl().toString()),
                        kubectl.run("create", "token", ACCOUNT, "-n", "kube-system", "--duration=1h")
                                .strip(),
                        "system:serviceaccount:slipway:operator",
                        HttpClient.newBuilder().sslContext(trusting(present))),
                kubectl,
                Configured.with(kubectl, "{}"),
                RestingOperator.take(kubectl, "kube-system"));
        return asked;
    }

    private static SSLContext trusting(RealCluster cluster) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        byte[] authority =
                Base64.getDecoder().decode(cluster.client().getConfiguration().getCaCertData());
        store.setCertificateEntry(
                "ca", CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(authority)));
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
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
                kubectl.run("delete", "serviceaccount", ACCOUNT, "-n", "kube-system");
            }
        }

        private static String[] delete(String kind, List<String> names) {
            List<String> command = new java.util.ArrayList<>(List.of("delete", kind, "--ignore-not-found"));
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

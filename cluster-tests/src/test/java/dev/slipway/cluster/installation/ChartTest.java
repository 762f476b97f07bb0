package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.Helm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The chart, and the manifests that are made of it. */
class ChartTest {
    private static final Path DEPLOY = Path.of("../deploy").toAbsolutePath().normalize();
    private static final String CHART = DEPLOY.resolve("helm/slipway").toString();

    @BeforeAll
    static void built() {
        Helm.hindrance().ifPresent(sentence -> Assumptions.abort(sentence));
    }

    @Test
    void kustomize_base_is_what_the_chart_makes() {
        Kubectl.Program.run(
                List.of(
                        "env",
                        "HELM=" + Helm.program(),
                        DEPLOY.resolve("helm/render").toString(),
                        "--check"),
                "",
                Duration.ofMinutes(1));
    }

    @Test
    void every_option_renders_what_kubernetes_can_read() {
        String all = template(
                "--set", "portal.ingress.enabled=true,portal.ingress.host=portal.example.com",
                "--set", "portal.gateway.enabled=true,portal.gateway.parentRefs[0].name=main",
                "--set", "monitoring.enabled=true,monitoring.labels.release=prometheus",
                "--set", "images.pullSecrets[0]=registry,images.repository=registry.example.com/slipway",
                "--set", "networkPolicies.apiServer[0]=10.0.0.0/8,vncProxy.origins[0]=https://portal.example.com");

        assertThat(all)
                .contains("kind: Ingress", "kind: HTTPRoute", "kind: PodMonitor", "kind: PrometheusRule")
                .contains("image: registry.example.com/slipway/portal:", "- name: registry")
                .contains("helm.sh/resource-policy: keep", "cidr: 10.0.0.0/8", "https://portal.example.com");
    }

    @Test
    void another_namespace_is_refused_with_the_way_out() {
        assertThat(Helm.refusal("template", "slipway", CHART, "--namespace", "elsewhere"))
                .contains("Slipway is installed in the namespace slipway, not in elsewhere:"
                        + " give --namespace slipway --create-namespace.");
    }

    @Test
    void two_replicas_with_one_database_are_refused() {
        assertThat(refusal("--set", "portal.persistence.claim=portal"))
                .contains("serves one replica only: set portal.replicas to 1, or leave the claim out.");
        assertThat(template("--set", "portal.persistence.claim=portal,portal.replicas=1"))
                .contains("claimName: portal");
    }

    @Test
    void value_that_no_one_reads_is_refused() {
        assertThat(refusal("--set", "portal.replica=3")).contains("portal", "replica", "not allowed");
        assertThat(refusal("--set", "operator.replicas=0")).contains("replicas");
    }

    private static String template(String... options) {
        return Helm.run(with(options));
    }

    private static String refusal(String... options) {
        return Helm.refusal(with(options));
    }

    private static String[] with(String... options) {
        return Stream.concat(Stream.of("template", "slipway", CHART, "--namespace", "slipway"), Stream.of(options))
                .toArray(String[]::new);
    }
}

package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.cluster.fixture.Helm;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import dev.slipway.ui.keycloak.Keycloak;
import dev.slipway.ui.keycloak.KeycloakVisitor;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** The portal of the chart with a provider: {@code portal.oidc}, its secret and its authority as an admin gives them. */
@WithCluster
@Order(InstallationOrder.LAST)
class PortalSignInTest {
    private static final Path CHART =
            Path.of("..", "deploy", "helm", "slipway").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofMinutes(4);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @BeforeAll
    static void installed(RealCluster cluster) {
        SlipwayOnCluster.isInstalled(cluster);
    }

    @Test
    void users_of_the_provider_see_what_the_cluster_lets_them_see(RealCluster cluster, TestNamespace namespace)
            throws Exception {
        Optional<String> hindrance = Keycloak.hindrance().or(Helm::hindrance);
        assumeTrue(hindrance.isEmpty(), () -> "the chart's portal.oidc was not tested: " + hindrance.orElse(""));
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        URI address = PortForward.freeAddress();
        // Pods reach this machine where they reach the API server.
        String host = cluster.client().getMasterUrl().getHost();
        try (Keycloak keycloak = Keycloak.start(host, directory.resolve("keycloak"))) {
            keycloak.realm(address, Map.of("vera", List.of("viewers"), "nina", List.of("none")), PATIENCE);
            kubectl.apply(machine(namespace.name()));
            kubectl.run(
                    "create",
                    "secret",
                    "generic",
                    "sso",
                    "-n",
                    "slipway",
                    "--from-literal=client-secret=" + Keycloak.SECRET);
            kubectl.run(
                    "create",
                    "configmap",
                    "sso-authority",
                    "-n",
                    "slipway",
                    "--from-file=ca.crt=" + keycloak.authority());
            portal(kubectl, settings(keycloak, address));
            try (PortForward _ = PortForward.start(
                    kubectl, "service/portal", "http", address, directory.resolve("port-forward.log"))) {
                Awaitility.await("the portal leads to its provider")
                        .atMost(PATIENCE)
                        .pollInterval(Duration.ofSeconds(1))
                        .ignoreExceptions()
                        .untilAsserted(() -> seen(keycloak, address, namespace.name()));
            }
        } finally {
            portal(kubectl, List.of());
            kubectl.run("delete", "secret/sso", "configmap/sso-authority", "-n", "slipway", "--ignore-not-found");
        }
    }

    private static void seen(Keycloak keycloak, URI address, String namespace) throws Exception {
        String machine = "/machines/" + namespace + "/seen";
        try (KeycloakVisitor vera = KeycloakVisitor.signedIn(keycloak, address, "vera");
                KeycloakVisitor nina = KeycloakVisitor.signedIn(keycloak, address, "nina")) {
            assertThat(vera.get("/machines")).contains("oidc:vera", machine);
            assertThat(vera.get(machine)).contains("it needs the right to update virtualmachines/start");
            assertThat(nina.get("/machines"))
                    .contains("oidc:nina", "You may not see machines here")
                    .doesNotContain(machine);
        }
    }

    /** Renders the portal with these values, applies it and waits for all of its replicas. */
    private static void portal(Kubectl kubectl, List<String> values) {
        List<String> template = new ArrayList<>(List.of(
                "template", "slipway", CHART.toString(), "--namespace", "slipway", "-s", "templates/portal.yaml"));
        values.forEach(value -> template.addAll(List.of("--set", value)));
        String manifests = Helm.run(template.toArray(String[]::new));
        kubectl.feed(
                manifests.substring(manifests.indexOf("---")),
                "apply",
                "--server-side",
                "--force-conflicts",
                "-f",
                "-");
        kubectl.run("rollout", "status", "deployment/portal", "-n", "slipway", "--timeout=240s");
    }

    private static List<String> settings(Keycloak keycloak, URI address) {
        return List.of(
                "portal.oidc.issuer=" + keycloak.issuer(),
                "portal.oidc.clientSecret=sso",
                "portal.oidc.authority.configMap=sso-authority",
                "portal.oidc.usernamePrefix=oidc:",
                "portal.oidc.groupsPrefix=oidc:",
                "portal.oidc.portalAddress=" + address);
    }

    private static String machine(String namespace) {
        return """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: seen, namespace: %1$s}
            spec:
              runStrategy: Halted
              template: {spec: {domain: {devices: {}, memory: {guest: 64Mi}}}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: viewers, namespace: %1$s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "oidc:viewers"}]
            """.formatted(namespace);
    }
}

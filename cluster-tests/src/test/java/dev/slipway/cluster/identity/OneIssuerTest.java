package dev.slipway.cluster.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.cluster.fixture.Helm;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import dev.slipway.cluster.installation.InstallationOrder;
import dev.slipway.ui.keycloak.Keycloak;
import dev.slipway.ui.keycloak.KeycloakVisitor;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** A real kube-apiserver and the portal trust the same Keycloak: a user is the same to both, and sees the same by both. */
@WithCluster
@Order(InstallationOrder.LAST)
class OneIssuerTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String SUBRESOURCES = "subresources.kubevirt.io";
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path directory;

    @Test
    void token_of_a_user_shows_in_kubectl_what_the_portal_shows(RealCluster cluster, TestNamespace namespace)
            throws Exception {
        Optional<String> hindrance = Keycloak.hindrance().or(Helm::hindrance);
        assumeTrue(
                hindrance.isEmpty(), () -> "one issuer for portal and cluster was not tested: " + hindrance.orElse(""));
        URI address = PortalProcess.freeAddress();
        String before = Files.readString(cluster.authentication());
        try (Keycloak keycloak = Keycloak.start("localhost", directory.resolve("keycloak"))) {
            keycloak.realm(
                    address,
                    Map.of("vera", List.of("viewers"), "eddie", List.of("editors"), "nina", List.of("none")),
                    PATIENCE);
            Files.writeString(
                    cluster.authentication(),
                    authentication(keycloak.issuer(), Files.readString(keycloak.authority())));
            KubectlAs admin = new KubectlAs(cluster.kubeconfig(), "");
            roles(admin);
            machines(admin, namespace.name());
            try {
                seeTheSame(cluster, keycloak, address, namespace.name());
            } finally {
                // Other tests begin when the machines of this one are gone.
                admin.run("delete", "vm", "hidden", "-n", "default", "--wait=false");
            }
        } finally {
            Files.writeString(cluster.authentication(), before);
        }
    }

    private void seeTheSame(RealCluster cluster, Keycloak keycloak, URI address, String namespace) throws Exception {
        Awaitility.await("the API server knows whom the token is about")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(as(cluster, keycloak, "vera").run("auth", "whoami", "-o", "json"))
                        .contains("\"oidc:vera\"", "\"oidc:viewers\""));
        aggregated(cluster, keycloak, namespace);
        try (PortalProcess portal = PortalProcess.start(address, settings(cluster, keycloak), directory)) {
            same(cluster, keycloak, portal, namespace);
        }
    }

    /** Kubernetes' own view and edit hold what Slipway's roles say. */
    private static void aggregated(RealCluster cluster, Keycloak keycloak, String namespace) {
        Awaitility.await("the controller has gathered the roles")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    KubectlAs vera = as(cluster, keycloak, "vera");
                    KubectlAs eddie = as(cluster, keycloak, "eddie");
                    assertThat(vera.may("list", "kubevirt.io", "virtualmachines", "", namespace))
                            .isTrue();
                    assertThat(vera.may("update", SUBRESOURCES, "virtualmachines", "start", namespace))
                            .isFalse();
                    assertThat(vera.may("get", SUBRESOURCES, "virtualmachineinstances", "vnc", namespace))
                            .isFalse();
                    assertThat(eddie.may("update", SUBRESOURCES, "virtualmachines", "start", namespace))
                            .isTrue();
                    assertThat(eddie.may("get", SUBRESOURCES, "virtualmachineinstances", "vnc", namespace))
                            .isTrue();
                    // kubevirt.io:migrate is gathered by none of them
                    assertThat(eddie.may("update", SUBRESOURCES, "virtualmachines", "migrate", namespace))
                            .isFalse();
                    assertThat(eddie.may("list", "kubevirt.io", "virtualmachines", "", "default"))
                            .isFalse();
                });
    }

    private static void same(RealCluster cluster, Keycloak keycloak, PortalProcess portal, String namespace)
            throws Exception {
        assertThat(as(cluster, keycloak, "vera").run("get", "vm", "-n", namespace, "-o", "name"))
                .isEqualToIgnoringWhitespace("virtualmachine.kubevirt.io/seen");
        assertThat(as(cluster, keycloak, "vera").refusal("get", "vm", "-n", "default"))
                .contains("User \"oidc:vera\" cannot list resource \"virtualmachines\"");
        assertThat(as(cluster, keycloak, "nina").refusal("get", "vm", "-n", namespace))
                .contains("User \"oidc:nina\" cannot list resource \"virtualmachines\"");
        try (KeycloakVisitor vera = KeycloakVisitor.signedIn(keycloak, portal.address(), "vera");
                KeycloakVisitor nina = KeycloakVisitor.signedIn(keycloak, portal.address(), "nina")) {
            Awaitility.await("the portal has read the cluster")
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(vera.get("/machines"))
                            .contains("oidc:vera", "/machines/" + namespace + "/seen")
                            .doesNotContain("/machines/default/hidden"));
            assertThat(vera.get("/machines/" + namespace + "/seen"))
                    .contains("it needs the right to update virtualmachines/start");
            assertThat(nina.get("/machines"))
                    .contains("oidc:nina", "You may not see machines here")
                    .doesNotContain("/machines/" + namespace + "/seen");
        }
    }

    private static Map<String, String> settings(RealCluster cluster, Keycloak keycloak) {
        return Map.of(
                "SLIPWAY_PORTAL_KUBECONFIG",
                cluster.kubeconfig().toString(),
                "SLIPWAY_PORTAL_OIDC_ISSUER",
                keycloak.issuer(),
                "SLIPWAY_PORTAL_OIDC_CLIENT_SECRET",
                Keycloak.SECRET,
                "SLIPWAY_PORTAL_OIDC_AUTHORITY",
                keycloak.authority().toString(),
                "SLIPWAY_PORTAL_OIDC_USERNAME_CLAIM",
                "preferred_username",
                "SLIPWAY_PORTAL_OIDC_USERNAME_PREFIX",
                "oidc:",
                "SLIPWAY_PORTAL_OIDC_GROUPS_CLAIM",
                "groups",
                "SLIPWAY_PORTAL_OIDC_GROUPS_PREFIX",
                "oidc:");
    }

    private static KubectlAs as(RealCluster cluster, Keycloak keycloak, String user) throws Exception {
        return new KubectlAs(cluster.kubeconfig(), keycloak.idToken(user));
    }

    private static void roles(KubectlAs admin) throws Exception {
        admin.run(
                "apply",
                "--server-side",
                "--force-conflicts",
                "-f",
                ROOT.resolve("deploy/crds").toString());
        String roles = Helm.run(
                "template",
                "slipway",
                ROOT.resolve("deploy/helm/slipway").toString(),
                "--namespace",
                "slipway",
                "-s",
                "templates/user-roles.yaml");
        admin.feed(roles.substring(roles.indexOf("---")), "apply", "--server-side", "--force-conflicts", "-f", "-");
    }

    private static void machines(KubectlAs admin, String namespace) throws Exception {
        admin.run("wait", "crd/virtualmachines.kubevirt.io", "--for=condition=Established", "--timeout=120s");
        admin.feed("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: slipway}
                """, "apply", "--server-side", "-f", "-");
        admin.feed(
                machine(namespace, "seen")
                        + machine("default", "hidden")
                        + binding(namespace, "view", "viewers")
                        + binding(namespace, "edit", "editors"),
                "apply",
                "-f",
                "-");
    }

    private static String machine(String namespace, String name) {
        return """
            ---
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: %s, namespace: %s}
            spec:
              runStrategy: Halted
              template: {spec: {domain: {devices: {}, memory: {guest: 64Mi}}}}
            """.formatted(name, namespace);
    }

    /** What the portal is told in its environment, the API server in the same words as a file. */
    private static String authentication(String issuer, String authority) {
        return """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer:
                url: %s
                audiences: [slipway]
                certificateAuthority: |
            %s
              claimMappings:
                username: {claim: preferred_username, prefix: "oidc:"}
                groups: {claim: groups, prefix: "oidc:"}
            """.formatted(issuer, authority.indent(6));
    }

    private static String binding(String namespace, String role, String group) {
        return """
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: %2$s, namespace: %1$s}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %2$s}
            subjects: [{apiGroup: rbac.authorization.k8s.io, kind: Group, name: "oidc:%3$s"}]
            """.formatted(namespace, role, group);
    }
}

package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.cluster.fixture.Helm;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.TestNamespace;
import dev.slipway.cluster.fixture.WithCluster;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What Slipway refuses to be installed beside, and to be removed from under. */
@WithCluster
@Order(InstallationOrder.LAST)
class RefusalsTest {
    private static final String CHART =
            Path.of("../deploy/helm/slipway").toAbsolutePath().normalize().toString();
    private static final String TWO_OPERATORS = "two operators must not run the same virtual machines";

    @BeforeAll
    static void installed(RealCluster cluster) {
        SlipwayOnCluster.isInstalled(cluster);
        Optional<String> hindrance = Helm.hindrance();
        assumeTrue(hindrance.isEmpty(), () -> hindrance.orElse(""));
    }

    @Test
    void beside_an_upstream_kubevirt_neither_chart_nor_operator_starts(RealCluster cluster, TestNamespace namespace) {
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        kubectl.apply("""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: virt-operator, namespace: %s, labels: {kubevirt.io: virt-operator}}
            spec:
              selector: {matchLabels: {kubevirt.io: virt-operator}}
              template:
                metadata: {labels: {kubevirt.io: virt-operator}}
                spec: {containers: [{name: virt-operator, image: "localhost/none:1"}]}
            """.formatted(namespace.name()));
        String found = "Deployment " + namespace.name() + "/virt-operator";
        assertThat(Helm.refusal(
                        "install",
                        "second",
                        CHART,
                        "--namespace",
                        namespace.name(),
                        "--dry-run=server",
                        "--kubeconfig",
                        cluster.kubeconfig().toString()))
                .contains(found, TWO_OPERATORS);
        try {
            kubectl.apply(operatorPod(kubectl.run(
                    "get",
                    "deployment",
                    "operator",
                    "-n",
                    "slipway",
                    "-o",
                    "jsonpath={.spec.template.spec.containers[0].image}")));
            kubectl.run(
                    "wait",
                    "pod/second-operator",
                    "-n",
                    "slipway",
                    "--for=jsonpath={.status.phase}=Failed",
                    "--timeout=240s");
            assertThat(kubectl.run("logs", "second-operator", "-n", "slipway")).contains(found, TWO_OPERATORS);
            assertThat(kubectl.run(
                            "get",
                            "events",
                            "-n",
                            "slipway",
                            "--field-selector=reason=UpstreamKubeVirt,involvedObject.name=operator",
                            "-o",
                            "jsonpath={.items[*].message}"))
                    .contains(found, TWO_OPERATORS);
        } finally {
            kubectl.run("delete", "pod", "second-operator", "-n", "slipway", "--ignore-not-found", "--wait=false");
            kubectl.run("delete", "deployment", "virt-operator", "-n", namespace.name(), "--wait=true");
        }
    }

    @Test
    void installation_with_machines_is_not_removed_and_says_which_they_are(
            RealCluster cluster, TestNamespace namespace) {
        Kubectl kubectl = new Kubectl(cluster.kubeconfig());
        kubectl.apply("""
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: kept, namespace: %s}
            spec:
              runStrategy: Halted
              template: {spec: {domain: {devices: {}, memory: {guest: 64Mi}}}}
            """.formatted(namespace.name()));
        String machine = namespace.name() + "/kept";
        try {
            assertThatThrownBy(() -> kubectl.run("delete", "kubevirt", "kubevirt", "-n", "slipway", "--wait=false"))
                    .hasMessageContaining(machine);
            kubectl.apply(Helm.run(
                    "template", "slipway", CHART, "--namespace", "slipway", "--show-only", "templates/uninstall.yaml"));
            kubectl.run("wait", "job/slipway-uninstall", "-n", "slipway", "--for=condition=Failed", "--timeout=240s");
            assertThat(kubectl.run("logs", "job/slipway-uninstall", "-n", "slipway"))
                    .contains(machine);
        } finally {
            kubectl.run("delete", "job", "slipway-uninstall", "-n", "slipway", "--ignore-not-found");
            kubectl.run("delete", "vm", "kept", "-n", namespace.name(), "--timeout=180s");
        }
    }

    /** The operator of the installation once more, which does not come back when it ends. */
    private static String operatorPod(String image) {
        return """
            apiVersion: v1
            kind: Pod
            metadata: {name: second-operator, namespace: slipway}
            spec:
              serviceAccountName: operator
              restartPolicy: Never
              securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
              containers:
              - name: operator
                image: %s
                imagePullPolicy: IfNotPresent
                securityContext: {allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}}
                volumeMounts: [{name: tmp, mountPath: /tmp}]
              volumes: [{name: tmp, emptyDir: {}}]
            """.formatted(image);
    }
}

package dev.slipway.standalone.apiserver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.kubectl.Kubectl;
import dev.slipway.standalone.apiserver.kubectl.Kubectl.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What kubectl prints, which depends on discovery, schemas, tables, patches and protobuf bodies all at once. */
@ExtendWith(ContractServer.class)
final class KubectlContractTest {
    private static final String WIDGET = """
            apiVersion: contract.slipway.dev/v1
            kind: Widget
            metadata: {name: a, labels: {app: web}}
            spec: {size: 3, replicas: 1}
            """;

    @TempDir
    private Path home;

    private Kubectl kubectl;

    @BeforeEach
    void find_kubectl(Cluster cluster) throws IOException {
        Optional<Path> program = Kubectl.find();
        Assumptions.assumeTrue(program.isPresent(), "SKIPPED: there is no kubectl on the PATH");
        Files.copy(cluster.kubeconfig(), home.resolve("config"));
        kubectl = new Kubectl(
                program.get(), home, cluster.config().getCurrentContext().getName(), Map.of());
    }

    private Outcome run(Cluster cluster, String... arguments) {
        return kubectl.run(in(cluster, arguments));
    }

    private Outcome file(Cluster cluster, String manifest, String... arguments) {
        return kubectl.file(manifest, in(cluster, arguments));
    }

    private static String[] in(Cluster cluster, String... arguments) {
        return Stream.concat(Stream.of(arguments), Stream.of("--namespace", cluster.namespace()))
                .toArray(String[]::new);
    }

    @Test
    void apply_creates_leaves_alone_and_changes(Cluster cluster) {
        file(cluster, WIDGET, "apply").clean().prints("widget.contract.slipway.dev/a created\n");
        file(cluster, WIDGET, "apply").clean().prints("widget.contract.slipway.dev/a unchanged\n");
        file(cluster, WIDGET.replace("size: 3", "size: 4"), "apply")
                .clean()
                .prints("widget.contract.slipway.dev/a configured\n");
        file(cluster, WIDGET.replace(", replicas: 1", ""), "diff").failed(1);
    }

    @Test
    void get_prints_the_columns_of_the_definition(Cluster cluster) {
        file(cluster, WIDGET, "apply").clean();

        run(cluster, "get", "wd").clean().prints("NAME   SIZE   PHASE\na      3      \n");
        run(cluster, "get", "wd", "--show-labels")
                .clean()
                .prints("NAME   SIZE   PHASE   LABELS\na      3              app=web\n");
        run(cluster, "get", "wd/a", "-o", "name").clean().prints("widget.contract.slipway.dev/a\n");
        run(cluster, "get", "all", "-o", "name").clean().prints("widget.contract.slipway.dev/a\n");
        run(cluster, "get", "wd/b")
                .failed(1)
                .complains("Error from server (NotFound): widgets.contract.slipway.dev \"b\" not found\n");
    }

    @Test
    void typed_commands_create_what_they_name(Cluster cluster) {
        run(cluster, "create", "configmap", "m", "--from-literal=k=v").clean().prints("configmap/m created\n");
        run(cluster, "create", "secret", "generic", "s", "--from-literal=k=v")
                .clean()
                .prints("secret/s created\n");
        run(cluster, "create", "role", "r", "--verb=get", "--resource=widgets.contract.slipway.dev")
                .clean()
                .prints("role.rbac.authorization.k8s.io/r created\n");
        run(cluster, "create", "configmap", "m")
                .failed(1)
                .complains("error: failed to create configmap: configmaps \"m\" already exists\n");
        run(cluster, "get", "configmap", "m", "-o", "jsonpath={.data.k}")
                .clean()
                .prints("v");
    }

    @Test
    void unknown_fields_are_refused_by_default(Cluster cluster) {
        file(cluster, WIDGET.replace("size: 3", "size: 3, sise: 4"), "apply")
                .failed(1)
                .complains(
                        "Error from server (BadRequest): error when creating \"STDIN\": Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.sise\"\n");
        file(cluster, WIDGET.replace("size: 3", "size: 3, sise: 4"), "apply", "--validate=warn")
                .complains("Warning: unknown field \"spec.sise\"\n");
    }

    @Test
    void wrong_values_are_told_with_their_fields(Cluster cluster) {
        Outcome refused = file(cluster, WIDGET.replace("size: 3", "size: 30, color: green"), "create").failed(1);

        assertThat(refused.err().lines())
                .containsExactlyInAnyOrder(
                        "The Widget \"a\" is invalid: ",
                        "* spec.size: Invalid value: 30: spec.size in body should be less than or equal to 10",
                        "* spec.color: Unsupported value: \"green\": supported values: \"red\", \"blue\"");
    }

    @Test
    void scale_label_annotate_and_patch_change_objects(Cluster cluster) {
        file(cluster, WIDGET, "apply").clean();

        run(cluster, "scale", "wd/a", "--replicas=3").clean().prints("widget.contract.slipway.dev/a scaled\n");
        run(cluster, "label", "wd/a", "app-", "tier=db").clean().prints("widget.contract.slipway.dev/a labeled\n");
        run(cluster, "annotate", "wd/a", "note=x").clean().prints("widget.contract.slipway.dev/a annotated\n");
        run(cluster, "patch", "wd/a", "--type=merge", "-p", "{\"spec\": {\"size\": 5}}")
                .clean()
                .prints("widget.contract.slipway.dev/a patched\n");
        run(
                        cluster,
                        "patch",
                        "wd/a",
                        "--type=merge",
                        "--subresource=status",
                        "-p",
                        "{\"status\": {\"phase\": \"Ready\"}}")
                .clean();
        run(cluster, "get", "wd/a", "-L", "tier")
                .clean()
                .prints("NAME   SIZE   PHASE   TIER\na      5      Ready   db\n");
        run(cluster, "wait", "wd/a", "--for=jsonpath={.status.phase}=Ready", "--timeout=10s")
                .clean()
                .prints("widget.contract.slipway.dev/a condition met\n");
    }

    @Test
    void conflict_of_server_side_apply_is_explained(Cluster cluster) {
        file(cluster, WIDGET, "apply", "--server-side", "--field-manager=one").clean();

        assertThat(file(cluster, WIDGET.replace("size: 3", "size: 4"), "apply", "--server-side", "--field-manager=two")
                        .failed(1)
                        .err())
                .startsWith("error: Apply failed with 1 conflict: conflict with \"one\": .spec.size\n");
        file(
                        cluster,
                        WIDGET.replace("size: 3", "size: 4"),
                        "apply",
                        "--server-side",
                        "--field-manager=two",
                        "--force-conflicts")
                .clean()
                .prints("widget.contract.slipway.dev/a serverside-applied\n");
    }

    @Test
    void dry_run_of_the_server_shows_what_would_be(Cluster cluster) {
        file(cluster, WIDGET, "apply", "--dry-run=server", "-o", "jsonpath={.spec.color}")
                .clean()
                .prints("red");
        run(cluster, "get", "wd").complains("No resources found in " + cluster.namespace() + " namespace.\n");
    }

    @Test
    void explain_walks_the_schema(Cluster cluster) {
        assertThat(run(cluster, "explain", "wd.spec.parts").clean().out())
                .contains("GROUP:      contract.slipway.dev\n")
                .contains("FIELD: parts <[]Object>\n")
                .contains("  name\t<string> -required-\n");
    }

    @Test
    void rights_are_told(Cluster cluster) {
        run(cluster, "auth", "can-i", "create", "wd").clean().prints("yes\n");
        run(cluster, "auth", "can-i", "create", "wd", "--as=jane").failed(1).prints("no\n");
        run(cluster, "get", "wd", "--as=jane")
                .failed(1)
                .complains(
                        "Error from server (Forbidden): widgets.contract.slipway.dev is forbidden: User \"jane\" cannot list resource \"widgets\" in API group \"contract.slipway.dev\" in the namespace \"%s\"\n"
                                .formatted(cluster.namespace()));
    }

    @Test
    void deletion_is_waited_for(Cluster cluster) {
        file(cluster, WIDGET, "apply").clean();

        run(cluster, "delete", "wd", "a").clean().printsLike("widget.contract.slipway.dev \"a\" deleted.*\n");
        run(cluster, "get", "wd/a", "--ignore-not-found").clean().prints("");
    }
}

package dev.slipway.standalone.apiserver.kubectl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.slipway.standalone.apiserver.ApiServer;
import dev.slipway.standalone.apiserver.ApiServerSettings;
import dev.slipway.standalone.apiserver.RbacAccess;
import dev.slipway.standalone.apiserver.TlsMaterial;
import dev.slipway.standalone.apiserver.access.SigningKey;
import dev.slipway.standalone.apiserver.access.StaticTokens;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.ConnectedSubresource;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** One server for all tests; each test has a namespace of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlTest {
    private static final String MACHINE = """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata: {name: web, labels: {app: web}}
            spec:
              runStrategy: Halted
              template:
                metadata: {labels: {app: web}}
                spec:
                  domain:
                    devices: {disks: [{name: root, disk: {bus: virtio}}]}
                    memory: {guest: 512Mi}
                  volumes: [{name: root, containerDisk: {image: "registry.test/os:1"}}]
            """;
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: p, labels: {app: web}}
            spec: {containers: [{name: main, image: img, ports: [{containerPort: 80}]}]}
            """;

    @TempDir
    private static Path folder;

    private ApiServer server;
    private Kubectl admin;
    private Kubectl kubectl;
    private String namespace;

    @BeforeAll
    void serve() throws IOException {
        Optional<Path> program = Kubectl.find();
        Assumptions.assumeTrue(program.isPresent(), "SKIPPED: there is no kubectl on the PATH");
        TlsMaterial tls = SelfSigned.in(folder);
        server = ApiServer.start(new ApiServerSettings(
                folder.resolve("state.db"),
                "127.0.0.1",
                0,
                Optional.of(tls),
                "test",
                new RbacAccess(
                        StaticTokens.of(Map.of(
                                "admin-token", new Caller("admin", "", List.of("system:masters"), Map.of()),
                                "jane-token", new Caller("jane", "", List.of("team"), Map.of()))),
                        SigningKey.generate(),
                        Clock.systemUTC()),
                Admission.NONE,
                List.of(),
                List.of(new FixedLog())));
        Files.writeString(folder.resolve("config"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: s, cluster: {server: "%s", certificate-authority: "%s"}}]
                users: [{name: admin, user: {token: admin-token}}, {name: jane, user: {token: jane-token}}]
                contexts:
                - {name: admin, context: {cluster: s, user: admin}}
                - {name: jane, context: {cluster: s, user: jane}}
                """.formatted(server.address(), tls.certificate()));
        admin = new Kubectl(program.get(), folder, "admin", Map.of());
        admin.run("apply", "--server-side", "-f", "../deploy/crds").clean();
        admin.run("wait", "--for=condition=Established", "crd", "--all", "--timeout=30s")
                .clean();
    }

    @AfterAll
    void stop() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void make_namespace(TestInfo test) {
        namespace = "t-" + Integer.toHexString(test.getDisplayName().hashCode());
        admin.run("create", "namespace", namespace).clean().prints("namespace/" + namespace + " created\n");
        kubectl = admin;
    }

    private Kubectl.Outcome run(String... arguments) {
        return kubectl.run(inNamespace(arguments));
    }

    private Kubectl.Outcome file(String manifest, String... arguments) {
        return kubectl.file(manifest, inNamespace(arguments));
    }

    private String[] inNamespace(String... arguments) {
        String[] all = java.util.Arrays.copyOf(arguments, arguments.length + 2);
        all[arguments.length] = "--namespace";
        all[arguments.length + 1] = namespace;
        return all;
    }

    @Test
    void apply_creates_leaves_alone_and_changes() {
        file(MACHINE, "apply").clean().prints("virtualmachine.kubevirt.io/web created\n");
        file(MACHINE, "apply").clean().prints("virtualmachine.kubevirt.io/web unchanged\n");
        file(MACHINE.replace("Halted", "Always"), "apply")
                .clean()
                .prints("virtualmachine.kubevirt.io/web configured\n");
        file(POD, "apply").clean().prints("pod/p created\n");
        file(POD.replace("app: web", "app: other"), "apply").clean().prints("pod/p configured\n");
    }

    @Test
    void what_standalone_does_not_act_on_is_taken_with_a_warning() {
        Kubectl.Outcome quota = kubectl.run("create", "quota", "q", "--hard=pods=1");
        quota.failed(0).prints("resourcequota/q created\n");
        quota.complains("Warning: a ResourceQuota limits nothing in a standalone Slipway;"
                + " on a cluster Kubernetes enforces it\n");
        Kubectl.Outcome service = kubectl.run("create", "service", "clusterip", "s", "--tcp=80");
        service.failed(0).prints("service/s created\n");
        service.complains("Warning: a Service leads to no Pod in a standalone Slipway, which has no service network;"
                + " reach a machine at the address that kubectl get vmi shows\n");
    }

    @Test
    void server_side_apply_tells_conflicts() {
        file(MACHINE, "apply", "--server-side").clean().prints("virtualmachine.kubevirt.io/web serverside-applied\n");
        Kubectl.Outcome other =
                file(MACHINE.replace("Halted", "Always"), "apply", "--server-side", "--field-manager=other");
        assertThat(other.exit()).isEqualTo(1);
        assertThat(other.err()).contains("conflict with \"kubectl\": .spec.runStrategy");
        file(
                        MACHINE.replace("Halted", "Always"),
                        "apply",
                        "--server-side",
                        "--field-manager=other",
                        "--force-conflicts")
                .clean();
    }

    @Test
    void diff_shows_the_change_and_exits_with_1() {
        file(MACHINE, "apply").clean();
        file(MACHINE, "diff").clean().prints("");
        Kubectl.Outcome changed = file(MACHINE.replace("Halted", "Always"), "diff");
        assertThat(changed.err()).isEmpty();
        assertThat(changed.exit()).isEqualTo(1);
        assertThat(changed.out()).contains("-  runStrategy: Halted\n+  runStrategy: Always\n");
    }

    @Test
    void edit_stores_what_the_editor_left() {
        file(MACHINE, "apply").clean();
        kubectl = admin.with("KUBE_EDITOR", "sed -i s/Halted/Manual/");
        run("edit", "vm", "web").clean().prints("virtualmachine.kubevirt.io/web edited\n");
        kubectl = admin.with("KUBE_EDITOR", "true");
        run("edit", "vm", "web").complains("Edit cancelled, no changes made.\n");
        run("get", "vm", "web", "-o", "jsonpath={.spec.runStrategy}").clean().prints("Manual");
    }

    @Test
    void get_prints_every_form() {
        file(MACHINE, "apply").clean();
        run("get", "vm").clean().printsLike("NAME +AGE +STATUS +READY *\nweb +\\d+s +\n");
        run("get", "vm", "-o", "name").clean().prints("virtualmachine.kubevirt.io/web\n");
        run("get", "vm", "-o", "wide").clean().printsLike("NAME +AGE +STATUS +READY *\nweb .*");
        run("get", "vm", "web", "-o", "jsonpath={.spec.template.spec.domain.memory.guest}")
                .clean()
                .prints("512Mi");
        run("get", "vm", "-o", "custom-columns=N:.metadata.name,S:.spec.runStrategy")
                .clean()
                .prints("N     S\nweb   Halted\n");
        assertThat(run("get", "vm", "web", "-o", "yaml").clean().out())
                .contains("kind: VirtualMachine", "runStrategy: Halted");
        assertThat(run("get", "vm", "-o", "json").clean().out()).contains("\"kind\": \"List\"");
        run("get", "vm", "--show-labels").clean().printsLike("NAME .*LABELS\nweb .*app=web\n");
        run("get", "vm", "-l", "app=nothing").printsLike("");
        run("get", "vm", "missing")
                .failed(1)
                .complains("Error from server (NotFound): virtualmachines.kubevirt.io \"missing\" not found\n");
    }

    @Test
    void several_kinds_are_listed_one_after_the_other() {
        file(MACHINE, "apply").clean();
        file(POD, "apply").clean();
        run("get", "vm,pod")
                .clean()
                .printsLike(
                        "NAME +AGE +STATUS +READY *\nvirtualmachine.kubevirt.io/web .*\n\nNAME +READY +STATUS +RESTARTS +AGE\npod/p +0/1 +Pending +0 +\\d+s\n");
        Kubectl.Outcome all = run("get", "all");
        all.printsLike("NAME +READY .*\npod/p .*\n\nNAME .*\nvirtualmachine.kubevirt.io/web .*\n");
        // As with KubeVirt, whose presets are of the category "all" and deprecated.
        all.complains(
                "Warning: kubevirt.io/v1 VirtualMachineInstancePresets is now deprecated and will be removed in v2.\n");
        run("get", "pods", "-o", "wide")
                .clean()
                .printsLike(
                        "NAME +READY +STATUS +RESTARTS +AGE +IP +NODE +NOMINATED NODE +READINESS GATES\np .*<none> +<none> +<none> +<none>\n");
    }

    @Test
    void watch_prints_changes_as_rows() throws IOException {
        file(MACHINE, "apply").clean();
        try (Kubectl.Running watch = admin.start(
                "get",
                "vm",
                "--namespace",
                namespace,
                "-w",
                "-o",
                "custom-columns=S:.spec.runStrategy",
                "--no-headers")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> watch.outSoFar().equals("Halted\n"));
            run("patch", "vm", "web", "--type=merge", "-p", "{\"spec\":{\"runStrategy\":\"Always\"}}")
                    .clean();
            await().atMost(Duration.ofSeconds(20)).until(() -> watch.outSoFar().equals("Halted\nAlways\n"));
        }
        try (Kubectl.Running watch = admin.start("get", "vm", "--namespace", namespace, "-w")) {
            await().atMost(Duration.ofSeconds(20)).until(() -> watch.outSoFar().contains("web "));
            run("label", "vm", "web", "x=y").clean();
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> watch.outSoFar().lines().count() == 3);
            assertThat(Files.readString(watch.err())).isEmpty();
        }
    }

    @Test
    void describe_shows_machines_pods_volumes_and_namespaces() {
        file(MACHINE, "apply").clean();
        file(POD, "apply").clean();
        file("""
                apiVersion: cdi.kubevirt.io/v1beta1
                kind: DataVolume
                metadata: {name: disk}
                spec: {source: {blank: {}}, storage: {resources: {requests: {storage: 1Gi}}}}
                """, "apply").clean();
        assertThat(run("describe", "vm", "web").clean().out()).contains("Run Strategy:  Halted", "Events:");
        assertThat(run("describe", "pod", "p").clean().out()).contains("QoS Class:        BestEffort");
        assertThat(run("describe", "dv", "disk").clean().out()).contains("Storage:  1Gi");
        assertThat(admin.run("describe", "namespace", namespace).clean().out()).contains("Status:       Active");
    }

    @Test
    void explain_walks_the_schema() {
        assertThat(run("explain", "vm.spec.template.spec.domain.cpu").clean().out())
                .contains("KIND:       VirtualMachine", "cores\t<integer>", "dedicatedCpuPlacement\t<boolean>");
        assertThat(run("explain", "pod.spec.containers").clean().out())
                .contains("env\t<[]EnvVar>", "name\t<string> -required-");
        assertThat(run("explain", "dv.spec.source").clean().out()).contains("http\t<Object>");
        assertThat(run("explain", "vm", "--recursive").clean().out()).contains("hotpluggable\t<boolean>");
        assertThat(run("explain", "vm").clean().out())
                .contains("DESCRIPTION:\n    A machine that is kept,")
                .contains("metadata\t<ObjectMeta>\n    Name, labels and annotations");
        run("explain", "vm.spec.nonsense").failed(1).complains("error: field \"nonsense\" does not exist\n");
    }

    @Test
    void unknown_fields_are_refused_by_default_and_may_be_warned_of() {
        String wrong = MACHINE.replace("runStrategy", "bogus: 1\n  runStrategy");
        assertThat(file(wrong, "create").failed(1).err())
                .contains("strict decoding error: unknown field \"spec.bogus\"");
        file(wrong, "create", "--validate=warn").complains("Warning: unknown field \"spec.bogus\"\n");
    }

    @Test
    void wait_ends_when_a_condition_holds_a_value_is_there_or_an_object_is_gone() {
        file(MACHINE, "apply").clean();
        run(
                        "patch",
                        "vm",
                        "web",
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"status\":{\"printableStatus\":\"Stopped\",\"conditions\":[{\"type\":\"Ready\",\"status\":\"True\"}]}}")
                .clean();
        run("wait", "vm/web", "--for=condition=Ready", "--timeout=20s")
                .clean()
                .prints("virtualmachine.kubevirt.io/web condition met\n");
        run("wait", "vm/web", "--for=jsonpath={.status.printableStatus}=Stopped", "--timeout=20s")
                .clean();
        run("get", "vm").clean().printsLike(".*web +\\d+s +Stopped +True\n");
        run("delete", "vm", "web", "--wait=false").clean();
        run("wait", "vm/web", "--for=delete", "--timeout=20s").clean();
    }

    @Test
    void all_three_patches_labels_and_annotations_change_objects() {
        file(POD, "apply").clean();
        run("patch", "pod", "p", "-p", "{\"metadata\":{\"labels\":{\"s\":\"1\"}}}")
                .clean()
                .prints("pod/p patched\n");
        run("patch", "pod", "p", "--type=merge", "-p", "{\"metadata\":{\"labels\":{\"m\":\"1\"}}}")
                .clean();
        run(
                        "patch",
                        "pod",
                        "p",
                        "--type=json",
                        "-p",
                        "[{\"op\":\"add\",\"path\":\"/metadata/labels/j\",\"value\":\"1\"}]")
                .clean();
        run("label", "pod", "p", "l=1").clean().prints("pod/p labeled\n");
        run("label", "pod", "p", "app-").clean().prints("pod/p unlabeled\n");
        run("annotate", "pod", "p", "a=1").clean().prints("pod/p annotated\n");
        run("get", "pod", "p", "-o", "jsonpath={.metadata.labels}")
                .clean()
                .prints("{\"j\":\"1\",\"l\":\"1\",\"m\":\"1\",\"s\":\"1\"}");
    }

    @Test
    void typed_commands_create_what_they_name() {
        run("create", "configmap", "c", "--from-literal=k=v").clean().prints("configmap/c created\n");
        run("create", "secret", "generic", "s", "--from-literal=k=v").clean().prints("secret/s created\n");
        run("create", "serviceaccount", "bot").clean().prints("serviceaccount/bot created\n");
        run("get", "secret", "s", "-o", "jsonpath={.data.k}").clean().prints("dg==");
        run("create", "role", "r", "--verb=get", "--resource=pods").clean();
        run("create", "rolebinding", "rb", "--role=r", "--serviceaccount=" + namespace + ":bot")
                .clean();
        run("create", "poddisruptionbudget", "b", "--selector=a=b", "--min-available=1")
                .clean();
        run("run", "x", "--image=img").clean().prints("pod/x created\n");
        run("create", "configmap", "c")
                .failed(1)
                .complains("error: failed to create configmap: configmaps \"c\" already exists\n");
    }

    @Test
    void service_account_token_opens_what_its_roles_allow() throws IOException {
        run("create", "serviceaccount", "bot").clean();
        run("create", "role", "r", "--verb=get,list", "--resource=pods").clean();
        run("create", "rolebinding", "rb", "--role=r", "--serviceaccount=" + namespace + ":bot")
                .clean();
        String token = run("create", "token", "bot", "--duration=1h").clean().out();
        assertThat(token.split("\\.")).hasSize(3);
        Path config = folder.resolve("config");
        Path bots = Files.createDirectories(folder.resolve(namespace));
        Files.writeString(bots.resolve("config"), Files.readString(config).replace("jane-token", token));
        kubectl = new Kubectl(admin.program(), bots, "jane", Map.of());
        run("auth", "whoami", "-o", "jsonpath={.status.userInfo.username}")
                .clean()
                .prints("system:serviceaccount:" + namespace + ":bot");
        run("get", "pods").complains("No resources found in " + namespace + " namespace.\n");
        run("get", "secrets")
                .failed(1)
                .complains(
                        "Error from server (Forbidden): secrets is forbidden: User \"system:serviceaccount:%s:bot\" cannot list resource \"secrets\" in API group \"\" in the namespace \"%s\"\n"
                                .formatted(namespace, namespace));
        admin.run(inNamespace("delete", "serviceaccount", "bot")).clean();
        run("get", "pods").failed(1).complains("error: You must be logged in to the server (Unauthorized)\n");
    }

    @Test
    void rights_are_told_and_impersonation_needs_one() {
        run("auth", "can-i", "create", "vm").clean().prints("yes\n");
        run("auth", "can-i", "create", "vm", "--as=jane").failed(1).prints("no\n");
        run("auth", "can-i", "get", "vm", "--subresource=status", "--as=jane", "--as-group=system:masters")
                .clean()
                .prints("yes\n");
        run("create", "rolebinding", "j", "--clusterrole=edit", "--user=jane").clean();
        kubectl = admin.as("jane");
        run("auth", "can-i", "create", "vm").clean().prints("yes\n");
        assertThat(run("auth", "can-i", "--list").clean().out()).contains("virtualmachines.kubevirt.io");
        run("auth", "whoami")
                .clean()
                .printsLike("ATTRIBUTE +VALUE\nUsername +jane\nGroups +\\[team system:authenticated]\n");
        run("get", "pods", "--as=admin")
                .failed(1)
                .complains(
                        "Error from server (Forbidden): users \"admin\" is forbidden: User \"jane\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope\n");
    }

    @Test
    void nobody_grants_more_than_they_hold() {
        run("create", "rolebinding", "j", "--clusterrole=admin", "--user=jane").clean();
        kubectl = admin.as("jane");
        run("create", "rolebinding", "ok", "--clusterrole=view", "--user=joe").clean();
        Kubectl.Outcome refused = run("create", "rolebinding", "more", "--clusterrole=cluster-admin", "--user=jane");
        assertThat(refused.failed(1).err())
                .contains(
                        "is attempting to grant RBAC permissions not currently held:\n{APIGroups:[\"*\"], Resources:[\"*\"], Verbs:[\"*\"]}");
        assertThat(run("create", "role", "nodes", "--verb=delete", "--resource=nodes")
                        .failed(1)
                        .err())
                .contains("not currently held");
    }

    @Test
    void delete_takes_dependents_along_unless_told_to_leave_them() {
        file(POD, "apply").clean();
        String uid =
                run("get", "pod", "p", "-o", "jsonpath={.metadata.uid}").clean().out();
        String child = """
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: %s, ownerReferences: [{apiVersion: v1, kind: Pod, name: p, uid: %s}]}
                """;
        file(child.formatted("one", uid), "create").clean();
        run("delete", "pod", "p", "--cascade=foreground", "--now").clean().prints("pod \"p\" deleted\n");
        run("get", "configmap", "one", "--ignore-not-found").clean().prints("");
        file(POD, "apply").clean();
        uid = run("get", "pod", "p", "-o", "jsonpath={.metadata.uid}").clean().out();
        file(child.formatted("two", uid), "create").clean();
        run("delete", "pod", "p", "--cascade=orphan", "--now").clean();
        run("get", "configmap", "two", "-o", "jsonpath={.metadata.ownerReferences}")
                .clean()
                .prints("");
    }

    @Test
    void namespace_goes_with_all_that_is_in_it() {
        file(MACHINE, "apply").clean();
        admin.run("delete", "namespace", namespace, "--timeout=30s")
                .clean()
                .prints("namespace \"" + namespace + "\" deleted\n");
        run("get", "vm").complains("No resources found in " + namespace + " namespace.\n");
    }

    @Test
    void replace_needs_the_newest_version() {
        file(MACHINE, "create").clean().prints("virtualmachine.kubevirt.io/web created\n");
        file(MACHINE.replace("Halted", "Always"), "replace")
                .clean()
                .prints("virtualmachine.kubevirt.io/web replaced\n");
        String old = run("get", "vm", "web", "-o", "yaml").clean().out();
        run("label", "vm", "web", "x=y").clean();
        assertThat(file(old, "replace").failed(1).err())
                .contains(
                        "Operation cannot be fulfilled on virtualmachines.kubevirt.io \"web\": the object has been modified; please apply your changes to the latest version and try again");
    }

    @Test
    void scale_sets_the_replicas_of_a_kind_that_has_them() {
        admin.file("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: gadgets.test.slipway.dev}
                spec:
                  group: test.slipway.dev
                  scope: Namespaced
                  names: {kind: Gadget, plural: gadgets, singular: gadget}
                  versions:
                  - name: v1
                    served: true
                    storage: true
                    subresources: {scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}}
                    schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {replicas: {type: integer}}}}}}
                """, "apply").clean();
        admin.run("wait", "--for=condition=Established", "crd/gadgets.test.slipway.dev", "--timeout=20s")
                .clean();
        file("""
                apiVersion: test.slipway.dev/v1
                kind: Gadget
                metadata: {name: g}
                spec: {replicas: 1}
                """, "apply").clean();
        run("scale", "gadget/g", "--replicas=3").clean().prints("gadget.test.slipway.dev/g scaled\n");
        run("get", "gadget", "g", "-o", "jsonpath={.spec.replicas}").clean().prints("3");
    }

    @Test
    void events_are_listed_with_their_objects() {
        file("""
                apiVersion: v1
                kind: Event
                metadata: {name: e}
                involvedObject: {kind: VirtualMachine, name: web, namespace: %s, apiVersion: kubevirt.io/v1}
                type: Normal
                reason: Started
                message: it runs
                lastTimestamp: "2026-01-01T00:00:00Z"
                """.formatted(namespace), "create").clean();
        run("get", "events")
                .clean()
                .printsLike(
                        "LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n\\S+ +Normal +Started +virtualmachine/web +it runs\n");
        run("events")
                .clean()
                .printsLike(
                        "LAST SEEN +TYPE +REASON +OBJECT +MESSAGE\n\\S+ +Normal +Started +VirtualMachine/web +it runs\n");
    }

    @Test
    void logs_come_from_the_part_that_runs_the_pod() {
        file(POD, "apply").clean();
        run("logs", "p").clean().prints("line 1 of " + namespace + "/p\n");
    }

    @Test
    void discovery_names_what_is_served() {
        assertThat(admin.run("api-resources", "--api-group=kubevirt.io").clean().out())
                .containsPattern("virtualmachines +vm,vms +kubevirt.io/v1 +true +VirtualMachine\n");
        assertThat(admin.run("api-resources", "--categories=all", "-o", "name")
                        .clean()
                        .out())
                .contains("virtualmachineinstances.kubevirt.io", "pods");
        assertThat(admin.run("api-versions").clean().out().lines())
                .contains("v1", "apps/v1", "kubevirt.io/v1", "kubevirt.io/v1alpha3", "cdi.kubevirt.io/v1beta1");
        assertThat(admin.run("cluster-info").clean().out())
                .contains(server.address().toString());
        admin.run("get", "--raw", "/healthz").clean().prints("ok");
        assertThat(admin.run("version", "-o", "json").out()).contains("\"gitVersion\": \"v1.34.0+slipway-test\"");
    }

    @Test
    void deprecated_version_is_served_with_its_warning() {
        file(MACHINE.replace("kubevirt.io/v1", "kubevirt.io/v1alpha3"), "create")
                .complains(
                        "Warning: kubevirt.io/v1alpha3 is now deprecated and will be removed in a future release.\n");
    }

    /** Stands for a kubelet: says which Pod's log was asked for. */
    private static final class FixedLog implements ConnectedSubresource {
        @Override
        public GroupResource resource() {
            return new GroupResource("", "pods");
        }

        @Override
        public String subresource() {
            return "log";
        }

        @Override
        public void serve(HttpServerRequest request, Caller caller, String namespace, String name) {
            request.response()
                    .putHeader("Content-Type", "text/plain")
                    .end("line 1 of %s/%s\n".formatted(namespace, name));
        }
    }
}

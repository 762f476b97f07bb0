package dev.slipway.standalone.operator;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.api.cdi.DataSource;
import dev.slipway.api.cdi.DataVolume;
import dev.slipway.api.kubevirt.VirtualMachine;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineStatus;
import dev.slipway.api.snapshot.VirtualMachineSnapshot;
import dev.slipway.api.snapshot.VirtualMachineSnapshotContent;
import dev.slipway.api.template.VirtualMachineTemplateRequest;
import dev.slipway.api.volumesnapshot.VolumeSnapshot;
import dev.slipway.operator.OperatorApp;
import dev.slipway.operator.OperatorSettings;
import dev.slipway.operator.datavolume.ImporterSettings;
import dev.slipway.standalone.apiserver.AccessByRoles;
import dev.slipway.standalone.apiserver.ApiServer;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.core.ConditionTimeoutException;

/** An API server with Slipway's kinds, a fake node, and an operator that can be restarted. */
final class OperatorCluster implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final List<Path> DEFINITIONS =
            List.of(Path.of("../deploy/crds"), Path.of("src/main/resources/crds"));
    private static final PatchContext MERGE = PatchContext.of(PatchType.JSON_MERGE);

    private final ApiServer server;
    private final KubernetesClient client;
    private final KubernetesClient part;
    private final FakeNode node;
    private Optional<OperatorApp> operator = Optional.empty();
    private String namespace = "default";
    private int namespaces;

    private OperatorCluster(ApiServer server) throws IOException {
        this.server = server;
        this.client = newClient(server, AccessByRoles.ADMIN_TOKEN);
        this.part = newClient(server, AccessByRoles.token("operator"));
        install();
        this.node = FakeNode.start(newClient(server, AccessByRoles.ADMIN_TOKEN));
    }

    static OperatorCluster start(Path directory) throws IOException, TimeoutException, InterruptedException {
        OperatorCluster cluster = new OperatorCluster(ApiServer.start(AccessByRoles.settings(directory)));
        cluster.startOperator();
        return cluster;
    }

    private static KubernetesClient newClient(ApiServer server, String token) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder()
                        .withMasterUrl(server.address().toString())
                        .withRequestTimeout(10_000)
                        .withOauthToken(token)
                        .build())
                .build();
    }

    private void install() throws IOException {
        for (Path directory : DEFINITIONS) {
            installAll(directory);
        }
        create("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop}
                """);
        create("""
                apiVersion: v1
                kind: Namespace
                metadata: {name: slipway-migrations}
                """);
        create("""
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: late}
                provisioner: test
                volumeBindingMode: WaitForFirstConsumer
                """);
    }

    private void installAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".yaml")).toList()) {
                try (InputStream content = Files.newInputStream(file)) {
                    client.load(content)
                            .items()
                            .forEach(definition -> client.resource(definition).create());
                }
            }
        }
    }

    void startOperator() throws TimeoutException, InterruptedException {
        startOperator("slipway.dev/launcher:test");
    }

    /** Starts the operator of a release that brings this launcher. */
    void startOperator(String launcherImage) throws TimeoutException, InterruptedException {
        OperatorApp app = new OperatorApp(
                part,
                OperatorSettings.embedded(
                        "test",
                        "amd64",
                        launcherImage,
                        new ImporterSettings(
                                "slipway.dev/importer:test", "IfNotPresent", true, 3, Duration.ofMillis(50))));
        app.start();
        operator = Optional.of(app);
    }

    /** Starts the operator as one of several, of which one works at a time. */
    void startReplica(String identity) throws TimeoutException, InterruptedException {
        OperatorSettings alone = OperatorSettings.embedded(
                "test", "amd64", "slipway.dev/launcher:test", ImporterSettings.of("slipway.dev/importer:test"));
        OperatorApp app = new OperatorApp(
                part,
                new OperatorSettings(
                        alone.installation(),
                        alone.launcherImage(),
                        alone.importer(),
                        alone.uploads(),
                        alone.exports(),
                        true,
                        identity,
                        alone.healthHost(),
                        alone.healthPort(),
                        alone.webhookPort(),
                        alone.workers(),
                        alone.patience()));
        app.start();
        operator = Optional.of(app);
    }

    /** Starts the operator if it does not run. */
    void ensureOperator() throws TimeoutException, InterruptedException {
        if (operator.isEmpty()) {
            startOperator();
        }
    }

    void stopOperator() {
        operator.ifPresent(OperatorApp::close);
        operator = Optional.empty();
    }

    /** Makes a namespace of its own for a test, in which all that follows happens. */
    void enterNewNamespace() {
        namespace = "shop-" + ++namespaces;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    String namespace() {
        return namespace;
    }

    FakeNode node() {
        return node;
    }

    KubernetesClient client() {
        return client;
    }

    HasMetadata create(String yaml) {
        return client.resource(yaml.replace("namespace: shop", "namespace: " + namespace))
                .create();
    }

    /** A virtual machine with these further lines below {@code spec}. */
    void createMachine(String name, String spec) {
        createMachine(name, spec, "evictionStrategy: None");
    }

    /** Makes a machine with one line more in the specification of its instances. */
    void createMachine(String name, String spec, String instance) {
        create("""
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: %s, namespace: shop}
                spec:
                  template:
                    metadata: {labels: {app: %s}}
                    spec:
                      architecture: amd64
                      %s
                      domain:
                        devices: {}
                        memory: {guest: 64Mi}
                %s
                """.formatted(name, name, instance, spec.indent(2)));
    }

    Optional<VirtualMachine> machine(String name) {
        return Optional.ofNullable(client.resources(VirtualMachine.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    VirtualMachineStatus status(String name) {
        return machine(name).map(VirtualMachine::getStatus).orElseThrow();
    }

    Optional<VirtualMachineInstance> instance(String name) {
        return Optional.ofNullable(client.resources(VirtualMachineInstance.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    Optional<DataVolume> dataVolume(String name) {
        return Optional.ofNullable(client.resources(DataVolume.class)
                .inNamespace(namespace)
                .withName(name)
                .get());
    }

    List<Pod> pods() {
        return client.pods().inNamespace(namespace).list().getItems();
    }

    /** Returns what an object says at a JSON pointer; empty text if it says nothing there. */
    String text(Object object, String pointer) {
        return client.getKubernetesSerialization()
                .convertValue(object, JsonNode.class)
                .at(pointer)
                .asText("");
    }

    void patchMachine(String name, String patch) {
        client.resources(VirtualMachine.class)
                .inNamespace(namespace)
                .withName(name)
                .patch(MERGE, patch);
    }

    /** As the subresources start, stop and restart do. */
    void requestChange(String name, String requests) {
        client.resources(VirtualMachine.class)
                .inNamespace(namespace)
                .withName(name)
                .subresource("status")
                .patch(MERGE, "{\"status\":{\"stateChangeRequests\":" + requests + "}}");
    }

    void deleteMachine(String name) {
        client.resources(VirtualMachine.class)
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    void deleteInstance(String name) {
        client.resources(VirtualMachineInstance.class)
                .inNamespace(namespace)
                .withName(name)
                .delete();
    }

    void awaitStatus(String name, String printable) {
        eventually(
                "machine " + name + " is " + printable,
                () -> machine(name)
                        .map(VirtualMachine::getStatus)
                        .map(VirtualMachineStatus::printableStatus)
                        .filter(printable::equals)
                        .isPresent());
    }

    boolean runs(String name) {
        return node.runs(namespace + "/" + name);
    }

    void endGuest(String name, String words) {
        node.endGuest(namespace + "/" + name, words);
    }

    void eventually(String what, Callable<Boolean> condition) {
        try {
            await(what)
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(20))
                    // What is looked at may not be there yet.
                    .ignoreException(NoSuchElementException.class)
                    .until(condition);
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(what + " did not come true; there is\n" + state(), e);
        }
    }

    /** All that a person would look at to find out why a test waits in vain. */
    private String state() {
        return Stream.of(
                        VirtualMachine.class,
                        VirtualMachineInstance.class,
                        DataVolume.class,
                        DataSource.class,
                        Pod.class,
                        PersistentVolumeClaim.class,
                        VolumeSnapshot.class,
                        VirtualMachineSnapshot.class,
                        VirtualMachineSnapshotContent.class,
                        VirtualMachineTemplateRequest.class,
                        Event.class)
                .flatMap(kind -> client.resources(kind).inNamespace(namespace).list().getItems().stream())
                .map(object -> client.getKubernetesSerialization().asJson(object))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() throws IOException {
        stopOperator();
        node.close();
        part.close();
        client.close();
        server.close();
    }
}

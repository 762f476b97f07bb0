package dev.slipway.standalone.operator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.recorded.DifferencesPage;
import dev.slipway.standalone.recorded.TreeDifference;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Gives the operator the instances of pods.jsonl and holds the whole Pod that it makes, what it writes into the instance and
 * its events against what a real KubeVirt v1.9.0 did. What differs on purpose is in {@code docs/differences/pods.md}.
 */
class RecordedLaunchersTest {
    private static final Path RECORDED = Path.of("../../shared/data/kubevirt/recorded/pods.jsonl");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String UID = "11111111-2222-3333-4444-555555555555";
    private static final List<String> OBSERVED =
            List.of("kubevirt.io/latest-observed-api-version", "kubevirt.io/storage-observed-api-version");
    private static final Set<String> FIELDS_OF_THE_SERVER = Set.of(
            "uid",
            "creationTimestamp",
            "resourceVersion",
            "managedFields",
            "generation",
            "name",
            "namespace",
            "selfLink");

    @TempDir
    private static Path directory;

    @Test
    void the_operator_makes_the_pods_that_kubevirt_made() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(RECORDED),
                () -> "SKIPPED: no recordings at " + RECORDED.toAbsolutePath().normalize());
        Map<String, List<JsonNode>> byConfiguration = cases();
        DifferencesPage deliberate = DifferencesPage.read("pods.md");
        List<String> unexplained = new ArrayList<>();
        try (OperatorCluster cluster = OperatorCluster.start(directory)) {
            cluster.node().holdPods(true);
            prepare(cluster);
            for (Map.Entry<String, List<JsonNode>> group : byConfiguration.entrySet()) {
                // A new operator knows the configuration before it looks at an instance.
                cluster.stopOperator();
                cluster.enterNewNamespace();
                configure(
                        cluster,
                        group.getValue().getFirst().path("meta").path("kubevirtConfiguration"),
                        cluster.namespace());
                cluster.startOperator();
                group.getValue().forEach(one -> claims(cluster, one));
                group.getValue().forEach(one -> create(cluster, one));
                Instant deadline = Instant.now().plus(PATIENCE);
                for (JsonNode one : group.getValue()) {
                    unexplained.addAll(unexplained(cluster, one, deliberate, deadline));
                }
            }
        }
        assertThat(unexplained).as(String.join("\n", unexplained)).isEmpty();
        assertThat(deliberate.stale()).isEmpty();
    }

    private static Map<String, List<JsonNode>> cases() throws IOException {
        Map<String, List<JsonNode>> groups = new LinkedHashMap<>();
        try (Stream<String> lines = Files.lines(RECORDED)) {
            for (String line : lines.toList()) {
                JsonNode one = JSON.readTree(line);
                groups.computeIfAbsent(one.path("meta").path("config").asText(), _ -> new ArrayList<>())
                        .add(one);
            }
        }
        assertThat(groups.values().stream().mapToInt(List::size).sum()).isGreaterThan(60);
        return groups;
    }

    private static void prepare(OperatorCluster cluster) {
        cluster.create("""
                apiVersion: v1
                kind: Node
                metadata:
                  name: node-a
                  labels: {machine-type.node.kubevirt.io/q35: "true"}
                status:
                  allocatable:
                    devices.kubevirt.io/kvm: "1000"
                    devices.kubevirt.io/tun: "1000"
                    devices.kubevirt.io/vhost-net: "1000"
                    devices.kubevirt.io/sev: "1000"
                """);
        cluster.client()
                .nodes()
                .withName("node-a")
                .editStatus(node -> new io.fabric8.kubernetes.api.model.NodeBuilder(node)
                        .withNewStatus()
                        .addToAllocatable(Map.of(
                                "devices.kubevirt.io/kvm", new io.fabric8.kubernetes.api.model.Quantity("1000"),
                                "devices.kubevirt.io/tun", new io.fabric8.kubernetes.api.model.Quantity("1000"),
                                "devices.kubevirt.io/vhost-net", new io.fabric8.kubernetes.api.model.Quantity("1000"),
                                "devices.kubevirt.io/sev", new io.fabric8.kubernetes.api.model.Quantity("1000")))
                        .endStatus()
                        .build());
    }

    private static void configure(OperatorCluster cluster, JsonNode configuration, String namespace) {
        // The recordings name their namespace, ours is another one.
        String text = configuration.toString().replace("\"pods\"", "\"" + namespace + "\"");
        GenericKubernetesResource steering = cluster.client()
                .getKubernetesSerialization()
                .unmarshal(
                        "{\"apiVersion\":\"kubevirt.io/v1\",\"kind\":\"KubeVirt\",\"metadata\":{\"name\":\"kubevirt\","
                                + "\"namespace\":\"kubevirt\"},\"spec\":{\"configuration\":" + text + "}}",
                        GenericKubernetesResource.class);
        cluster.client().resource(steering).createOr(existing -> existing.update());
    }

    private static void claims(OperatorCluster cluster, JsonNode one) {
        Set<String> blocks = new TreeSet<>();
        one.at("/pod/spec/containers")
                .forEach(container -> container
                        .path("volumeDevices")
                        .forEach(device -> blocks.add(device.path("name").asText())));
        for (JsonNode volume : one.at("/pod/spec/volumes")) {
            String claim = volume.at("/persistentVolumeClaim/claimName").asText();
            if (!claim.isEmpty()
                    && cluster.client()
                                    .persistentVolumeClaims()
                                    .inNamespace(cluster.namespace())
                                    .withName(claim)
                                    .get()
                            == null) {
                cluster.create(
                        """
                        apiVersion: v1
                        kind: PersistentVolumeClaim
                        metadata: {name: %s, namespace: shop}
                        spec:
                          volumeMode: %s
                          accessModes: [ReadWriteMany]
                          resources: {requests: {storage: 1Gi}}
                        """.formatted(claim, blocks.contains(volume.path("name").asText()) ? "Block" : "Filesystem"));
                cluster.client()
                        .persistentVolumeClaims()
                        .inNamespace(cluster.namespace())
                        .withName(claim)
                        .subresource("status")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"phase\":\"Bound\"}}");
            }
        }
    }

    private static void create(OperatorCluster cluster, JsonNode one) {
        ObjectNode instance = one.path("vmi_after").deepCopy();
        instance.remove("status");
        ObjectNode metadata = (ObjectNode) instance.get("metadata");
        metadata.remove(List.of("generation", "uid", "finalizers"));
        metadata.put("namespace", cluster.namespace());
        metadata.withObject("/annotations").remove(OBSERVED);
        cluster.client()
                .resource(cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal(instance.toString(), GenericKubernetesResource.class))
                .create();
    }

    /** Looks until the operator is done with the instance, or has had the time for it. */
    private static List<String> unexplained(
            OperatorCluster cluster, JsonNode one, DifferencesPage deliberate, Instant deadline)
            throws InterruptedException {
        String name = one.path("name").asText();
        List<String> left = deliberate.unexplained(name, differences(cluster, one));
        while (!left.isEmpty() && Instant.now().isBefore(deadline)) {
            Thread.sleep(50);
            left = deliberate.unexplained(name, differences(cluster, one));
        }
        return left.stream().map(difference -> name + " " + difference).toList();
    }

    private static List<String> differences(OperatorCluster cluster, JsonNode one) {
        String name = one.at("/vmi/metadata/name").asText();
        List<String> found = new ArrayList<>();
        JsonNode instance = tree(cluster, cluster.instance(name).orElseThrow());
        String uid = instance.at("/metadata/uid").asText();
        Optional<Pod> pod = cluster.pods().stream()
                .filter(candidate ->
                        uid.equals(candidate.getMetadata().getLabels().get("kubevirt.io/created-by")))
                .findFirst();
        if (one.path("pod").isObject() != pod.isPresent()) {
            found.add("pod: " + (pod.isPresent() ? "made" : "missing"));
        } else if (pod.isPresent()) {
            JsonNode ours = tree(cluster, pod.get());
            TreeDifference.between(pod(one.get("pod"), "pods", UID), pod(ours, cluster.namespace(), uid))
                    .forEach(difference -> found.add("pod." + difference));
        }
        TreeDifference.between(instance(one.get("vmi_after")), instance(instance))
                .forEach(difference -> found.add("vmi." + difference));
        Set<String> wanted = new TreeSet<>();
        one.path("events")
                .forEach(event -> wanted.add(
                        event.path("type").asText() + " " + event.path("reason").asText()));
        TreeDifference.between(JSON.valueToTree(wanted), JSON.valueToTree(events(cluster, name)))
                .forEach(difference -> found.add("events" + difference));
        return found;
    }

    private static JsonNode tree(OperatorCluster cluster, Object object) {
        return read(cluster.client().getKubernetesSerialization().asJson(object));
    }

    private static Set<String> events(OperatorCluster cluster, String name) {
        Set<String> events = new TreeSet<>();
        for (Event event : cluster.client()
                .v1()
                .events()
                .inNamespace(cluster.namespace())
                .withField("involvedObject.name", name)
                .list()
                .getItems()) {
            events.add(event.getType() + " " + event.getReason());
        }
        return events;
    }

    /** A Pod without what is drawn by lot or filled in by the API server and its own admission. */
    private static JsonNode pod(JsonNode stored, String namespace, String uid) {
        ObjectNode pod = (ObjectNode) read(stored.toString()
                .replace(uid, "UID")
                .replace("\"" + namespace + "/", "\"NS/")
                .replace("\"" + namespace + "\"", "\"NS\"")
                .replace("\\\"" + namespace + "\\\"", "\\\"NS\\\""));
        pod.remove(List.of("status", "apiVersion", "kind"));
        ((ObjectNode) pod.get("metadata")).remove(FIELDS_OF_THE_SERVER);
        ObjectNode spec = (ObjectNode) pod.get("spec");
        spec.remove(List.of("priority", "preemptionPolicy", "nodeName", "serviceAccount"));
        defaulted(spec, "schedulerName", "default-scheduler");
        defaulted(spec, "serviceAccountName", "default");
        defaulted(spec, "dnsPolicy", "ClusterFirst");
        removeIf(spec, "volumes", volume -> volume.path("name").asText().startsWith("kube-api-access-"));
        pod.findParents("fieldPath").forEach(field -> defaulted((ObjectNode) field, "apiVersion", "v1"));
        removeIf(
                spec,
                "tolerations",
                toleration -> toleration.path("tolerationSeconds").asInt() == 300);
        for (String list : List.of("containers", "initContainers")) {
            spec.path(list).forEach(container -> {
                ObjectNode all = (ObjectNode) container;
                defaulted(all, "terminationMessagePath", "/dev/termination-log");
                defaulted(all, "terminationMessagePolicy", "File");
                removeIf(
                        all,
                        "volumeMounts",
                        mount -> mount.path("name").asText().startsWith("kube-api-access-"));
                amounts(all.path("resources"));
            });
        }
        amounts(spec.path("resources"));
        return pod;
    }

    private static void amounts(JsonNode resources) {
        for (String side : List.of("requests", "limits")) {
            if (resources.path(side) instanceof ObjectNode amounts) {
                List.copyOf(amounts.properties())
                        .forEach(named -> amounts.put(
                                named.getKey(),
                                Quantity.getAmountInBytes(
                                                new Quantity(named.getValue().asText()))
                                        .stripTrailingZeros()
                                        .toPlainString()));
            }
        }
    }

    private static void defaulted(ObjectNode node, String field, String value) {
        if (!node.has(field)) {
            node.put(field, value);
        }
    }

    private static void removeIf(ObjectNode node, String field, java.util.function.Predicate<JsonNode> unwanted) {
        if (node.get(field) instanceof ArrayNode list) {
            list.removeIf(unwanted);
            if (list.isEmpty()) {
                node.remove(field);
            }
        }
    }

    private static JsonNode instance(JsonNode stored) {
        ObjectNode instance = stored.deepCopy();
        ObjectNode metadata = instance.withObject("/metadata");
        metadata.remove(FIELDS_OF_THE_SERVER);
        // Written by the admission of KubeVirt's API, which has another test.
        metadata.withObject("/annotations").remove(OBSERVED);
        ObjectNode status = instance.withObject("/status");
        // Written at birth by admission, which has another test, too.
        status.remove(List.of("currentCPUTopology", "guestOSInfo", "topologyHints"));
        status.path("conditions")
                .forEach(condition ->
                        ((ObjectNode) condition).remove(List.of("lastProbeTime", "lastTransitionTime", "message")));
        status.path("phaseTransitionTimestamps")
                .forEach(transition -> ((ObjectNode) transition).remove("phaseTransitionTimestamp"));
        if (status.path("activePods").isObject()) {
            ArrayNode nodes = JSON.createArrayNode();
            status.get("activePods").forEach(nodes::add);
            status.set("activePods", nodes);
        }
        return instance;
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

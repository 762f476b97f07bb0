package dev.slipway.standalone.operator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.cdi.DataVolume;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Does what the driver of a recorded import did; its importers end as CDI's did. */
final class RecordedImport implements AutoCloseable {
    private final OperatorCluster cluster;
    private final JsonNode scenario;
    private final Set<String> phases = new LinkedHashSet<>();
    private final Watch watch;

    RecordedImport(OperatorCluster cluster, JsonNode scenario) {
        this.cluster = cluster;
        this.scenario = scenario;
        this.watch = cluster.client()
                .resources(DataVolume.class)
                .inNamespace(cluster.namespace())
                .watch(new Watcher<DataVolume>() {
                    @Override
                    public void eventReceived(Action action, DataVolume volume) {
                        note(volume);
                    }

                    @Override
                    public void onClose(WatcherException cause) {
                        // The test reads what has come until then.
                    }
                });
    }

    /** Makes the storage classes that the recordings' cluster had. */
    static void makeStorageClasses(OperatorCluster cluster) {
        for (String name : List.of("csi", "csi-wffc", "local", "local-wffc")) {
            cluster.create("""
                    apiVersion: storage.k8s.io/v1
                    kind: StorageClass
                    metadata: {name: %s}
                    provisioner: test
                    volumeBindingMode: %s
                    """.formatted(name, name.endsWith("wffc") ? "WaitForFirstConsumer" : "Immediate"));
        }
    }

    private void note(DataVolume volume) {
        if (ImportPicture.NAME.equals(volume.getMetadata().getName()) && volume.getStatus() != null) {
            synchronized (phases) {
                phases.add(Optional.ofNullable(volume.getStatus().phase()).orElse(""));
            }
        }
    }

    void carryOut() {
        JsonNode recorded = ImportPicture.recorded(scenario);
        JsonNode end = recorded.path("volume");
        JsonNode running = condition(end, "Running");
        String key = cluster.namespace() + "/" + ImportPicture.NAME;
        // A real importer takes its time; it is seen working.
        cluster.node().holdImport(key);
        switch (running.path("reason").asText()) {
            case "CreateContainerConfigError", "ContainerCreating" ->
                cluster.node().refuseImport(key, running.path("reason").asText());
            case "Error", "ImagePullFailed" -> cluster.node().failImport(key, words("IMPORT_FAILED", running));
            case "ChecksumError" -> cluster.node().failImport(key, words("CHECKSUM_MISMATCH", running));
            default -> {}
        }
        List<JsonNode> objects = new ArrayList<>();
        (scenario.path("in").isArray() ? scenario.path("in") : List.of(scenario.path("in"))).forEach(objects::add);
        for (JsonNode object : objects) {
            make(object);
            String name = object.at("/metadata/name").asText();
            boolean isSource = object.path("kind").asText().equals("DataVolume") && !ImportPicture.NAME.equals(name);
            if (isSource) {
                awaitPhase(name, "Succeeded");
            }
        }
        for (JsonNode phase : recorded.path("phases")) {
            if (phase.asText().endsWith("InProgress") || phase.asText().equals("UploadReady")) {
                awaitPhase(ImportPicture.NAME, phase.asText());
            }
        }
        Optional<String> deleted = deleted();
        if (deleted.isPresent()) {
            delete(deleted.get());
        } else {
            cluster.node().releaseImport(key);
        }
        if (end.path("phase").asText().equals("Succeeded")) {
            cluster.node().finishUpload(key);
        }
    }

    private Optional<String> deleted() {
        for (JsonNode step : scenario.path("steps")) {
            if (step.has("delete")) {
                return Optional.of(step.path("delete").asText());
            }
        }
        return Optional.empty();
    }

    private void delete(String what) {
        switch (what) {
            case "dv" ->
                cluster.client()
                        .resource(cluster.dataVolume(ImportPicture.NAME).orElseThrow())
                        .delete();
            case "pvc" ->
                cluster.client()
                        .persistentVolumeClaims()
                        .inNamespace(cluster.namespace())
                        .withName(ImportPicture.NAME)
                        .delete();
            case "pod" ->
                cluster.client().pods().inNamespace(cluster.namespace()).delete();
            default -> throw new IllegalStateException("no driver for the deletion of " + what);
        }
    }

    private static JsonNode condition(JsonNode volume, String type) {
        for (JsonNode condition : volume.path("conditions")) {
            if (type.equals(condition.path("type").asText())) {
                return condition;
            }
        }
        return JsonNodeFactory.instance.objectNode();
    }

    private static String words(String reason, JsonNode running) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("reason", reason)
                .put("message", running.path("message").asText())
                .put("retry", false)
                .toString();
    }

    private void make(JsonNode recorded) {
        String there = scenario.path("in").findPath("namespace").asText("");
        String text = recorded.toString();
        ObjectNode object = (ObjectNode) RecordedStatusTest.tree(
                cluster,
                cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal(
                                there.isEmpty()
                                        ? text
                                        : text.replace("\"" + there + "\"", "\"" + cluster.namespace() + "\""),
                                GenericKubernetesResource.class));
        object.withObjectProperty("metadata").put("namespace", cluster.namespace());
        cluster.client()
                .resource(cluster.client()
                        .getKubernetesSerialization()
                        .unmarshal(object.toString(), GenericKubernetesResource.class))
                .create();
    }

    private void awaitPhase(String name, String phase) {
        cluster.eventually(
                "DataVolume " + name + " is " + phase,
                () -> cluster.dataVolume(name)
                        .map(DataVolume::getStatus)
                        .filter(status -> phase.equals(status.phase()))
                        .isPresent());
    }

    JsonNode picture() {
        List<String> events = new ArrayList<>();
        cluster.client()
                .v1()
                .events()
                .inNamespace(cluster.namespace())
                .list()
                .getItems()
                .forEach(event -> ImportPicture.add(RecordedStatusTest.tree(cluster, event), events));
        List<String> passed;
        synchronized (phases) {
            passed = List.copyOf(phases);
        }
        return ImportPicture.of(
                cluster.dataVolume(ImportPicture.NAME)
                        .map(volume -> RecordedStatusTest.tree(cluster, volume))
                        .orElse(RecordedStatusTest.none()),
                Optional.ofNullable(cluster.client()
                                .persistentVolumeClaims()
                                .inNamespace(cluster.namespace())
                                .withName(ImportPicture.NAME)
                                .get())
                        .map(claim -> RecordedStatusTest.tree(cluster, claim))
                        .orElse(RecordedStatusTest.none()),
                passed,
                events);
    }

    @Override
    public void close() {
        watch.close();
    }
}

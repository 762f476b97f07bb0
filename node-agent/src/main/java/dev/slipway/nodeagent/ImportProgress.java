package dev.slipway.nodeagent;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.slipway.api.names.SlipwayNames;
import dev.slipway.nodeagent.netns.PinnedFile;
import dev.slipway.nodeagent.pod.PodFiles;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Copies what importers write about their progress to their Pods' annotations ({@code docs/contracts.md} §5). */
final class ImportProgress {
    private static final Logger LOG = LoggerFactory.getLogger(ImportProgress.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FILE = "progress.json";
    private static final String LABEL = "cdi.kubevirt.io";
    private static final int LONGEST = 4096;

    private final KubernetesClient client;
    private final Supplier<List<Pod>> pods;
    private final Function<Pod, PodFiles> files;
    private final Map<String, String> written = new ConcurrentHashMap<>();

    ImportProgress(KubernetesClient client, Supplier<List<Pod>> pods, Function<Pod, PodFiles> files) {
        this.client = client;
        this.pods = pods;
        this.files = files;
    }

    /** Looks at every importer of the node once. */
    void copy() {
        List<Pod> importers =
                pods.get().stream().filter(ImportProgress::isImporter).toList();
        written.keySet()
                .retainAll(importers.stream()
                        .map(pod -> pod.getMetadata().getUid())
                        .toList());
        for (Pod pod : importers) {
            try {
                copy(pod);
            } catch (IOException | KubernetesClientException e) {
                LOG.warn(
                        "{}/{}: its progress was not copied: {}",
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName(),
                        e.getMessage());
            }
        }
    }

    private void copy(Pod pod) throws IOException {
        String text = read(files.apply(pod).runDirectory().resolve(FILE));
        String uid = pod.getMetadata().getUid();
        if (text.isEmpty() || text.equals(written.get(uid)) || text.equals(annotation(pod))) {
            return;
        }
        var patch = JsonNodeFactory.instance.objectNode();
        patch.putObject("metadata").putObject("annotations").put(SlipwayNames.PROGRESS, text);
        try {
            client.pods()
                    .inNamespace(pod.getMetadata().getNamespace())
                    .withName(pod.getMetadata().getName())
                    .patch(PatchContext.of(PatchType.JSON_MERGE), patch.toString());
            written.put(uid, text);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Returns what the Pod has said; nothing if it has said nothing. */
    private static String read(Path file) throws IOException {
        Optional<PinnedFile> said = PinnedFile.of(file);
        if (said.isEmpty()) {
            return "";
        }
        try (PinnedFile progress = said.get()) {
            return compact(new String(progress.read(LONGEST), UTF_8));
        }
    }

    /** Returns the JSON on one line, or nothing if it is none: the file comes from a process that reads foreign images. */
    private static String compact(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            return tree != null && tree.isObject() ? tree.toString() : "";
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    private static String annotation(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getAnnotations(), Map.<String, String>of())
                .getOrDefault(SlipwayNames.PROGRESS, "");
    }

    private static boolean isImporter(Pod pod) {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of())
                .containsKey(LABEL);
    }
}

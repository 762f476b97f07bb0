package dev.slipway.operator.cluster;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.kubevirt.KubeVirt;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import dev.slipway.api.kubevirt.KubeVirtSpec;
import dev.slipway.machine.facts.CloneRight;
import dev.slipway.machine.facts.ClusterFacts;
import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What decisions ask of the cluster: the configuration and presets from a cache, the rest from the API server. */
public final class ApiFacts implements ClusterFacts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PRESETS = "virtualmachineinstancepresets";

    private final KubernetesClient client;
    private final Caches caches;
    private final String architecture;
    private final Map<String, String> versions = new ConcurrentHashMap<>();

    /** Asks through this client; machines that name no architecture have this one. */
    public ApiFacts(KubernetesClient client, Caches caches, String architecture) {
        this.client = client;
        this.caches = caches;
        this.architecture = architecture;
    }

    @Override
    public KubeVirtConfiguration configuration() {
        return caches.installations().getIndexer().list().stream()
                .findFirst()
                .map(KubeVirt::getSpec)
                .map(KubeVirtSpec::configuration)
                .orElseGet(() -> KubeVirtConfigurationBuilder.builder().build());
    }

    @Override
    public String defaultArchitecture() {
        return architecture;
    }

    @Override
    public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
        return path(group, resource, namespace).flatMap(path -> read(path + "/" + name));
    }

    @Override
    public List<JsonNode> list(String group, String resource, String namespace) {
        // Asked for each new instance, and mostly none.
        if (resource.equals(PRESETS) && !namespace.isEmpty()) {
            return caches.presetsIn(namespace).stream()
                    .map(preset -> client.getKubernetesSerialization().convertValue(preset, JsonNode.class))
                    .toList();
        }
        List<JsonNode> items = new ArrayList<>();
        path(group, resource, namespace)
                .flatMap(this::read)
                .ifPresent(list -> list.path("items").forEach(items::add));
        return items;
    }

    /** Returns where the objects of a kind are; nothing if the cluster does not know its group. */
    private Optional<String> path(String group, String resource, String namespace) {
        String place = namespace.isEmpty() ? "/" : "/namespaces/" + namespace + "/";
        if (group.isEmpty()) {
            return Optional.of("/api/v1" + place + resource);
        }
        return version(group).map(version -> "/apis/" + group + "/" + version + place + resource);
    }

    private Optional<String> version(String group) {
        String known = versions.get(group);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<String> found = Optional.ofNullable(client.getApiGroup(group))
                .map(APIGroup::getPreferredVersion)
                .map(preferred -> preferred.getVersion());
        found.ifPresent(version -> versions.put(group, version));
        return found;
    }

    private Optional<JsonNode> read(String path) {
        String body = client.raw(path);
        try {
            return body == null ? Optional.empty() : Optional.of(JSON.readTree(body));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the API server's answer to GET " + path + " is no JSON", e);
        }
    }

    @Override
    public boolean mayCreate(String user, List<String> groups, CloneRight.Creation creation) {
        return CloneRight.isHeld(
                user,
                groups,
                creation,
                question -> client.authorization().v1().subjectAccessReview().create(question));
    }

    @Override
    public String randomUuid() {
        return UUID.randomUUID().toString();
    }
}

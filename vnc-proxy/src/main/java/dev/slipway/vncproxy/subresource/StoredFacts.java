package dev.slipway.vncproxy.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.api.kubevirt.KubeVirtConfigurationBuilder;
import dev.slipway.machine.facts.CloneRight;
import dev.slipway.machine.facts.ClusterFacts;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What an API server stores, read anew at every question; blocks. */
final class StoredFacts implements ClusterFacts {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> VERSIONS = Map.of(
            "instancetype.kubevirt.io", "v1beta1", "cdi.kubevirt.io", "v1beta1", "template.kubevirt.io", "v1beta1");

    private final KubernetesClient client;

    StoredFacts(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public KubeVirtConfiguration configuration() {
        return list("kubevirt.io", "kubevirts", "").stream()
                .findFirst()
                .map(installation -> installation.path("spec").path("configuration"))
                .filter(JsonNode::isObject)
                .map(configuration -> JSON.convertValue(configuration, KubeVirtConfiguration.class))
                .orElseGet(() -> KubeVirtConfigurationBuilder.builder().build());
    }

    @Override
    public String defaultArchitecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    @Override
    public Optional<JsonNode> find(String group, String resource, String namespace, String name) {
        MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
                all = resources(group, resource, !namespace.isEmpty());
        Resource<GenericKubernetesResource> one = namespace.isEmpty()
                ? all.withName(name)
                : all.inNamespace(namespace).withName(name);
        return Optional.ofNullable(one.get()).map(StoredFacts::tree);
    }

    @Override
    public List<JsonNode> list(String group, String resource, String namespace) {
        MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
                all = resources(group, resource, true);
        GenericKubernetesResourceList found = namespace.isEmpty()
                ? all.inAnyNamespace().list()
                : all.inNamespace(namespace).list();
        return found.getItems().stream().map(StoredFacts::tree).toList();
    }

    MixedOperation<GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            resources(String group, String resource, boolean namespaced) {
        return client.genericKubernetesResources(new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(VERSIONS.getOrDefault(group, "v1"))
                .withPlural(resource)
                .withNamespaced(namespaced)
                .build());
    }

    private static JsonNode tree(GenericKubernetesResource object) {
        return JSON.valueToTree(object);
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

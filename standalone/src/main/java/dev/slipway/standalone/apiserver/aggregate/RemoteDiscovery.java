package dev.slipway.standalone.apiserver.aggregate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.discovery.ApiGroup;
import dev.slipway.standalone.apiserver.discovery.ApiResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/** What another server's discovery documents say. */
final class RemoteDiscovery {
    private RemoteDiscovery() {}

    /** Reads an {@code APIGroupDiscoveryList}. */
    static Optional<ApiGroup.Version> inList(JsonNode list, String group, String version) {
        return stream(list.path("items"))
                .filter(item -> item.at("/metadata/name").asText().equals(group))
                .flatMap(item -> stream(item.path("versions")))
                .filter(item -> item.path("version").asText().equals(version))
                .findFirst()
                .map(found -> new ApiGroup.Version(version, resources(found)));
    }

    private static List<ApiResource> resources(JsonNode version) {
        List<ApiResource> resources = new ArrayList<>();
        for (JsonNode resource : version.path("resources")) {
            String name = resource.path("resource").asText();
            boolean namespaced = resource.path("scope").asText().equals("Namespaced");
            resources.add(new ApiResource(
                    name,
                    resource.path("singularResource").asText(""),
                    namespaced,
                    kind(resource.path("responseKind"), "", ""),
                    texts(resource.path("verbs")),
                    texts(resource.path("shortNames")),
                    texts(resource.path("categories"))));
            for (JsonNode subresource : resource.path("subresources")) {
                resources.add(ApiResource.sub(
                        name,
                        subresource.path("subresource").asText(),
                        namespaced,
                        kind(subresource.path("responseKind"), "", ""),
                        texts(subresource.path("verbs")).toArray(String[]::new)));
            }
        }
        return resources;
    }

    /** Reads an {@code APIResourceList}. */
    static ApiGroup.Version ofResources(JsonNode list, String group, String version) {
        return new ApiGroup.Version(
                version,
                stream(list.path("resources"))
                        .map(resource -> new ApiResource(
                                resource.path("name").asText(),
                                resource.path("singularName").asText(""),
                                resource.path("namespaced").asBoolean(),
                                kind(resource, group, version),
                                texts(resource.path("verbs")),
                                texts(resource.path("shortNames")),
                                texts(resource.path("categories"))))
                        .toList());
    }

    private static ApiResource.Kind kind(JsonNode node, String group, String version) {
        return new ApiResource.Kind(
                node.path("group").asText(group),
                node.path("version").asText(version),
                node.path("kind").asText(""));
    }

    private static List<String> texts(JsonNode list) {
        return stream(list).map(JsonNode::asText).toList();
    }

    private static java.util.stream.Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}

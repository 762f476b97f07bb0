package dev.slipway.standalone.apiserver.discovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.discovery.ApiGroup.Version;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The JSON documents of discovery. */
public final class DiscoveryDocuments {
    private DiscoveryDocuments() {}

    /** Returns the {@code APIVersions} of {@code /api}. */
    public static ObjectNode coreVersions(String serverAddress) {
        ObjectNode document = object().put("kind", "APIVersions");
        document.putArray("versions").add("v1");
        document.putArray("serverAddressByClientCIDRs")
                .addObject()
                .put("clientCIDR", "0.0.0.0/0")
                .put("serverAddress", serverAddress);
        return document;
    }

    /** Returns the {@code APIGroupList} of {@code /apis}. */
    public static ObjectNode groupList(List<ApiGroup> groups) {
        ObjectNode document = object().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode list = document.putArray("groups");
        groups.stream().filter(group -> !group.name().isEmpty()).forEach(group -> list.add(describe(group)));
        return document;
    }

    /** Returns the {@code APIGroup} of {@code /apis/<group>}. */
    public static Optional<ObjectNode> group(List<ApiGroup> groups, String name) {
        return find(groups, name).filter(group -> !name.isEmpty()).map(group -> {
            ObjectNode document = object().put("kind", "APIGroup").put("apiVersion", "v1");
            document.setAll(describe(group));
            return document;
        });
    }

    /** Returns the {@code APIResourceList} of {@code /apis/<group>/<version>}, or of {@code /api/v1} for group {@code ""}. */
    public static Optional<ObjectNode> resourceList(List<ApiGroup> groups, String name, String version) {
        return find(groups, name)
                .flatMap(group -> group.versions().stream()
                        .filter(served -> served.name().equals(version))
                        .findFirst()
                        .map(served -> resourceList(group, served)));
    }

    /**
     * Returns the {@code APIGroupDiscoveryList} of {@code /api} or {@code /apis}.
     *
     * @param core whether the core group or all others are asked for
     * @param version {@code v2} or {@code v2beta1}
     */
    public static ObjectNode aggregated(List<ApiGroup> groups, boolean core, String version) {
        ObjectNode document =
                object().put("kind", "APIGroupDiscoveryList").put("apiVersion", "apidiscovery.k8s.io/" + version);
        document.putObject("metadata");
        ArrayNode items = document.putArray("items");
        groups.stream()
                .filter(group -> group.name().isEmpty() == core)
                .forEach(group -> items.add(aggregatedGroup(group)));
        return document;
    }

    private static Optional<ApiGroup> find(List<ApiGroup> groups, String name) {
        return groups.stream().filter(group -> group.name().equals(name)).findFirst();
    }

    private static ObjectNode describe(ApiGroup group) {
        ObjectNode node = object().put("name", group.name());
        ArrayNode versions = node.putArray("versions");
        group.versions().forEach(version -> versions.add(describe(group, version)));
        node.set("preferredVersion", describe(group, group.versions().getFirst()));
        return node;
    }

    private static ObjectNode describe(ApiGroup group, Version version) {
        return object().put("groupVersion", group.apiVersion(version)).put("version", version.name());
    }

    private static ObjectNode resourceList(ApiGroup group, Version version) {
        ObjectNode document = object().put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", group.apiVersion(version));
        ArrayNode resources = document.putArray("resources");
        version.resources().forEach(resource -> resources.add(describe(group, version, resource)));
        return document;
    }

    private static ObjectNode describe(ApiGroup group, Version version, ApiResource resource) {
        ObjectNode node = object().put("name", resource.name())
                .put("singularName", resource.singular())
                .put("namespaced", resource.namespaced());
        ApiResource.Kind kind = resource.kind();
        if (kind != null
                && !(kind.group().equals(group.name()) && kind.version().equals(version.name()))) {
            node.put("group", kind.group()).put("version", kind.version());
        }
        node.put("kind", kind == null ? "" : kind.kind());
        texts(node, "verbs", resource.verbs(), true);
        texts(node, "shortNames", resource.shortNames(), false);
        texts(node, "categories", resource.categories(), false);
        return node;
    }

    private static ObjectNode aggregatedGroup(ApiGroup group) {
        ObjectNode item = object();
        item.putObject("metadata").put("name", group.name()).putNull("creationTimestamp");
        ArrayNode versions = item.putArray("versions");
        group.versions().forEach(version -> {
            ObjectNode node = versions.addObject().put("version", version.name());
            ArrayNode resources = node.putArray("resources");
            withSubresources(version).values().forEach(resources::add);
            node.put("freshness", version.current() ? "Current" : "Stale");
        });
        return item;
    }

    private static Map<String, ObjectNode> withSubresources(Version version) {
        Map<String, ObjectNode> parents = new LinkedHashMap<>();
        for (ApiResource resource : version.resources()) {
            if (resource.isSubresource()) {
                ObjectNode parent = parents.computeIfAbsent(resource.parent(), name -> absentParent(resource));
                ObjectNode node =
                        parent.withArrayProperty("subresources").addObject().put("subresource", resource.subresource());
                node.set("responseKind", responseKind(resource.kind()));
                texts(node, "verbs", resource.verbs(), true);
            } else {
                parents.put(resource.name(), aggregatedResource(resource));
            }
        }
        return parents;
    }

    private static ObjectNode aggregatedResource(ApiResource resource) {
        ObjectNode node = object().put("resource", resource.name());
        node.set("responseKind", responseKind(resource.kind()));
        node.put("scope", scope(resource)).put("singularResource", resource.singular());
        texts(node, "verbs", resource.verbs(), true);
        texts(node, "shortNames", resource.shortNames(), false);
        texts(node, "categories", resource.categories(), false);
        return node;
    }

    /** The parent of subresources in a group that serves no such resource itself. */
    private static ObjectNode absentParent(ApiResource subresource) {
        ObjectNode node = object().put("resource", subresource.parent());
        node.set("responseKind", responseKind(null));
        node.put("scope", scope(subresource)).put("singularResource", "");
        node.putArray("verbs");
        return node;
    }

    private static String scope(ApiResource resource) {
        return resource.namespaced() ? "Namespaced" : "Cluster";
    }

    private static ObjectNode responseKind(ApiResource.@Nullable Kind kind) {
        return kind == null
                ? object().put("group", "").put("version", "").put("kind", "")
                : object().put("group", kind.group())
                        .put("version", kind.version())
                        .put("kind", kind.kind());
    }

    private static void texts(ObjectNode node, String field, List<String> texts, boolean evenIfEmpty) {
        if (evenIfEmpty || !texts.isEmpty()) {
            texts.forEach(node.putArray(field)::add);
        }
    }

    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }
}

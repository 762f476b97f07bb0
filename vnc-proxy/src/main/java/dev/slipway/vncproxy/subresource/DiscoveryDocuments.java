package dev.slipway.vncproxy.subresource;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;

/** What the group says of itself. */
final class DiscoveryDocuments {
    private static final String VERSION = "v1.9.0";

    private DiscoveryDocuments() {}

    /** Returns the {@code APIGroup}. */
    static JsonObject group() {
        return group(SubresourcePath.GROUP, SubresourcePath.VERSIONS);
    }

    /** Returns the {@code APIGroup} of a group with these versions, the preferred one first. */
    static JsonObject group(String group, List<String> all) {
        JsonArray versions = new JsonArray();
        all.forEach(version -> versions.add(version(group, version)));
        return new JsonObject()
                .put("kind", "APIGroup")
                .put("apiVersion", "v1")
                .put("name", group)
                .put("versions", versions)
                .put("preferredVersion", version(group, all.getFirst()));
    }

    private static JsonObject version(String group, String version) {
        return new JsonObject().put("groupVersion", group + "/" + version).put("version", version);
    }

    /** Returns the {@code APIResourceList} of a version. */
    static JsonObject resources(String version) {
        JsonArray resources = new JsonArray();
        Subresources.all().forEach(offer -> resources.add(resource(offer.name(), offer.verb())));
        return resources(SubresourcePath.GROUP, version, resources);
    }

    /** Returns the {@code APIResourceList} of a group's version. */
    static JsonObject resources(String group, String version, JsonArray resources) {
        return new JsonObject()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", group + "/" + version)
                .put("resources", resources);
    }

    static JsonObject resource(String name, String verb) {
        return new JsonObject()
                .put("name", name)
                .put("singularName", "")
                .put("namespaced", true)
                .put("kind", "")
                .put("verbs", new JsonArray().add(verb));
    }

    /** Returns the {@code version} document, by which virtctl tells whether it fits. */
    static JsonObject version() {
        return new JsonObject()
                .put("gitVersion", VERSION)
                .put("gitCommit", "slipway")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-07-30T00:00:00Z")
                .put("goVersion", "none")
                .put("compiler", "javac")
                .put("platform", "linux/" + System.getProperty("os.arch"));
    }

    /** Returns where {@code virtctl guestfs} finds its image: where the KubeVirt resource says that images are. */
    static Optional<JsonObject> guestfs(JsonNode installation) {
        String registry = installation.at("/spec/imageRegistry").asText("");
        return registry.isEmpty()
                ? Optional.empty()
                : Optional.of(new JsonObject()
                        .put("registry", registry)
                        .put("tag", installation.at("/spec/imageTag").asText(VERSION))
                        .put("digest", "")
                        .put("imagePrefix", "")
                        .put("gsImage", ""));
    }

    static JsonObject noGuestfs() {
        return new JsonObject()
                .put(
                        "guestfs",
                        new JsonObject()
                                .put("status", "failed")
                                .put(
                                        "error",
                                        "Slipway brings no libguestfs image: name the registry of one in spec.imageRegistry of"
                                                + " the KubeVirt resource, or give virtctl --image."));
    }
}

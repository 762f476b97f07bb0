package dev.slipway.vncproxy.subresource;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** What the group says of itself. */
final class DiscoveryDocuments {
    private static final List<String> MACHINE_SUBRESOURCES = List.of("start", "stop", "restart");

    private DiscoveryDocuments() {}

    /** Returns the {@code APIGroup}. */
    static JsonObject group() {
        JsonArray versions = new JsonArray();
        SubresourcePath.VERSIONS.forEach(version -> versions.add(version(version)));
        return new JsonObject()
                .put("kind", "APIGroup")
                .put("apiVersion", "v1")
                .put("name", SubresourcePath.GROUP)
                .put("versions", versions)
                .put("preferredVersion", version("v1"));
    }

    private static JsonObject version(String version) {
        return new JsonObject()
                .put("groupVersion", SubresourcePath.GROUP + "/" + version)
                .put("version", version);
    }

    /** Returns the {@code APIResourceList} of a version. */
    static JsonObject resources(String version) {
        JsonArray resources = new JsonArray();
        for (String subresource : MACHINE_SUBRESOURCES) {
            resources.add(resource("virtualmachines/" + subresource, "update"));
        }
        resources.add(resource("virtualmachines/portforward", "get"));
        resources.add(resource("virtualmachines/" + Decider.EXPAND_SPEC, "get"));
        resources.add(resource(SubresourcePath.EXPAND, "update"));
        for (Endpoint endpoint : Endpoint.values()) {
            String verb = endpoint.form() == Endpoint.Form.COMMAND ? "update" : "get";
            resources.add(resource("virtualmachineinstances/" + endpoint.subresource(), verb));
        }
        return new JsonObject()
                .put("kind", "APIResourceList")
                .put("apiVersion", "v1")
                .put("groupVersion", SubresourcePath.GROUP + "/" + version)
                .put("resources", resources);
    }

    private static JsonObject resource(String name, String verb) {
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
                .put("gitVersion", "v1.9.0")
                .put("gitCommit", "slipway")
                .put("gitTreeState", "clean")
                .put("buildDate", "2026-07-30T00:00:00Z")
                .put("goVersion", "none")
                .put("compiler", "javac")
                .put("platform", "linux/" + System.getProperty("os.arch"));
    }
}

package dev.slipway.standalone.apiserver;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/** What a new cluster contains before anybody wrote anything. */
final class InitialObjects {
    private InitialObjects() {}

    static List<ObjectNode> namespaces(Instant now) {
        return Stream.of("default", "kube-node-lease", "kube-public", "kube-system")
                .map(name -> namespace(name, now))
                .toList();
    }

    private static ObjectNode namespace(String name, Instant now) {
        ObjectNode namespace = Json.object().put("apiVersion", "v1").put("kind", "Namespace");
        ObjectNode metadata = namespace.putObject("metadata");
        metadata.put("name", name);
        metadata.put("uid", UUID.randomUUID().toString());
        metadata.put("creationTimestamp", Metadata.time(now));
        metadata.putObject("labels").put("kubernetes.io/metadata.name", name);
        namespace.putObject("spec").putArray("finalizers").add("kubernetes");
        namespace.putObject("status").put("phase", "Active");
        return namespace;
    }
}

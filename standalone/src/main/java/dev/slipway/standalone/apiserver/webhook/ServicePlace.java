package dev.slipway.standalone.apiserver.webhook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.selector.LabelSelector;
import dev.slipway.standalone.apiserver.store.ObjectKey;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Finds who stands behind a Service: its Endpoints where somebody keeps them, else the first ready Pod that it selects. Nothing
 * forwards addresses of Services on one machine.
 */
public final class ServicePlace {
    private static final GroupResource SERVICES = new GroupResource("", "services");
    private static final GroupResource ENDPOINTS = new GroupResource("", "endpoints");
    private static final GroupResource PODS = new GroupResource("", "pods");

    private final ObjectStore store;

    public ServicePlace(ObjectStore store) {
        this.store = store;
    }

    /** What there is not. */
    public enum Missing {
        SERVICE,
        PORT,
        ENDPOINTS
    }

    /** There is nobody; the sentence says what is missing. */
    public static final class Nobody extends Exception {
        private static final long serialVersionUID = 1L;

        private final Missing missing;

        Nobody(Missing missing, String message) {
            super(message);
            this.missing = missing;
        }

        public Missing missing() {
            return missing;
        }
    }

    /** Returns where to connect to. */
    public InetSocketAddress of(String namespace, String name, int port) throws Nobody {
        ObjectNode service = store.get(new ObjectKey(SERVICES, namespace, name))
                .map(StoredObject::tree)
                .orElseThrow(() -> new Nobody(Missing.SERVICE, "service \"" + name + "\" not found"));
        JsonNode served = StreamSupport.stream(service.at("/spec/ports").spliterator(), false)
                .filter(candidate -> candidate.path("port").asInt() == port)
                .findFirst()
                .orElseThrow(() ->
                        new Nobody(Missing.PORT, "no service port " + port + " found for service \"" + name + "\""));
        return endpoint(namespace, name, served)
                .or(() -> pod(namespace, service, served))
                .orElseThrow(
                        () -> new Nobody(Missing.ENDPOINTS, "no endpoints available for service \"" + name + "\""));
    }

    private Optional<InetSocketAddress> endpoint(String namespace, String name, JsonNode served) {
        return store.get(new ObjectKey(ENDPOINTS, namespace, name)).map(StoredObject::tree).stream()
                .flatMap(endpoints ->
                        StreamSupport.stream(endpoints.path("subsets").spliterator(), false))
                .flatMap(subset -> places(subset, served))
                .findFirst();
    }

    private static Stream<InetSocketAddress> places(JsonNode subset, JsonNode served) {
        Optional<JsonNode> port = StreamSupport.stream(subset.path("ports").spliterator(), false)
                .filter(candidate -> subset.path("ports").size() == 1
                        || candidate
                                .path("name")
                                .asText("")
                                .equals(served.path("name").asText("")))
                .findFirst();
        return StreamSupport.stream(subset.path("addresses").spliterator(), false)
                .flatMap(address -> port.stream()
                        .map(found -> new InetSocketAddress(
                                address.path("ip").asText(), found.path("port").asInt())));
    }

    private Optional<InetSocketAddress> pod(String namespace, ObjectNode service, JsonNode served) {
        JsonNode labels = service.at("/spec/selector");
        if (labels.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode selector = dev.slipway.standalone.apiserver.json.Json.object();
        selector.set("matchLabels", labels);
        LabelSelector wanted = LabelSelector.of(selector);
        return store.list(PODS, namespace).objects().stream()
                .filter(pod -> wanted.matches(pod.labels()))
                .map(StoredObject::tree)
                .filter(pod -> !pod.at("/status/podIP").asText("").isEmpty() && isReady(pod))
                .findFirst()
                .map(pod -> new InetSocketAddress(pod.at("/status/podIP").asText(), target(pod, served)));
    }

    private static boolean isReady(ObjectNode pod) {
        return StreamSupport.stream(pod.at("/status/conditions").spliterator(), false)
                .anyMatch(condition -> condition.path("type").asText().equals("Ready")
                        && condition.path("status").asText().equals("True"));
    }

    /** A target without a number is the name of a port of the Pod. */
    private static int target(ObjectNode pod, JsonNode served) {
        JsonNode target = served.path("targetPort");
        if (target.isNumber()) {
            return target.asInt();
        }
        for (JsonNode container : pod.at("/spec/containers")) {
            for (JsonNode port : container.path("ports")) {
                if (port.path("name").asText("").equals(target.asText(""))) {
                    return port.path("containerPort").asInt();
                }
            }
        }
        return served.path("port").asInt();
    }
}

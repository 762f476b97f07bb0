package dev.slipway.vncproxy.front;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * How the API server proves that it is the one who names users in {@code X-Remote-*} headers. Source: Kubernetes,
 * "Configure the aggregation layer".
 *
 * @param authority PEM of the authority that its client certificate comes from
 * @param names common names that it may have; empty for any
 */
record RequestHeaderAuthority(String authority, Set<String> names) {
    private static final String NAMESPACE = "kube-system";
    private static final String NAME = "extension-apiserver-authentication";
    private static final String AUTHORITY = "requestheader-client-ca-file";
    private static final String NAMES = "requestheader-allowed-names";

    RequestHeaderAuthority {
        names = Set.copyOf(names);
    }

    /** Reads what the API server publishes; blocks. */
    static RequestHeaderAuthority read(KubernetesClient client) {
        ConfigMap published =
                client.configMaps().inNamespace(NAMESPACE).withName(NAME).get();
        Map<String, String> data = published == null ? Map.of() : published.getData();
        String authority = data.get(AUTHORITY);
        if (authority == null || authority.isBlank()) {
            throw new IllegalStateException("The API server does not say how it proves itself: ConfigMap " + NAMESPACE
                    + "/" + NAME + " has no " + AUTHORITY
                    + ". Start kube-apiserver with --requestheader-client-ca-file and --proxy-client-cert-file.");
        }
        return new RequestHeaderAuthority(authority, names(Objects.requireNonNullElse(data.get(NAMES), "[]")));
    }

    private static Set<String> names(String json) {
        try {
            return Set.copyOf(List.of(new ObjectMapper().readValue(json, String[].class)));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(
                    "ConfigMap " + NAMESPACE + "/" + NAME + ": " + NAMES + " is no JSON list of names: " + json, e);
        }
    }

    /** Returns whether a client certificate of this authority with that common name is the API server's. */
    boolean allows(String commonName) {
        return names.isEmpty() || names.contains(commonName);
    }
}

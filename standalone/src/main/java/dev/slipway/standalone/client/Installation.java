package dev.slipway.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a running standalone is.
 *
 * @param portal base URL of its portal
 * @param kubeconfig file with the admin's credentials
 * @param authority PEM file of its certificate authority
 */
record Installation(String portal, Path kubeconfig, Path authority) {
    static Installation in(Path data) throws Client.Failed, IOException {
        Path file = data.resolve("standalone.json");
        if (!Files.isReadable(file)) {
            throw new Client.Failed("nothing runs in " + data + ". Start it with ./slipway up.");
        }
        JsonNode facts = new ObjectMapper().readTree(file.toFile());
        return new Installation(
                facts.path("portal").asText(), data.resolve("kubeconfig/admin.yaml"), data.resolve("tls/ca.crt"));
    }
}

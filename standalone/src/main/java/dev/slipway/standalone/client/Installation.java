package dev.slipway.standalone.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where a running standalone is.
 *
 * @param data its data directory
 * @param portal base URL of its portal
 */
record Installation(Path data, String portal) {
    static Installation in(Path data) throws Client.Failed, IOException {
        Path file = data.resolve("standalone.json");
        if (!Files.isReadable(file)) {
            throw new Client.Failed("nothing runs in " + data + ". Start it with ./slipway up.");
        }
        JsonNode facts = new ObjectMapper().readTree(file.toFile());
        return new Installation(data, facts.path("portal").asText());
    }

    /** Returns the file with the admin's credentials. */
    Path kubeconfig() {
        return data.resolve("kubeconfig/admin.yaml");
    }

    /** Returns the password that the first account had when it was made. */
    String firstPassword() throws IOException {
        return Files.readString(data.resolve("first-password")).strip();
    }
}

package dev.slipway.cluster.installation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.installation.Rights.Right;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;

/** What the API server wrote down of the parts of Slipway. */
final class AuditLog {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNTS = "system:serviceaccount:slipway:";

    private AuditLog() {}

    /**
     * One request of a part.
     *
     * @param resource with its subresource; the path for requests that are about no resource
     * @param acting whether the part acted as somebody else, whose rights were asked then
     * @param refused whether the right was missing
     */
    record Request(
            String part,
            String verb,
            String group,
            String resource,
            String namespace,
            String name,
            boolean acting,
            boolean refused) {
        boolean needs(Right right) {
            return acting
                    ? right.verb().equals("impersonate") && part.equals(right.part())
                    : !refused
                            && part.equals(right.part())
                            && verb.equals(right.verb())
                            && group.equals(right.group())
                            && resource.equals(right.resource())
                            && (right.isEverywhere() || namespace.equals(right.namespace()))
                            && (right.names().isEmpty() || right.names().contains(name));
        }
    }

    /** Reads all requests, the oldest first. */
    static List<Request> read(RealCluster cluster) throws IOException {
        List<Request> requests = new ArrayList<>();
        for (String line : Files.readAllLines(cluster.auditLog())) {
            JsonNode entry = JSON.readTree(line);
            String user = entry.at("/user/username").asText();
            if (user.startsWith(ACCOUNTS)) {
                requests.add(of(user.substring(ACCOUNTS.length()), entry));
            }
        }
        return requests;
    }

    private static Request of(String part, JsonNode entry) {
        JsonNode object = entry.path("objectRef");
        String subresource = object.path("subresource").asText();
        return new Request(
                part,
                entry.path("verb").asText(),
                object.path("apiGroup").asText(),
                object.isMissingNode()
                        ? entry.path("requestURI").asText()
                        : object.path("resource").asText() + (subresource.isEmpty() ? "" : "/" + subresource),
                object.path("namespace").asText(),
                object.path("name").asText(),
                entry.has("impersonatedUser"),
                entry.path("annotations")
                        .path("authorization.k8s.io/decision")
                        .asText()
                        .equals("forbid"));
    }
}

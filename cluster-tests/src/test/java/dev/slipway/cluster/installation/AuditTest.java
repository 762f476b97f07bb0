package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.WithCluster;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What the API server wrote down of the parts of Slipway, once the stories are told. */
@WithCluster
@Order(InstallationOrder.AFTERWARDS)
class AuditTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNTS = "system:serviceaccount:slipway:";

    /** Parts ask again for what they need; what stays refused for this long they are not given. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @BeforeAll
    static void installed(RealCluster cluster) {
        SlipwayOnCluster.isInstalled(cluster);
    }

    /** An API server that has just started knows no roles and refuses everything: only what it never allows later counts. */
    @Test
    void no_part_asked_for_what_its_role_does_not_give(RealCluster cluster) {
        Awaitility.await("nothing is refused for good")
                .atMost(PATIENCE)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(refusedLast(cluster)).isEmpty());
    }

    private static SortedSet<String> refusedLast(RealCluster cluster) throws IOException {
        List<String> lines = Files.readAllLines(cluster.auditLog());
        Map<String, Boolean> refused = new HashMap<>();
        for (String line : lines) {
            JsonNode entry = JSON.readTree(line);
            JsonNode user = entry.path("user").path("username");
            // With a user to act as, it is that user whose rights were asked.
            if (user.asText().startsWith(ACCOUNTS) && !entry.has("impersonatedUser")) {
                refused.put(
                        question(user.asText().substring(ACCOUNTS.length()), entry),
                        entry.path("annotations")
                                .path("authorization.k8s.io/decision")
                                .asText()
                                .equals("forbid"));
            }
        }
        assertThat(refused.keySet()).anyMatch(question -> question.startsWith("operator may patch virtualmachines"));
        refused.values().removeIf(answer -> !answer);
        return new TreeSet<>(refused.keySet());
    }

    private static String question(String part, JsonNode entry) {
        JsonNode object = entry.path("objectRef");
        if (object.isMissingNode()) {
            return "%s may %s %s"
                    .formatted(
                            part,
                            entry.path("verb").asText(),
                            entry.path("requestURI").asText());
        }
        String subresource = object.path("subresource").asText();
        return "%s may %s %s%s of \"%s\" in namespace \"%s\""
                .formatted(
                        part,
                        entry.path("verb").asText(),
                        object.path("resource").asText(),
                        subresource.isEmpty() ? "" : "/" + subresource,
                        object.path("apiGroup").asText(),
                        object.path("namespace").asText());
    }
}

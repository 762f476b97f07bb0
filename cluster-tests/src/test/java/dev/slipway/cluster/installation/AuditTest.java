package dev.slipway.cluster.installation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.cluster.fixture.RealCluster;
import dev.slipway.cluster.fixture.WithCluster;
import dev.slipway.cluster.installation.AuditLog.Request;
import dev.slipway.cluster.installation.Rights.Right;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** What the API server wrote down of the parts of Slipway, once the stories are told. */
@WithCluster
@Order(InstallationOrder.AFTERWARDS)
class AuditTest {
    /** Parts ask again for what they need; what stays refused for this long they are not given. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    /** The stories that use the rights between them; the last is told only when it is asked for ({@code slipway.cluster.lost}). */
    private static final List<Class<?>> STORIES = List.of(
            ClusterUnderTest.class,
            DisksTest.class,
            NetworksTest.class,
            MovingMachineTest.class,
            KilledPartsTest.class,
            LostNodeTest.class);

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

    @Test
    void each_right_was_used_or_has_its_reason(RealCluster cluster) throws IOException {
        Assumptions.assumeTrue(
                SlipwayOnCluster.hasTold(STORIES),
                () -> "SKIPPED: this run told fewer stories than " + STORIES + ", which use the rights between them.");
        List<Request> requests = AuditLog.read(cluster);
        Set<String> unused = new TreeSet<>();
        for (Right right : Rights.read()) {
            if (requests.stream().noneMatch(request -> request.needs(right))) {
                unused.add(right.toString());
            }
        }
        unused.removeAll(unusedForReasons().keySet());
        assertThat(unused)
                .as("rights that no part used: take them out of the chart, or say in unused-rights.txt who needs them")
                .isEmpty();
    }

    @Test
    void reasons_are_given_for_rights_that_there_are() throws IOException {
        assertThat(Rights.read())
                .extracting(Right::toString)
                .containsAll(unusedForReasons().keySet());
        assertThat(unusedForReasons())
                .allSatisfy((_, reason) -> assertThat(reason).hasSizeGreaterThan(10));
    }

    /** Rights that the stories do not use, or not in every run, each below the reason, a line that begins with #. */
    private static Map<String, String> unusedForReasons() {
        Map<String, String> reasons = new TreeMap<>();
        String shared = "";
        try {
            for (String line : Files.readAllLines(Path.of("src/test/resources/unused-rights.txt"))) {
                if (line.startsWith("#")) {
                    shared = line.substring(1).strip();
                } else if (!line.isBlank()) {
                    reasons.put(line.strip(), shared);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reasons;
    }

    private static Set<String> refusedLast(RealCluster cluster) throws IOException {
        Map<String, Boolean> refused = new HashMap<>();
        for (Request request : AuditLog.read(cluster)) {
            // With a user to act as, it is that user whose rights were asked.
            if (!request.acting()) {
                refused.put(question(request), request.refused());
            }
        }
        assertThat(refused.keySet()).anyMatch(question -> question.startsWith("operator may patch virtualmachines"));
        refused.values().removeIf(answer -> !answer);
        return new TreeSet<>(refused.keySet());
    }

    private static String question(Request request) {
        return "%s may %s %s of \"%s\" in namespace \"%s\""
                .formatted(request.part(), request.verb(), request.resource(), request.group(), request.namespace());
    }
}

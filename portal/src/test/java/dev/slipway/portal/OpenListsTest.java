package dev.slipway.portal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lists that are open follow the cluster long before the stream beats for want of news, which it does every fifteen seconds. */
@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class OpenListsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration AT_ONCE = Duration.ofSeconds(8);
    private static final Pattern WATCH = Pattern.compile("data-watch=\"([^\"]+)\"");

    private static final String CLAIM = """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: %s, namespace: lab, annotations: {cdi.kubevirt.io/storage.contentType: kubevirt}}
        spec: {accessModes: [ReadWriteOnce], storageClassName: local, resources: {requests: {storage: %s}}}
        status: {phase: Bound, capacity: {storage: %2$s}}
        """;

    private Visitor admin;

    @BeforeEach
    void allRights() {
        PortalDouble.cluster().allow((_, _) -> true);
        admin = Visitor.admin();
    }

    @Test
    void disk_that_grows_is_told_at_once() throws Exception {
        PortalDouble.cluster().putYaml(CLAIM.formatted("growing", "5Gi"));
        await().atMost(PATIENCE).until(() -> admin.get("/disks?q=growing").contains("5 GiB"));

        assertStale("/disks?q=growing", () -> PortalDouble.cluster().putYaml(CLAIM.formatted("growing", "6Gi")));
        await().atMost(PATIENCE).until(() -> admin.get("/disks?q=growing").contains("6 GiB"));
    }

    @Test
    void claim_that_comes_is_counted_at_its_storage_class_at_once() throws Exception {
        await().atMost(PATIENCE).until(() -> admin.get("/storage?q=local").contains("id=\"storage-local\""));

        assertStale("/storage?q=local", () -> PortalDouble.cluster().putYaml(CLAIM.formatted("another", "1Gi")));
    }

    @Test
    void tabs_of_the_list_of_machines_count_the_last_of_several_changes_at_once() throws Exception {
        try (Stream<String> lines = open("/machines?project=swift")) {
            Iterator<String> told = lines.iterator();
            until(told, "data:<");
            PortalDouble.cluster().putYaml(SampleCluster.machine("swift", "one"));
            // a list without rows is read again when the first comes
            until(told, "event:stale");
        }
        try (Stream<String> lines = open("/machines?project=swift")) {
            Iterator<String> told = lines.iterator();
            until(told, "data:<");
            PortalDouble.cluster().putYaml(SampleCluster.machine("swift", "two"));
            until(told, "All <span class=\"num sub\">2<");
            Instant begin = Instant.now();
            PortalDouble.cluster().putYaml(SampleCluster.machine("swift", "three"));
            until(told, "All <span class=\"num sub\">3<");
            assertThat(Duration.between(begin, Instant.now())).isLessThan(AT_ONCE);
        }
    }

    /** Opens a list, changes something when its stream has nothing more to tell, and waits until the page is to be read again. */
    private void assertStale(String path, Runnable change) throws Exception {
        try (Stream<String> lines = open(path)) {
            Iterator<String> told = lines.iterator();
            until(told, "data:<");
            Instant begin = Instant.now();
            change.run();
            until(told, "event:stale");
            assertThat(Duration.between(begin, Instant.now())).isLessThan(AT_ONCE);
        }
    }

    /** Returns the lines of the stream that the page of a list opens. */
    private Stream<String> open(String path) throws Exception {
        Matcher watch = WATCH.matcher(admin.get(path));
        assertThat(watch.find()).isTrue();
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://localhost:" + io.restassured.RestAssured.port
                        + "/live?" + watch.group(1).replace("&amp;", "&")))
                .header("Cookie", "slipway-session=" + admin.session())
                .timeout(PATIENCE)
                .build();
        HttpClient client = HttpClient.newHttpClient();
        return client.send(request, HttpResponse.BodyHandlers.ofLines()).body().onClose(client::shutdownNow);
    }

    private static void until(Iterator<String> told, String words) {
        while (told.hasNext()) {
            if (told.next().contains(words)) {
                return;
            }
        }
        throw new AssertionError("The stream ended without " + words);
    }
}

package dev.slipway.portal.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.PortalDouble;
import dev.slipway.portal.PortalSettings;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.Identity;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What two portals know of one browser; one that is made later is also one that was started again. */
@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class ReplicasTest {
    private static final Identity ANNA = new Identity("anna", List.of("slipway:users"));

    @Inject
    PortalSettings settings;

    @Inject
    LocalAccounts accounts;

    @Inject
    ClusterConnection connection;

    @Inject
    ProvidedSessions provided;

    private Sessions first;
    private Sessions second;

    @BeforeEach
    void start() {
        first = replica();
        second = replica();
    }

    @Test
    void session_of_one_replica_goes_on_at_another() {
        Session session = first.begin(ANNA);

        Session resumed = second.resume(first.cookie(session)).orElseThrow();

        assertThat(resumed.identity()).isEqualTo(ANNA);
        assertThat(resumed.csrf()).isEqualTo(session.csrf());
        assertThat(second.course(session.id())).isEqualTo(OpenSessions.Course.GOES_ON);
    }

    @Test
    void sign_out_at_one_replica_ends_the_session_at_the_other_and_at_a_third_one() {
        String cookie = first.cookie(first.begin(ANNA));
        assertThat(second.resume(cookie)).isPresent();

        first.end(cookie);

        assertThat(first.resume(cookie)).isEmpty();
        assertThat(replica().resume(cookie)).isEmpty();
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(second.resume(cookie)).isEmpty());
    }

    @Test
    void new_password_ends_the_other_sessions_of_the_user_and_no_one_elses() {
        String mine = first.cookie(first.begin(ANNA));
        String elsewhere = second.cookie(second.begin(ANNA));
        String berta = second.cookie(second.begin(new Identity("berta", List.of())));

        String fresh = first.cookie(first.endOthers(first.resume(mine).orElseThrow()));

        Sessions third = replica();
        assertThat(third.resume(mine)).isEmpty();
        assertThat(third.resume(elsewhere)).isEmpty();
        assertThat(third.resume(berta)).isPresent();
        assertThat(third.resume(fresh)).isPresent();
    }

    @Test
    void session_of_an_account_that_is_gone_ends_at_once_where_it_was_not_seen_before() {
        String cookie = first.cookie(first.begin(new Identity("nobody-of-that-name", List.of())));

        assertThat(second.resume(cookie)).isEmpty();
    }

    @Test
    void an_api_that_does_not_answer_is_waited_for_once_by_all_together() throws Exception {
        Session session = first.begin(ANNA);
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                KubernetesClient client = new KubernetesClientBuilder()
                        .withConfig(new ConfigBuilder(Config.empty())
                                .withMasterUrl("http://127.0.0.1:" + silent.getLocalPort())
                                .withRequestTimeout(4_000)
                                .withRequestRetryBackoffLimit(0)
                                .build())
                        .build();
                ExecutorService browsers = Executors.newVirtualThreadPerTaskExecutor()) {
            SignedOut ended = new SignedOut(() -> Optional.of(client), settings);
            long begun = System.nanoTime();
            List<Future<Boolean>> answers = Stream.generate(() -> browsers.submit(() -> ended.has(session)))
                    .limit(10)
                    .toList();
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get(60, TimeUnit.SECONDS)).isFalse();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("one wait of 4 s, not ten")
                    .isLessThan(Duration.ofSeconds(20));
            ended.add(session);
            assertThat(ended.has(session))
                    .as("what is known here counts at once")
                    .isTrue();
        }
    }

    private Sessions replica() {
        return new Sessions(settings, accounts, new SignedOut(connection, settings), provided, connection);
    }
}

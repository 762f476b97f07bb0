package dev.slipway.portal.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.slipway.portal.PortalDouble;
import dev.slipway.portal.access.Rights;
import dev.slipway.portal.access.Theme;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.Identity;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.live.Pulse;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two portals with one log of tasks in a real PostgreSQL. */
@QuarkusTest
@QuarkusTestResource(PortalDouble.class)
class SharedTaskLogTest {
    private static final Identity ANNA = new Identity("anna", List.of());
    private static final ObjectKey WEB = new ObjectKey("lab", "web");

    private static @Nullable Postgres postgres;

    @Inject
    DataSource own;

    @Inject
    Rights rights;

    private final List<TaskDatabase> open = new ArrayList<>();
    private Tasks first;
    private Tasks second;

    @BeforeAll
    static void start() throws Exception {
        Optional<String> hindrance = Postgres.hindrance();
        assumeTrue(hindrance.isEmpty(), () -> "a log that replicas share was not tested: " + hindrance.orElse(""));
        postgres = Postgres.start();
    }

    @AfterAll
    static void stop() throws Exception {
        if (postgres != null) {
            postgres.close();
        }
    }

    /** Both start at the same moment, as replicas of a Deployment do: one of them makes the tables. */
    @BeforeEach
    void replicas() throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Tasks> start = () -> replica(Postgres.PASSWORD);
            List<Future<Tasks>> both = threads.invokeAll(List.of(start, start));
            first = both.get(0).get();
            second = both.get(1).get();
        }
    }

    @AfterEach
    void close() {
        open.forEach(TaskDatabase::close);
    }

    @Test
    void task_of_one_replica_is_seen_and_ended_by_the_other() {
        Task begun = first.begin(ANNA, "Start", "VirtualMachine", WEB, "RUNNING");
        long version = second.version();

        second.learn();

        assertThat(second.running("VirtualMachine")).extracting(Task::id).contains(begun.id());
        assertThat(second.version()).isGreaterThan(version);
        second.done(begun, "web runs.");
        first.learn();
        assertThat(first.running("VirtualMachine")).extracting(Task::id).doesNotContain(begun.id());
        assertThat(first.about("VirtualMachine", WEB, 1))
                .singleElement()
                .satisfies(task -> assertThat(task.sentence()).isEqualTo("web runs."));
    }

    @Test
    void end_that_was_written_first_stays() {
        Task begun = first.begin(ANNA, "Start", "VirtualMachine", new ObjectKey("lab", "both"), "RUNNING");
        second.learn();

        first.done(begun, "first");
        second.failed(begun, "second");

        assertThat(replica(Postgres.PASSWORD).about("VirtualMachine", begun.object(), 1))
                .singleElement()
                .satisfies(task -> assertThat(task.sentence()).isEqualTo("first"));
    }

    @Test
    void pages_of_the_log_are_the_same_in_both_and_change_with_each_of_their_tasks() {
        Visit visit = new Visit("session", "csrf", ANNA, true, Theme.AUTO, false, "/tasks");
        Task begun = first.begin(ANNA, "Start", "VirtualMachine", new ObjectKey("lab", "long"), "RUNNING");
        for (int number = 0; number < 20; number++) {
            first.wrote(ANNA, "Edit", "VirtualMachine", WEB, "cpu");
        }
        second.learn();
        String before = first.print(visit, "");
        assertThat(second.print(visit, "")).isEqualTo(before);

        first.says(begun, "waits");
        assertThat(first.print(visit, "")).isEqualTo(before);

        first.done(begun, "first");
        second.failed(begun, "second");
        assertThat(first.print(visit, "")).isNotEqualTo(before);
        assertThat(second.print(visit, "")).isEqualTo(first.print(visit, ""));
        assertThat(replica(Postgres.PASSWORD).print(visit, "")).isEqualTo(first.print(visit, ""));
    }

    @Test
    void nothing_is_news_where_nothing_was_written() {
        first.wrote(ANNA, "Edit", "VirtualMachine", WEB, "cpu");
        second.learn();
        long version = second.version();

        second.learn();

        assertThat(second.version()).isEqualTo(version);
    }

    @Test
    void database_that_crashed_is_used_again_when_it_is_back() throws Exception {
        Task begun = first.begin(ANNA, "Start", "VirtualMachine", new ObjectKey("lab", "crash"), "RUNNING");

        postgres().kill();
        assertThatThrownBy(() -> second.learn())
                .isInstanceOf(TaskLogFailure.class)
                .hasMessageContaining("The database of the task log could not read tasks");
        postgres().startAgain();

        Awaitility.await().atMost(Duration.ofMinutes(1)).ignoreExceptions().untilAsserted(() -> {
            second.learn();
            assertThat(second.running("VirtualMachine")).extracting(Task::id).contains(begun.id());
        });
    }

    @Test
    void wrong_password_is_told_with_the_words_of_the_database() {
        assertThatThrownBy(() -> replica("wrong"))
                .isInstanceOf(TaskLogFailure.class)
                .hasMessageContaining("password authentication failed for user \"slipway\"");
    }

    private Tasks replica(String password) {
        TaskDatabase database = new TaskDatabase(own, settings(password));
        synchronized (open) {
            open.add(database);
        }
        return new Tasks(new TaskLog(database, new Schema(database)), new Pulse(), new VisibleTasks(rights));
    }

    private static Postgres postgres() {
        return Optional.ofNullable(postgres).orElseThrow();
    }

    private static TaskLogSettings settings(String password) {
        return new TaskLogSettings() {
            @Override
            public Optional<String> url() {
                return Optional.of(postgres().url());
            }

            @Override
            public Optional<String> username() {
                return Optional.of(Postgres.USER);
            }

            @Override
            public Optional<String> password() {
                return Optional.of(password);
            }
        };
    }
}

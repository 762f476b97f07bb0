package dev.slipway.standalone.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ObjectStoreTest {
    @TempDir
    private Path folder;

    private ObjectStore open() throws IOException {
        return ObjectStore.open(folder.resolve("state.db"));
    }

    @Test
    void written_object_carries_its_revision_in_its_bytes() throws IOException {
        try (ObjectStore store = open()) {
            StoredObject created = Notes.create(store, "a");

            assertThat(new String(created.json(), StandardCharsets.UTF_8)).isEqualTo("""
                    {"apiVersion":"test.slipway.dev/v1","kind":"Note","metadata":{"name":"a","namespace":"space",\
                    "uid":"uid-of-a","resourceVersion":"%d"},"text":"first"}""".formatted(created.revision()));
        }
    }

    @Test
    void revisions_of_all_resources_grow_together() throws IOException {
        try (ObjectStore store = open()) {
            long first = Notes.create(store, "a").revision();
            long second = Notes.create(store, "b").revision();

            assertThat(second).isEqualTo(first + 1);
            assertThat(store.revision()).isEqualTo(second);
        }
    }

    @Test
    void write_that_expects_another_revision_changes_nothing() throws IOException {
        try (ObjectStore store = open()) {
            StoredObject created = Notes.create(store, "a");
            Notes.change(store, created, "second");

            Write.Outcome late =
                    store.write(new Write.Put(Notes.key("a"), created.revision(), Notes.note("a", "third")));
            Write.Outcome again = store.write(new Write.Put(Notes.key("a"), Write.ABSENT, Notes.note("a", "third")));

            assertThat(late).isEqualTo(new Write.Outcome.Stale());
            assertThat(again).isEqualTo(new Write.Outcome.Stale());
            assertThat(store.get(Notes.key("a"))
                            .orElseThrow()
                            .tree()
                            .path("text")
                            .asText())
                    .isEqualTo("second");
        }
    }

    @Test
    void everything_is_there_after_a_restart() throws IOException {
        long last;
        try (ObjectStore store = open()) {
            StoredObject a = Notes.create(store, "a");
            Notes.change(store, a, "second");
            last = Notes.remove(store, Notes.create(store, "b")).revision();
        }

        try (ObjectStore store = open()) {
            assertThat(store.revision()).isEqualTo(last);
            assertThat(store.list(Notes.RESOURCE, "").objects()).hasSize(1);
            assertThat(store.get(Notes.key("a"))
                            .orElseThrow()
                            .tree()
                            .path("text")
                            .asText())
                    .isEqualTo("second");
            assertThat(Notes.create(store, "c").revision()).isEqualTo(last + 1);
        }
    }

    @Test
    void list_of_the_past_undoes_later_changes() throws IOException {
        try (ObjectStore store = open()) {
            StoredObject a = Notes.create(store, "a");
            StoredObject b = Notes.create(store, "b");
            long then = b.revision();
            Notes.change(store, a, "second");
            Notes.remove(store, b);
            Notes.create(store, "c");

            Snapshot past = store.listAt(Notes.RESOURCE, "space", then).orElseThrow();

            assertThat(past.objects()).containsExactly(a, b);
            assertThat(past.revision()).isEqualTo(then);
        }
    }

    @Test
    void changes_tell_what_happened_since_a_revision() throws IOException {
        try (ObjectStore store = open()) {
            StoredObject a = Notes.create(store, "a");
            StoredObject changed = Notes.change(store, a, "second");
            Notes.remove(store, changed);

            List<Change> changes =
                    store.changes(Notes.RESOURCE, a.revision(), 10).orElseThrow();

            assertThat(changes).extracting(Change::kind).containsExactly(Change.Kind.MODIFIED, Change.Kind.DELETED);
            assertThat(changes.getFirst().previous()).contains(a);
        }
    }

    @Test
    void history_before_the_start_is_forgotten() throws IOException {
        long before;
        try (ObjectStore store = open()) {
            before = Notes.create(store, "a").revision();
            Notes.create(store, "b");
        }

        try (ObjectStore store = open()) {
            assertThat(store.changes(Notes.RESOURCE, before, 10)).isEmpty();
            assertThat(store.changes(Notes.RESOURCE, store.revision(), 10)).contains(List.of());
        }
    }

    @Test
    void many_writers_get_distinct_revisions_without_gaps() throws Exception {
        ConcurrentLinkedQueue<Long> revisions = new ConcurrentLinkedQueue<>();
        try (ObjectStore store = open()) {
            long start = store.revision();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads.invokeAll(IntStream.range(0, 500)
                        .<Callable<Boolean>>mapToObj(i ->
                                () -> revisions.add(Notes.create(store, "n" + i).revision()))
                        .toList());
            }

            assertThat(new ArrayList<>(revisions))
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 500)
                            .mapToObj(i -> start + i)
                            .toList());
        }
    }

    @Test
    void one_of_many_that_create_the_same_object_wins() throws Exception {
        ConcurrentLinkedQueue<Write.Outcome> outcomes = new ConcurrentLinkedQueue<>();
        try (ObjectStore store = open()) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads.invokeAll(IntStream.range(0, 50)
                        .<Callable<Boolean>>mapToObj(i -> () -> outcomes.add(
                                store.write(new Write.Put(Notes.key("a"), Write.ABSENT, Notes.note("a", "by " + i)))))
                        .toList());
            }
        }

        assertThat(outcomes).hasSize(50);
        assertThat(outcomes.stream().filter(Write.Outcome.Done.class::isInstance))
                .hasSize(1);
    }

    @Test
    void second_server_on_the_same_file_is_refused() throws IOException {
        try (ObjectStore first = open()) {
            Notes.create(first, "a");

            assertThatThrownBy(this::open)
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("is in use by another server");
        }
    }

    @Test
    void file_that_is_no_database_is_refused() throws IOException {
        Files.writeString(
                folder.resolve("state.db"), "this is not a database, but long enough to be looked at".repeat(50));

        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("cannot be opened")
                .hasMessageContaining("state.db");
    }
}

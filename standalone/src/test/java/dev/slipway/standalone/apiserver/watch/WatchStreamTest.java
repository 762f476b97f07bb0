package dev.slipway.standalone.apiserver.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.selector.FieldSelector;
import dev.slipway.standalone.apiserver.selector.LabelSelector;
import dev.slipway.standalone.apiserver.store.Notes;
import dev.slipway.standalone.apiserver.store.ObjectStore;
import dev.slipway.standalone.apiserver.store.StoredObject;
import dev.slipway.standalone.apiserver.verbs.ReadOptions;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class WatchStreamTest {
    private static final int MORE_THAN_THE_HISTORY = 5_100;

    private static final ResourceType TYPE = new ResourceType(
            Notes.RESOURCE.group(),
            "v1",
            "Note",
            Notes.RESOURCE.resource(),
            "note",
            List.of(),
            List.of(),
            true,
            Set.of(),
            List.of(),
            true,
            null,
            List.of(),
            false);

    @TempDir
    private Path folder;

    @Test
    @Timeout(60)
    void watcher_that_falls_behind_the_history_is_told_410_and_cut() throws Exception {
        try (ObjectStore store = ObjectStore.open(folder.resolve("state.db"))) {
            StoredObject note = Notes.create(store, "a");
            SlowSink sink = new SlowSink();
            WatchStream stream = new WatchStream(store, TYPE, "", from(note.revision()), new Plain(), sink);
            Thread watcher = Thread.startVirtualThread(() -> run(stream));
            note = Notes.change(store, note, "the sink takes this one and stops");
            assertThat(sink.blocked.await(10, TimeUnit.SECONDS)).isTrue();
            for (int i = 0; i < MORE_THAN_THE_HISTORY; i++) {
                note = Notes.change(store, note, "change " + i);
            }

            sink.goOn.countDown();
            watcher.join(TimeUnit.SECONDS.toMillis(20));

            assertThat(sink.events.getLast())
                    .contains("\"type\":\"ERROR\"")
                    .contains("\"code\":410")
                    .contains("Expired");
            assertThat(sink.events).hasSizeLessThan(MORE_THAN_THE_HISTORY);
            assertThat(sink.ended).isTrue();
        }
    }

    @Test
    @Timeout(20)
    void revision_from_before_the_history_is_told_410() throws Exception {
        try (ObjectStore store = ObjectStore.open(folder.resolve("state.db"))) {
            Notes.create(store, "a");
        }
        try (ObjectStore store = ObjectStore.open(folder.resolve("state.db"))) {
            SlowSink sink = new SlowSink();
            sink.goOn.countDown();
            Notes.create(store, "b");

            run(new WatchStream(store, TYPE, "", from(1), new Plain(), sink));

            assertThat(sink.events).singleElement().asString().contains("too old resource version: 1");
        }
    }

    private static void run(WatchStream stream) {
        try {
            stream.run();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static ReadOptions from(long revision) {
        return new ReadOptions(
                LabelSelector.EVERYTHING,
                FieldSelector.EVERYTHING,
                0,
                Optional.empty(),
                OptionalLong.of(revision),
                ReadOptions.Match.UNSET,
                Optional.empty(),
                false,
                OptionalLong.of(60));
    }

    /** Takes one event and then nothing until it may go on. */
    private static final class SlowSink implements EventSink {
        private final List<String> events = new CopyOnWriteArrayList<>();
        private final CountDownLatch blocked = new CountDownLatch(1);
        private final CountDownLatch goOn = new CountDownLatch(1);
        private volatile boolean ended;

        @Override
        public boolean send(Buffer event) throws InterruptedException {
            events.add(event.toString());
            blocked.countDown();
            goOn.await();
            return true;
        }

        @Override
        public boolean isOpen() {
            return !ended;
        }

        @Override
        public void end() {
            ended = true;
        }
    }

    private static final class Plain implements WatchFormat {
        @Override
        public byte[] object(StoredObject object) {
            return object.json();
        }

        @Override
        public byte[] bookmark(long revision, boolean initialEventsEnd) {
            return "{}".getBytes(StandardCharsets.UTF_8);
        }
    }
}

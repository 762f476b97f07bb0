package dev.slipway.standalone.apiserver.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HistoryTest {
    @Test
    void oldest_changes_go_when_there_are_too_many() {
        History history = new History(10, 3, Long.MAX_VALUE);
        for (long revision = 11; revision <= 15; revision++) {
            history.add(change(revision));
        }

        assertThat(history.forgotten()).isEqualTo(12);
        assertThat(history.after(12, 100)).extracting(Change::revision).containsExactly(13L, 14L, 15L);
    }

    @Test
    void oldest_changes_go_when_they_are_too_large() {
        History history = new History(10, 100, change(1).object().json().length * 2L);
        for (long revision = 11; revision <= 14; revision++) {
            history.add(change(revision));
        }

        assertThat(history.forgotten()).isEqualTo(12);
    }

    @Test
    void changes_after_a_revision_between_two_are_found() {
        History history = new History(0, 100, Long.MAX_VALUE);
        for (long revision = 2; revision <= 40; revision += 2) {
            history.add(change(revision));
        }

        assertThat(history.after(5, 2)).extracting(Change::revision).containsExactly(6L, 8L);
        assertThat(history.after(40, 2)).isEmpty();
    }

    private static Change change(long revision) {
        StoredObject object = EncodedObject.of(Notes.note("a", "text")).at(Notes.key("a"), revision % 90 + 10);
        return new Change(
                Change.Kind.MODIFIED,
                new StoredObject(object.key(), revision, object.json(), object.uid(), object.labels()),
                Optional.empty());
    }
}

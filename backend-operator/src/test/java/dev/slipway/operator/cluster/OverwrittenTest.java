package dev.slipway.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import org.junit.jupiter.api.Test;

class OverwrittenTest {
    private final Overwritten overwritten = new Overwritten();

    @Test
    void version_that_was_overwritten_is_known_until_another_is_seen() {
        overwritten.note(version("a", "1"), version("a", "2"));
        assertThat(overwritten.holds(version("a", "1"))).isTrue();
        assertThat(overwritten.holds(version("b", "1"))).isFalse();
        assertThat(overwritten.holds(version("a", "2"))).isFalse();
        assertThat(overwritten.holds(version("a", "1"))).isFalse();
    }

    @Test
    void write_that_changed_nothing_overwrites_nothing() {
        overwritten.note(version("a", "1"), version("a", "1"));
        assertThat(overwritten.holds(version("a", "1"))).isFalse();
    }

    private static ObjectMeta version(String uid, String version) {
        return new ObjectMetaBuilder().withUid(uid).withResourceVersion(version).build();
    }
}

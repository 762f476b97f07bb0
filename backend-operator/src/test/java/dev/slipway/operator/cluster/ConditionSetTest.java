package dev.slipway.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ConditionSetTest {
    private static final Condition BEFORE =
            new Condition("Ready", "False", "Starting", "it starts", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z");
    private static final String NOW = "2026-11-24T12:00:00Z";

    @Test
    void a_condition_that_does_not_change_keeps_its_times() {
        assertThat(after("False", "Starting", "it starts")).isEqualTo(BEFORE);
    }

    @Test
    void another_sentence_does_not_move_the_transition() {
        Condition after = after("False", "Starting", "it still starts");
        assertThat(after.turned()).isEqualTo(BEFORE.turned());
        assertThat(after.probed()).isEqualTo(NOW);
    }

    @Test
    void another_status_moves_the_transition() {
        assertThat(after("True", "Running", "it runs").turned()).isEqualTo(NOW);
    }

    @Test
    void conditions_stay_in_their_order() {
        ConditionSet conditions = new ConditionSet(List.of(BEFORE), Instant.parse(NOW));
        conditions.set("Paused", "True", null, null);
        conditions.set("Ready", "True", null, null);
        assertThat(conditions.list(Condition::type)).containsExactly("Ready", "Paused");
        conditions.remove("Ready");
        assertThat(conditions.list(Condition::type)).containsExactly("Paused");
    }

    private static Condition after(String status, String reason, String message) {
        ConditionSet conditions = new ConditionSet(List.of(BEFORE), Instant.parse(NOW));
        conditions.set("Ready", status, reason, message);
        return conditions.list(Function.identity()).getFirst();
    }
}

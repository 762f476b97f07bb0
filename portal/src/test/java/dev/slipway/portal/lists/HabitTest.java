package dev.slipway.portal.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HabitTest {
    @Test
    void habits_are_read_as_they_are_written_with_letters_that_cookies_can_hold() {
        Map<String, Habit> habits =
                Map.of("disks", new Habit("-size", "project,age"), "machines", new Habit("", "cpu"));

        assertThat(Habit.text(habits)).matches("[a-z0-9~!.-]+").isEqualTo("disks~-size~project.age!machines~~cpu");
        assertThat(Habit.parse(Habit.text(habits))).isEqualTo(habits);
    }

    @Test
    void what_is_as_usual_is_not_kept() {
        assertThat(Habit.text(Map.of("disks", Habit.NONE))).isEmpty();
        assertThat(Habit.parse("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"disks", "disks~a", "~~~~", "disks~\"><script>~<b>", "disks~SIZE~PROJECT", "!!!"})
    void what_makes_no_sense_means_nothing(String text) {
        assertThat(Habit.parse(text).values()).allMatch(Habit.NONE::equals);
    }
}

package dev.slipway.portal.machines;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MachineOrderTest {
    private static final MachineRow WEB = Rows.row("b", "web")
            .state(StateWord.RUNNING)
            .address("10.0.0.10")
            .memory(4)
            .node("n2")
            .age(Duration.ofDays(2))
            .make();
    private static final MachineRow DB = Rows.row("a", "db")
            .state(StateWord.ERROR)
            .address("10.0.0.9")
            .memory(8)
            .node("n1")
            .age(Duration.ofDays(9))
            .make();
    private static final MachineRow OFF = Rows.row("a", "off").memory(4).make();

    @Test
    void names_are_the_usual_order() {
        assertThat(sorted("")).containsExactly("db", "off", "web");
        assertThat(sorted("-name")).containsExactly("web", "off", "db");
        assertThat(sorted("nonsense")).containsExactly("db", "off", "web");
    }

    @Test
    void trouble_comes_first_by_status() {
        assertThat(sorted("status")).containsExactly("db", "web", "off");
    }

    @Test
    void addresses_are_numbers_and_machines_without_come_last_both_ways() {
        assertThat(sorted("ip")).containsExactly("db", "web", "off");
        assertThat(sorted("-ip")).containsExactly("web", "db", "off");
    }

    @Test
    void ties_go_by_name() {
        assertThat(sorted("memory")).containsExactly("off", "web", "db");
        assertThat(sorted("-memory")).containsExactly("db", "off", "web");
    }

    @Test
    void nodes_and_uptimes_leave_stopped_machines_for_the_end() {
        assertThat(sorted("-node")).containsExactly("web", "db", "off");
        assertThat(sorted("uptime").getFirst()).isEqualTo("web");
        assertThat(sorted("uptime").getLast()).isNotEqualTo("web");
    }

    @Test
    void click_on_the_head_turns_the_order_round() {
        MachineOrder order = MachineOrder.parse("memory");

        assertThat(order.clicked(MachineOrder.By.MEMORY).text()).isEqualTo("-memory");
        assertThat(order.clicked(MachineOrder.By.MEMORY).clicked(MachineOrder.By.MEMORY))
                .isEqualTo(order);
        assertThat(order.clicked(MachineOrder.By.CPU).text()).isEqualTo("cpu");
    }

    private static List<String> sorted(String order) {
        return Stream.of(WEB, OFF, DB)
                .sorted(MachineOrder.parse(order).comparator())
                .map(row -> row.key().name())
                .toList();
    }
}

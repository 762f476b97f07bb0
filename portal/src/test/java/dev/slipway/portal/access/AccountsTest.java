package dev.slipway.portal.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AccountsTest {
    @Test
    void names_are_those_of_kubernetes_objects() {
        for (String name : List.of("", "Admin", "system:admin", "a/b", "..", "-a", "a ", "a".repeat(41), "ä")) {
            assertThat(LocalAccounts.problem(name, "long enough"))
                    .as(name)
                    .containsInstanceOf(AccountProblem.BadName.class);
        }
        for (String name : List.of("a", "admin", "m.keller", "x-1")) {
            assertThat(LocalAccounts.problem(name, "long enough")).as(name).isEmpty();
        }
    }

    @Test
    void passwords_have_eight_characters_at_least() {
        assertThat(LocalAccounts.problem("admin", "seven77"))
                .hasValueSatisfying(problem ->
                        assertThat(problem.sentence()).contains("7 characters").contains("8 to 256"));
    }
}

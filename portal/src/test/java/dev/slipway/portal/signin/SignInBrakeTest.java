package dev.slipway.portal.signin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignInBrakeTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final SignInBrake.Guesser MALLORY = new SignInBrake.Guesser("admin", "10.0.0.9");

    private final SignInBrake brake = new SignInBrake();

    @Test
    void four_wrong_tries_cost_no_wait() {
        wrong(4);

        assertThat(brake.mustWait(MALLORY, NOON)).isEmpty();
    }

    @Test
    void waits_double_from_the_fifth_wrong_try_on() {
        assertThat(SignInBrake.wait(5)).isEqualTo(Duration.ofSeconds(1));
        assertThat(SignInBrake.wait(6)).isEqualTo(Duration.ofSeconds(2));
        assertThat(SignInBrake.wait(10)).isEqualTo(Duration.ofSeconds(32));
        assertThat(SignInBrake.wait(100)).isEqualTo(Duration.ofMinutes(15));
    }

    @Test
    void wait_ends() {
        wrong(6);

        assertThat(brake.mustWait(MALLORY, NOON)).contains(Duration.ofSeconds(2));
        assertThat(brake.mustWait(MALLORY, NOON.plusSeconds(2))).isEmpty();
    }

    @Test
    void another_address_and_another_user_do_not_wait() {
        wrong(10);

        assertThat(brake.mustWait(new SignInBrake.Guesser("admin", "10.0.0.10"), NOON))
                .isEmpty();
        assertThat(brake.mustWait(new SignInBrake.Guesser("anna", "10.0.0.9"), NOON))
                .isEmpty();
    }

    @Test
    void right_password_forgets_the_wrong_ones() {
        wrong(9);
        brake.right(MALLORY);

        assertThat(brake.wrong(MALLORY, NOON)).isEqualTo(1);
    }

    @Test
    void wrong_tries_are_forgotten_after_an_hour() {
        wrong(9);

        assertThat(brake.wrong(MALLORY, NOON.plus(Duration.ofMinutes(61)))).isEqualTo(1);
    }

    @Test
    void many_guessers_do_not_fill_the_memory() {
        for (int user = 0; user < 20_000; user++) {
            brake.wrong(new SignInBrake.Guesser("user" + user, "10.0.0.9"), NOON);
        }

        assertThat(brake.wrong(new SignInBrake.Guesser("user0", "10.0.0.9"), NOON))
                .isEqualTo(1);
        assertThat(brake.wrong(new SignInBrake.Guesser("user19999", "10.0.0.9"), NOON))
                .isEqualTo(2);
    }

    private void wrong(int times) {
        for (int time = 0; time < times; time++) {
            brake.wrong(MALLORY, NOON);
        }
    }
}

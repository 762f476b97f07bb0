package dev.slipway.portal.machines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.portal.access.Ask;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OfferTest {
    @Test
    void stopped_machine_can_be_started_and_deleted() {
        assertThat(enabled(StateWord.STOPPED)).containsExactly(Action.START, Action.DELETE);
    }

    @Test
    void running_machine_can_do_all_but_start() {
        assertThat(enabled(StateWord.RUNNING))
                .containsExactly(
                        Action.SHUT_DOWN,
                        Action.RESTART,
                        Action.PAUSE,
                        Action.MIGRATE,
                        Action.RESET,
                        Action.POWER_OFF,
                        Action.DELETE);
    }

    @Test
    void paused_machine_is_offered_resume_in_place_of_pause() {
        assertThat(offers(StateWord.PAUSED))
                .extracting(Offer::action)
                .contains(Action.RESUME)
                .doesNotContain(Action.PAUSE);
        assertThat(offers(StateWord.RUNNING))
                .extracting(Offer::action)
                .contains(Action.PAUSE)
                .doesNotContain(Action.RESUME);
    }

    @Test
    void machine_that_is_being_deleted_can_do_nothing() {
        assertThat(enabled(StateWord.DELETING)).isEmpty();
    }

    @Test
    void every_reason_names_the_machine_or_the_right_and_is_a_sentence() {
        for (StateWord word : StateWord.values()) {
            assertThat(offers(word).stream().filter(offer -> !offer.enabled()))
                    .allSatisfy(
                            offer -> assertThat(offer.reason()).contains("web").endsWith("."));
        }
    }

    @Test
    void missing_right_is_named() {
        MachineRow row = Rows.row("shop", "web").state(StateWord.RUNNING).make();

        Offer offer = Offer.of(Action.SHUT_DOWN, row, ask -> ask.equals(Ask.DELETE_MACHINES), true);

        assertThat(offer.reason())
                .isEqualTo(
                        "You may not do this in shop: it needs the right to update virtualmachines/stop (subresources.kubevirt.io).");
    }

    @Test
    void nothing_can_be_done_while_the_api_is_away() {
        MachineRow row = Rows.row("shop", "web").state(StateWord.STOPPED).make();

        assertThat(Offer.of(row, _ -> true, false)).noneMatch(Offer::enabled);
    }

    private static List<Offer> offers(StateWord word) {
        return Offer.of(Rows.row("shop", "web").state(word).make(), _ -> true, true);
    }

    private static Stream<Action> enabled(StateWord word) {
        return offers(word).stream().filter(Offer::enabled).map(Offer::action);
    }
}

package dev.slipway.launcher.qmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.slipway.launcher.json.JsonObject;
import dev.slipway.launcher.json.JsonSyntaxException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class QmpCodecTest {
    private static final List<String> MESSAGES = List.of(
            "{\"QMP\": {\"version\": {\"qemu\": {\"micro\": 22, \"minor\": 2, \"major\": 7}, \"package\": \"x\"}, \"capabilities\": [\"oob\"]}}",
            "{\"return\": {\"running\": true, \"status\": \"running\"}, \"id\": 7}",
            "{\"id\": 8, \"error\": {\"class\": \"GenericError\", \"desc\": \"no such device\"}}",
            "{\"timestamp\": {\"seconds\": 1, \"microseconds\": 2}, \"event\": \"SHUTDOWN\", \"data\": {\"guest\": true, \"reason\": \"guest-shutdown\"}}");

    @Test
    void each_kind_of_message_is_told_apart() throws Exception {
        assertThat(QmpCodec.decode(MESSAGES.get(0))).contains(new QmpMessage.Greeting("7.2.22"));
        assertThat(QmpCodec.decode(MESSAGES.get(1)))
                .contains(new QmpMessage.Return(
                        7, JsonObject.EMPTY.with("running", true).with("status", "running")));
        assertThat(QmpCodec.decode(MESSAGES.get(2)))
                .contains(new QmpMessage.Failure(8, "GenericError", "no such device"));
        assertThat(QmpCodec.decode(MESSAGES.get(3)))
                .contains(new QmpMessage.Event(
                        "SHUTDOWN", JsonObject.EMPTY.with("guest", true).with("reason", "guest-shutdown")));
    }

    @Test
    void json_that_is_no_message_is_none() throws Exception {
        assertThat(QmpCodec.decode("{\"hello\":1}")).isEmpty();
    }

    @Test
    void a_command_without_arguments_has_none() {
        assertThat(QmpCodec.command(1, "stop", JsonObject.EMPTY)).isEqualTo("{\"execute\":\"stop\",\"id\":1}");
        assertThat(QmpCodec.command(2, "set_link", JsonObject.EMPTY.with("up", true)))
                .isEqualTo("{\"execute\":\"set_link\",\"id\":2,\"arguments\":{\"up\":true}}");
    }

    @Test
    void damaged_messages_are_refused_or_read_but_never_break_the_codec() {
        Random random = new Random(7);
        for (int i = 0; i < 50_000; i++) {
            StringBuilder text = new StringBuilder(MESSAGES.get(random.nextInt(MESSAGES.size())));
            for (int change = random.nextInt(5); change >= 0; change--) {
                text.setCharAt(random.nextInt(text.length()), "{}[]\":, 0null-e\\".charAt(random.nextInt(16)));
            }
            try {
                assertThat(QmpCodec.decode(text.toString())).isNotNull();
            } catch (JsonSyntaxException refused) {
                assertThat(refused).hasMessageStartingWith("JSON is");
            } catch (RuntimeException e) {
                fail(text.toString(), e);
            }
        }
    }
}

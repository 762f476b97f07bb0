package dev.slipway.launcher.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class JsonFuzzTest {
    private static final int ROUNDS = 50_000;
    private static final List<String> CORPUS = List.of(
            "{\"return\":{\"status\":\"running\",\"singlestep\":false,\"running\":true},\"id\":3}",
            "{\"timestamp\":{\"seconds\":1,\"microseconds\":2},\"event\":\"STOP\"}",
            "[1,-2.5e3,true,null,\"\\ud83d\\ude00\\n\",{\"a\":[[[]]]}]",
            "{\"plan\":{\"binary\":\"/usr/bin/qemu\",\"arguments\":[\"-M\",\"q35\"],\"files\":[]}}");
    private static final String ALPHABET = "{}[]\",:\\u0123456789eE+-.truefalsn \t\n\u0000\u007fä\ud83d\ufffd";

    @Test
    void mutated_text_is_read_or_refused_and_what_is_read_survives_a_round_trip() throws Exception {
        Random random = new Random(20261124);
        int read = 0;
        for (int i = 0; i < ROUNDS; i++) {
            String text = mutate(CORPUS.get(random.nextInt(CORPUS.size())), random);
            try {
                Json value = JsonReader.read(text);
                assertThat(JsonReader.read(value.toString())).isEqualTo(value);
                read++;
            } catch (JsonSyntaxException e) {
                assertThat(e).hasMessageStartingWith("JSON is");
            } catch (RuntimeException | StackOverflowError e) {
                fail("round %d: %s".formatted(i, text), e);
            }
        }
        assertThat(read).isBetween(ROUNDS / 100, ROUNDS - ROUNDS / 100);
    }

    private static String mutate(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int change = random.nextInt(4); change >= 0 && !text.isEmpty(); change--) {
            int at = random.nextInt(text.length());
            switch (random.nextInt(4)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                case 2 -> text.setCharAt(at, ALPHABET.charAt(random.nextInt(ALPHABET.length())));
                default -> text.setLength(at);
            }
        }
        return text.toString();
    }
}

package dev.slipway.portal.images;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each folder of {@code golden/image} is a case: what the cluster holds in {@code in.yaml}, what the portal says in {@code out.txt}. */
class ImageStateTest {
    private static final Path GOLDEN = Path.of("src/test/resources/golden/image");

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void state_is_told_as_written(Path folder) throws IOException {
        ImageFacts facts = Images.facts(Files.readString(folder.resolve("in.yaml"), UTF_8));

        assertThat(text(ImageState.of(facts)))
                .isEqualToIgnoringNewLines(Files.readString(folder.resolve("out.txt"), UTF_8));
    }

    private static String text(ImageState state) {
        StringBuilder text = new StringBuilder(state.words()).append('\n');
        text.append("reason: ").append(state.reason()).append('\n');
        state.progress()
                .ifPresent(part -> text.append("progress: ").append(part).append('\n'));
        return text.toString();
    }
}

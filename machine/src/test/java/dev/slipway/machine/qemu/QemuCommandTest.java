package dev.slipway.machine.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Each guest in {@code golden/qemu} is translated as written there; {@code -Dslipway.golden=write} writes it anew. */
final class QemuCommandTest {
    @TestFactory
    Stream<DynamicTest> guest_is_translated_as_written() throws IOException, URISyntaxException {
        return GoldenCase.all().stream()
                .map(test -> DynamicTest.dynamicTest(test.name(), () -> {
                    String translated = GoldenText.of(test.translate());
                    if (System.getProperty("slipway.golden", "").equals("write")) {
                        Files.writeString(test.sourceOfOut(), translated);
                    } else {
                        assertThat(translated).isEqualTo(test.out());
                    }
                }));
    }
}

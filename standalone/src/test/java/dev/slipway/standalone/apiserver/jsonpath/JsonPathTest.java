package dev.slipway.standalone.apiserver.jsonpath;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPathTest {
    private static final String OBJECT = """
            {"metadata":{"labels":{"kubernetes.io/name":"a"}},
             "status":{"phase":"Running","number":3,"interfaces":[{"ipAddress":"10.0.0.1"},{"ipAddress":"10.0.0.2"}],
              "conditions":[{"type":"Paused","status":"False"},{"type":"Ready","status":"True","age":5}]}}""";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                ".status.phase | Running",
                ".status['phase'] | Running",
                ".status.interfaces[0].ipAddress | 10.0.0.1",
                ".status.interfaces[-1].ipAddress | 10.0.0.2",
                ".status.interfaces[*].ipAddress | 10.0.0.1 10.0.0.2",
                ".status.conditions[?(@.type==\"Ready\")].status | True",
                ".status.conditions[?(@.type=='Ready')].status | True",
                ".status.conditions[?( @.type != 'Ready' )].type | Paused",
                ".status.conditions[?(@.age)].type | Ready",
                ".status.conditions[?(@.age>=5)].type | Ready",
                ".status.conditions[?(@.age<5)].type | ~~",
                ".metadata.labels.kubernetes\\.io/name | a",
                ".metadata.labels['kubernetes.io/name'] | a",
                ".status.nothing.here | ~~",
                ".status.interfaces[7] | ~~"
            })
    void path_finds(String path, String expected) throws IOException {
        JsonNode object = Json.parse(OBJECT.getBytes(StandardCharsets.UTF_8));
        assertThat(JsonPath.parse(path).find(object).stream()
                        .map(JsonNode::asText)
                        .collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {".a[", ".a[x]", ".a[?(@.b==)]", ".a[?(@.b=='c')", "..", ".a]", ".a[?(b)]", ".a['b"})
    void text_that_is_no_path_is_refused_with_its_place(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JsonPath.parse(path))
                .withMessageStartingWith("The path " + path)
                .withMessageContaining("at position");
    }

    @Test
    void any_text_is_a_path_or_refused() {
        Random random = new Random(7);
        String alphabet = ".[]()?@='\"\\*-019ab <>!";
        int read = 0;
        for (int round = 0; round < 100_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int length = random.nextInt(24); length > 0; length--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(JsonPath.parse(text.toString()).find(Json.object())).isNotNull();
                read++;
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("The path ");
            }
        }
        assertThat(read).isPositive();
    }
}

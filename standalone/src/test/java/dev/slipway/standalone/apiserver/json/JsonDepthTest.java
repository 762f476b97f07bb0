package dev.slipway.standalone.apiserver.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JacksonException;
import dev.slipway.standalone.apiserver.patch.JsonPatch;
import dev.slipway.standalone.apiserver.status.ProblemException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What is stored can be read again, however deep; what would be too deep is refused before. */
final class JsonDepthTest {
    @Test
    void stored_object_may_be_deeper_than_a_request() {
        byte[] deep = nested(250).getBytes(StandardCharsets.UTF_8);

        assertThatThrownBy(() -> Json.parse(deep)).isInstanceOf(JacksonException.class);
        assertThat(Json.bytes(Json.parseStored(deep))).isEqualTo(deep);
    }

    @Test
    void patch_that_builds_what_no_request_may_have_is_refused() throws Exception {
        String patch =
                "[{\"op\": \"add\", \"path\": \"/a\", \"value\": %s}, {\"op\": \"add\", \"path\": \"/a%s/x\", \"value\": %s}]"
                        .formatted(nested(150), "/x".repeat(149), nested(150));

        assertThatThrownBy(() -> JsonPatch.apply(Json.object(), Json.parse(patch.getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("more levels");
    }

    private static String nested(int levels) {
        return "{\"x\":".repeat(levels) + "1" + "}".repeat(levels);
    }
}

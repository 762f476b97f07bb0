package dev.slipway.standalone.apiserver.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden files were written by Kubernetes' own serializer: each object in protobuf and in JSON. */
class ProtobufObjectTest {
    private static final Path GOLDEN = Path.of("src/test/resources/dev/slipway/standalone/apiserver/protobuf");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "configmap",
                "deleteoptions",
                "event",
                "eviction",
                "lease",
                "namespace",
                "pod",
                "pvc",
                "role",
                "secret",
                "ssar"
            })
    void object_is_the_same_in_protobuf_and_json(String name) throws Exception {
        JsonNode expected = Json.parse(Files.readAllBytes(GOLDEN.resolve(name).resolve("out.json")));
        assertThat(withoutEmptyObjects(Json.parse(Json.bytes(ProtobufObject.decode(sample(name))))))
                .isEqualTo(withoutEmptyObjects(expected));
    }

    @Test
    void zero_that_a_pointer_holds_is_kept() throws Exception {
        assertThat(ProtobufObject.decode(sample("deleteoptions"))
                        .path("gracePeriodSeconds")
                        .asText("absent"))
                .isEqualTo("0");
        assertThat(ProtobufObject.decode(sample("pvc"))
                        .at("/spec/storageClassName")
                        .asText("absent"))
                .isEmpty();
    }

    @Test
    void body_without_the_magic_bytes_is_refused() {
        assertThatExceptionOfType(ProtobufException.class)
                .isThrownBy(() -> ProtobufObject.decode("{}".getBytes(StandardCharsets.UTF_8)))
                .withMessage("does not begin with the four bytes k8s\\0");
    }

    @Test
    void damaged_bodies_give_an_object_or_a_sentence_and_nothing_else() throws Exception {
        Random random = new Random(20260102);
        byte[][] corpus = {sample("pod"), sample("event"), sample("eviction"), sample("configmap")};
        int refused = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] body = damaged(corpus[round % corpus.length], random);
            try {
                assertThat(ProtobufObject.decode(body)).isNotNull();
            } catch (ProtobufException e) {
                assertThat(e).hasMessageNotContaining("Exception");
                refused++;
            }
        }
        assertThat(refused).isPositive();
    }

    private static byte[] damaged(byte[] body, Random random) {
        byte[] copy =
                random.nextInt(4) == 0 ? java.util.Arrays.copyOf(body, random.nextInt(body.length)) : body.clone();
        for (int changes = random.nextInt(4); changes >= 0 && copy.length > 4; changes--) {
            copy[4 + random.nextInt(copy.length - 4)] = (byte) random.nextInt();
        }
        return copy;
    }

    private static byte[] sample(String name) throws IOException {
        return Base64.getMimeDecoder()
                .decode(Files.readString(GOLDEN.resolve(name).resolve("in.base64")));
    }

    /** Protobuf writes structures that hold nothing, which Go's JSON writes in some places and leaves out in others. */
    private static JsonNode withoutEmptyObjects(JsonNode node) {
        if (node.isObject()) {
            com.fasterxml.jackson.databind.node.ObjectNode kept = Json.object();
            node.properties().forEach(entry -> {
                JsonNode value = withoutEmptyObjects(entry.getValue());
                if (!(value.isObject() && value.isEmpty()) && !value.isNull()) {
                    kept.set(entry.getKey(), value);
                }
            });
            return kept;
        }
        if (node.isArray()) {
            com.fasterxml.jackson.databind.node.ArrayNode kept = Json.MAPPER.createArrayNode();
            node.forEach(item -> kept.add(withoutEmptyObjects(item)));
            return kept;
        }
        return node;
    }
}

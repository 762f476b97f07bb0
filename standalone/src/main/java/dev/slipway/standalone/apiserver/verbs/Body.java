package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.json.Metadata;
import dev.slipway.standalone.apiserver.protobuf.ProtobufException;
import dev.slipway.standalone.apiserver.protobuf.ProtobufObject;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;

/** Reads request bodies: JSON, YAML or protobuf. */
public final class Body {
    private static final YAMLMapper YAML = new YAMLMapper(
            YAMLFactory.builder().streamReadConstraints(Json.limits()).build());
    private static final int SHOWN = 27;

    private Body() {}

    /** Returns the posted object, known to be of the type of the path. */
    static ObjectNode object(Call call) {
        ResourceType type = call.type();
        JsonNode tree = parse(call);
        if (!(tree instanceof ObjectNode object)) {
            throw unrecognized(
                    call, "couldn't get version/kind; json parse error: json: cannot unmarshal into Go value");
        }
        String kind = object.path("kind").asText("");
        String apiVersion = object.path("apiVersion").asText("");
        if (type.builtIn()) {
            completeBuiltIn(type, object, kind, apiVersion);
        } else {
            checkCustom(call, object, kind, apiVersion);
        }
        return object;
    }

    private static void completeBuiltIn(ResourceType type, ObjectNode object, String kind, String apiVersion) {
        if (!apiVersion.isEmpty() && !apiVersion.equals(type.apiVersion())) {
            throw Problem.badRequest(
                            "%s in version \"%s\" cannot be handled as a %s: no kind \"%s\" is registered for version \"%s\""
                                    .formatted(
                                            orKind(type, kind),
                                            apiVersion,
                                            type.kind(),
                                            orKind(type, kind),
                                            apiVersion))
                    .exception();
        }
        if (!kind.isEmpty() && !kind.equals(type.kind())) {
            throw Problem.badRequest(
                            "%s in version \"%s\" cannot be handled as a %s: converting (%s.%s) to (%s): unknown conversion"
                                    .formatted(kind, type.version(), type.kind(), type.version(), kind, type.kind()))
                    .exception();
        }
        object.put("apiVersion", type.apiVersion()).put("kind", type.kind());
    }

    private static String orKind(ResourceType type, String kind) {
        return kind.isEmpty() ? type.kind() : kind;
    }

    private static void checkCustom(Call call, ObjectNode object, String kind, String apiVersion) {
        ResourceType type = call.type();
        if (kind.isEmpty() || apiVersion.isEmpty()) {
            String missing = kind.isEmpty() ? "Kind" : "apiVersion";
            throw unrecognized(call, "Object '%s' is missing in '%s'".formatted(missing, call.body()));
        }
        if (!apiVersion.equals(type.apiVersion())) {
            throw Problem.badRequest("the API version in the data (%s) does not match the expected API version (%s)"
                            .formatted(apiVersion, type.apiVersion()))
                    .exception();
        }
        if (!kind.equals(type.kind())) {
            Cause cause = Cause.invalid("kind", "\"" + kind + "\"", "must be " + type.kind());
            throw Problem.invalid(type.group(), kind, Metadata.name(object), List.of(cause))
                    .exception();
        }
    }

    private static JsonNode parse(Call call) {
        try {
            return read(call.contentType(), call.body());
        } catch (JacksonException e) {
            throw unrecognized(call, "couldn't get version/kind; json parse error: " + sentence(e));
        } catch (IOException e) {
            throw unrecognized(call, "the body cannot be read: " + e.getMessage());
        }
    }

    /**
     * Reads one value in the media type that the request names.
     *
     * @throws dev.slipway.standalone.apiserver.status.ProblemException 415 for another media type, 400 for broken protobuf
     */
    public static JsonNode read(String contentType, Buffer body) throws IOException {
        return switch (contentType) {
            case "", "application/json" -> Json.parse(body.getBytes());
            case "application/yaml" -> YAML.readTree(body.getBytes());
            case ProtobufObject.MEDIA_TYPE -> {
                try {
                    yield ProtobufObject.decode(body.getBytes());
                } catch (ProtobufException e) {
                    throw Problem.badRequest("the body is no object: it " + e.getMessage())
                            .exception();
                }
            }
            default ->
                throw Problem.unsupportedMediaType(
                                "the body of the request was in an unknown format - accepted media types include: application/json, application/yaml, application/vnd.kubernetes.protobuf")
                        .exception();
        };
    }

    /** Reads a patch, which is JSON, or YAML for an apply. */
    static JsonNode patch(Buffer body, boolean yaml) {
        try {
            byte[] text = body.getBytes();
            return yaml ? yaml(text) : Json.parse(text);
        } catch (JacksonException e) {
            throw Problem.badRequest("error decoding patch: " + sentence(e)).exception();
        } catch (IOException e) {
            throw Problem.badRequest("error decoding patch: " + e.getMessage()).exception();
        }
    }

    /** Says what cannot be read, and where. */
    private static String sentence(JacksonException e) {
        String what = e.getOriginalMessage().split("\n", 2)[0];
        JsonLocation place = e.getLocation();
        return place == null || place.getLineNr() < 1
                ? what
                : "line %d, column %d: %s".formatted(place.getLineNr(), place.getColumnNr(), what);
    }

    /** Most clients apply JSON, which is read many times faster as what it is; what only looks like it is a flow mapping. */
    private static JsonNode yaml(byte[] text) throws IOException {
        if (text.length > 0 && text[0] == '{') {
            try {
                return Json.parse(text);
            } catch (JacksonException _) {
                // read as YAML below
            }
        }
        return YAML.readTree(text);
    }

    private static RuntimeException unrecognized(Call call, String why) {
        String text = call.body().toString();
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + " ...";
        return Problem.badRequest("the object provided is unrecognized (must be of type %s): %s (%s)"
                        .formatted(call.type().kind(), why, shown))
                .exception();
    }
}

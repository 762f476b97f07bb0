package dev.slipway.standalone.apiserver.verbs;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How an object is to be deleted ({@code DeleteOptions}).
 *
 * @param graceSeconds absent: the kind's default
 * @param uid the object must have this uid
 * @param resourceVersion the object must have this version
 * @param propagation what happens to dependents, absent: the kind's default
 * @param dryRun answer as if
 */
record Deletion(
        OptionalLong graceSeconds,
        Optional<String> uid,
        Optional<String> resourceVersion,
        Optional<Propagation> propagation,
        boolean dryRun) {

    /** What happens to the dependents of a deleted object. */
    enum Propagation {
        FOREGROUND("Foreground"),
        BACKGROUND("Background"),
        ORPHAN("Orphan");

        final String text;

        Propagation(String text) {
            this.text = text;
        }
    }

    static Deletion of(Call call) {
        JsonNode body = body(call);
        List<Cause> causes = new ArrayList<>();
        String propagation = call.parameter("propagationPolicy")
                .orElse(body.path("propagationPolicy").asText(""));
        if (!propagation.isEmpty() && propagationOf(propagation).isEmpty()) {
            causes.add(Cause.notSupported(
                    "propagationPolicy",
                    "\"" + propagation + "\"",
                    List.of("Foreground", "Background", "Orphan", "nil")));
        }
        List<String> dryRun = new ArrayList<>(call.query().getAll("dryRun"));
        body.path("dryRun").forEach(item -> dryRun.add(item.asText()));
        if (!dryRun.stream().allMatch("All"::equals)) {
            causes.add(Cause.notSupported("dryRun", "[\"" + String.join("\",\"", dryRun) + "\"]", List.of("All")));
        }
        if (!causes.isEmpty()) {
            throw Problem.invalid("meta.k8s.io", "DeleteOptions", "", causes).exception();
        }
        JsonNode preconditions = body.path("preconditions");
        Optional<Propagation> chosen = propagationOf(propagation);
        if (chosen.isEmpty() && body.path("orphanDependents").isBoolean()) {
            chosen = Optional.of(
                    body.path("orphanDependents").asBoolean() ? Propagation.ORPHAN : Propagation.BACKGROUND);
        }
        return new Deletion(
                grace(call, body),
                text(preconditions.path("uid")),
                text(preconditions.path("resourceVersion")),
                chosen,
                !dryRun.isEmpty());
    }

    private static OptionalLong grace(Call call, JsonNode body) {
        Optional<String> text = call.parameter("gracePeriodSeconds");
        if (text.isPresent()) {
            try {
                return OptionalLong.of(Long.parseLong(text.get()));
            } catch (NumberFormatException _) {
                throw Problem.badRequest("strconv.ParseInt: parsing \"%s\": invalid syntax".formatted(text.get()))
                        .exception();
            }
        }
        JsonNode value = body.path("gracePeriodSeconds");
        return value.isNumber() ? OptionalLong.of(value.asLong()) : OptionalLong.empty();
    }

    private static Optional<String> text(JsonNode node) {
        return node.isTextual() ? Optional.of(node.asText()) : Optional.empty();
    }

    private static Optional<Propagation> propagationOf(String text) {
        for (Propagation propagation : Propagation.values()) {
            if (propagation.text.equals(text)) {
                return Optional.of(propagation);
            }
        }
        return Optional.empty();
    }

    private static JsonNode body(Call call) {
        if (call.body().length() == 0) {
            return Json.object();
        }
        try {
            return Body.read(call.contentType(), call.body());
        } catch (JacksonException e) {
            throw Problem.badRequest("couldn't get version/kind; json parse error: " + e.getOriginalMessage())
                    .exception();
        } catch (IOException e) {
            throw Problem.badRequest("the body cannot be read: " + e.getMessage())
                    .exception();
        }
    }
}

package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.access.ServiceAccountTokens.Bound;
import dev.slipway.standalone.apiserver.access.ServiceAccountTokens.Issued;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.VirtualResource;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import dev.slipway.standalone.apiserver.status.Cause;
import dev.slipway.standalone.apiserver.status.Problem;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gives out a token for a ServiceAccount: {@code serviceaccounts/<name>/token}. */
final class TokenRequest implements VirtualResource {
    private static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");
    private static final long DEFAULT_SECONDS = 3600;
    /** The bounds that kube-apiserver sets. */
    private static final long SHORTEST_SECONDS = 600;

    private static final long LONGEST_SECONDS = 1L << 32;

    private final ServiceAccountTokens tokens;
    private final AccessObjects objects;

    TokenRequest(ServiceAccountTokens tokens, AccessObjects objects) {
        this.tokens = tokens;
        this.objects = objects;
    }

    @Override
    public ResourceType type() {
        return ReviewType.namespaced("", "TokenRequest", "serviceaccounts/token");
    }

    @Override
    public ObjectNode create(ObjectNode body, Caller caller, String namespace, String name) {
        ObjectNode account = objects.get(ACCOUNTS, namespace, name)
                .orElseThrow(() -> Problem.notFound(ACCOUNTS, name).exception());
        JsonNode spec = body.path("spec");
        List<String> audiences = new ArrayList<>();
        spec.path("audiences").forEach(audience -> audiences.add(audience.asText()));
        long seconds = seconds(spec, name);
        Issued issued = tokens.issue(
                new ServiceAccountName(namespace, name),
                account.at("/metadata/uid").asText(),
                audiences,
                Duration.ofSeconds(seconds),
                bound(spec.path("boundObjectRef"), namespace));
        if (audiences.isEmpty()) {
            body.withObjectProperty("spec").putArray("audiences").add(ServiceAccountTokens.ISSUER);
        }
        body.withObjectProperty("spec").put("expirationSeconds", seconds);
        body.withObjectProperty("metadata").put("name", name).put("namespace", namespace);
        body.putObject("status")
                .put(
                        "expirationTimestamp",
                        issued.expires().truncatedTo(ChronoUnit.SECONDS).toString())
                .put("token", issued.token());
        return body;
    }

    private static long seconds(JsonNode spec, String name) {
        long seconds = spec.path("expirationSeconds").asLong(DEFAULT_SECONDS);
        String field = "spec.expirationSeconds";
        if (seconds < SHORTEST_SECONDS) {
            throw invalid(
                    name,
                    Cause.invalid(field, Long.toString(seconds), "may not specify a duration less than 10 minutes"));
        }
        if (seconds > LONGEST_SECONDS) {
            throw invalid(
                    name,
                    Cause.invalid(
                            field, Long.toString(seconds), "may not specify a duration larger than 2^32 seconds"));
        }
        return seconds;
    }

    private Optional<Bound> bound(JsonNode reference, String namespace) {
        if (!reference.isObject()) {
            return Optional.empty();
        }
        String kind = reference.path("kind").asText();
        String name = reference.path("name").asText();
        GroupResource resource = ServiceAccountTokens.bindable(kind)
                .orElseThrow(() -> Problem.badRequest(
                                "cannot bind token to object of type " + kind + ": name a Pod, a Secret or a Node")
                        .exception());
        String uid = objects.get(resource, kind.equals("Node") ? "" : namespace, name)
                .map(object -> object.at("/metadata/uid").asText())
                .orElseThrow(() -> Problem.notFound(resource, name).exception());
        String expected = reference.path("uid").asText("");
        if (!expected.isEmpty() && !expected.equals(uid)) {
            throw Problem.conflict(
                            resource,
                            name,
                            "the UID in the bound object reference (%s) does not match the UID in record. The object might have been deleted and then recreated"
                                    .formatted(expected))
                    .exception();
        }
        return Optional.of(new Bound(kind, name, uid));
    }

    private static RuntimeException invalid(String name, Cause cause) {
        return Problem.invalid(ReviewType.AUTHENTICATION, "TokenRequest", name, List.of(cause))
                .exception();
    }
}

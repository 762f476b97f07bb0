package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.json.Json;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.resource.GroupResource;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;

/** Issues ServiceAccount tokens and knows its own again, as long as the account and what they are bound to exist. */
public final class ServiceAccountTokens implements TokenAuthenticator {
    /** The issuer and audience of a cluster whose API server is reached by the usual name inside it. */
    static final String ISSUER = "https://kubernetes.default.svc";

    private static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");
    private static final Map<String, GroupResource> BINDABLE = Map.of(
            "Pod", new GroupResource("", "pods"),
            "Secret", new GroupResource("", "secrets"),
            "Node", new GroupResource("", "nodes"));
    /** The name under which the claims hold a bound object of each kind. */
    private static final Map<String, String> CLAIM = Map.of("Pod", "pod", "Secret", "secret", "Node", "node");

    private final SigningKey key;
    private final AccessObjects objects;
    private final Clock clock;

    public ServiceAccountTokens(SigningKey key, AccessObjects objects, Clock clock) {
        this.key = key;
        this.objects = objects;
        this.clock = clock;
    }

    /** Returns what objects of a kind are stored as, if a token may be bound to one. */
    static Optional<GroupResource> bindable(String kind) {
        return Optional.ofNullable(BINDABLE.get(kind));
    }

    /** An object whose end ends the token. */
    record Bound(String kind, String name, String uid) {}

    /** A token and when it ends. */
    record Issued(String token, Instant expires) {}

    Issued issue(
            ServiceAccountName account, String uid, List<String> audiences, Duration validity, Optional<Bound> bound) {
        Instant now = clock.instant();
        Instant expires = now.plus(validity);
        ObjectNode claims = Json.object();
        ArrayNode intended = claims.putArray("aud");
        (audiences.isEmpty() ? List.of(ISSUER) : audiences).forEach(intended::add);
        claims.put("exp", expires.getEpochSecond())
                .put("iat", now.getEpochSecond())
                .put("iss", ISSUER)
                .put("jti", UUID.randomUUID().toString());
        ObjectNode kubernetes = claims.putObject("kubernetes.io").put("namespace", account.namespace());
        bound.ifPresent(object -> kubernetes
                .putObject(CLAIM.getOrDefault(object.kind(), object.kind()))
                .put("name", object.name())
                .put("uid", object.uid()));
        kubernetes.putObject("serviceaccount").put("name", account.name()).put("uid", uid);
        claims.put("nbf", now.getEpochSecond()).put("sub", account.user());
        return new Issued(JsonWebToken.sign(claims, key), expires);
    }

    @Override
    public Optional<Caller> authenticate(String token, List<String> audiences) {
        List<String> expected = audiences.isEmpty() ? List.of(ISSUER) : audiences;
        return JsonWebToken.verify(token, key)
                .filter(claims -> inTime(claims) && intendedFor(claims, expected))
                .flatMap(this::caller);
    }

    private boolean inTime(JsonNode claims) {
        long now = clock.instant().getEpochSecond();
        return now < claims.path("exp").asLong() && now >= claims.path("nbf").asLong();
    }

    private static boolean intendedFor(JsonNode claims, List<String> audiences) {
        return StreamSupport.stream(claims.path("aud").spliterator(), false)
                .map(JsonNode::asText)
                .anyMatch(audiences::contains);
    }

    private Optional<Caller> caller(JsonNode claims) {
        JsonNode kubernetes = claims.path("kubernetes.io");
        JsonNode owner = kubernetes.path("serviceaccount");
        ServiceAccountName account = new ServiceAccountName(
                kubernetes.path("namespace").asText(), owner.path("name").asText());
        boolean lives = exists(ACCOUNTS, account.namespace(), owner)
                && BINDABLE.keySet().stream().allMatch(kind -> boundLives(kind, kubernetes));
        return lives
                ? Optional.of(new Caller(account.user(), owner.path("uid").asText(), account.groups(), extra(claims)))
                : Optional.empty();
    }

    private boolean boundLives(String kind, JsonNode kubernetes) {
        JsonNode bound = kubernetes.path(CLAIM.getOrDefault(kind, kind));
        String namespace =
                kind.equals("Node") ? "" : kubernetes.path("namespace").asText();
        return bound.isMissingNode() || exists(BINDABLE.getOrDefault(kind, ACCOUNTS), namespace, bound);
    }

    private boolean exists(GroupResource resource, String namespace, JsonNode claimed) {
        return objects.get(resource, namespace, claimed.path("name").asText())
                .filter(object -> object.at("/metadata/uid").equals(claimed.path("uid")))
                .isPresent();
    }

    private static Map<String, List<String>> extra(JsonNode claims) {
        JsonNode pod = claims.at("/kubernetes.io/pod");
        List<String> id = List.of("JTI=" + claims.path("jti").asText());
        return pod.isMissingNode()
                ? Map.of("authentication.kubernetes.io/credential-id", id)
                : Map.of(
                        "authentication.kubernetes.io/credential-id", id,
                        "authentication.kubernetes.io/pod-name",
                                List.of(pod.path("name").asText()),
                        "authentication.kubernetes.io/pod-uid",
                                List.of(pod.path("uid").asText()));
    }
}

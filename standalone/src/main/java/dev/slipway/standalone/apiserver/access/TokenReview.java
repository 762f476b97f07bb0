package dev.slipway.standalone.apiserver.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.standalone.apiserver.request.Caller;
import dev.slipway.standalone.apiserver.request.VirtualResource;
import dev.slipway.standalone.apiserver.resource.ResourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells another server whose token it was given. */
final class TokenReview implements VirtualResource {
    private final TokenAuthenticator tokens;

    TokenReview(TokenAuthenticator tokens) {
        this.tokens = tokens;
    }

    @Override
    public ResourceType type() {
        return ReviewType.cluster(ReviewType.AUTHENTICATION, "TokenReview");
    }

    @Override
    public ObjectNode create(ObjectNode body, Caller caller, String namespace, String name) {
        List<String> audiences = new ArrayList<>();
        body.at("/spec/audiences").forEach(audience -> audiences.add(audience.asText()));
        Optional<Caller> owner = tokens.authenticate(body.at("/spec/token").asText(""), audiences);
        ObjectNode status = body.putObject("status");
        if (owner.isPresent()) {
            status.put("authenticated", true);
            status.set("user", UserInfo.of(owner.get()));
            audiences.forEach(status.withArrayProperty("audiences")::add);
        } else {
            status.putObject("user");
            status.put("error", "the token is unknown, has expired, or is for other audiences");
        }
        return body;
    }
}

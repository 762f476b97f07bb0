package dev.slipway.standalone.apiserver.access;

import dev.slipway.standalone.apiserver.access.AccessReview.About;
import dev.slipway.standalone.apiserver.request.VirtualResource;
import java.util.List;

/** Every resource that answers questions about access. */
public final class AccessResources {
    private AccessResources() {}

    /**
     * Returns the reviews and the token request.
     *
     * @param tokens all tokens that the server accepts
     * @param accountTokens those that it gives out itself
     */
    public static List<VirtualResource> of(
            RbacAuthorizer authorizer,
            TokenAuthenticator tokens,
            ServiceAccountTokens accountTokens,
            AccessObjects objects) {
        return List.of(
                new AccessReview(About.SELF, authorizer),
                new AccessReview(About.ANYONE, authorizer),
                new AccessReview(About.ANYONE_IN_NAMESPACE, authorizer),
                new RulesReview(authorizer),
                new SelfReview(),
                new TokenReview(tokens),
                new TokenRequest(accountTokens, objects));
    }
}

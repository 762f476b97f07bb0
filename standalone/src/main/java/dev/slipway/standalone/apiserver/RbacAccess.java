package dev.slipway.standalone.apiserver;

import dev.slipway.standalone.apiserver.access.AccessObjects;
import dev.slipway.standalone.apiserver.access.AccessResources;
import dev.slipway.standalone.apiserver.access.DefaultRoles;
import dev.slipway.standalone.apiserver.access.Escalation;
import dev.slipway.standalone.apiserver.access.RbacAuthorizer;
import dev.slipway.standalone.apiserver.access.RequestAuthenticator;
import dev.slipway.standalone.apiserver.access.ServiceAccountTokens;
import dev.slipway.standalone.apiserver.access.SigningKey;
import dev.slipway.standalone.apiserver.access.TokenAuthenticator;
import java.time.Clock;
import java.util.List;

/**
 * Access as a cluster has it: bearer tokens, ServiceAccount tokens, client certificates, impersonation and RBAC.
 *
 * @param tokens of Slipway's parts and of local admins
 * @param key signs ServiceAccount tokens
 * @param clock says when they end
 */
public record RbacAccess(TokenAuthenticator tokens, SigningKey key, Clock clock) implements Access.Factory {
    @Override
    public Access of(AccessObjects objects) {
        RbacAuthorizer authorizer = new RbacAuthorizer(objects);
        ServiceAccountTokens accountTokens = new ServiceAccountTokens(key, objects, clock);
        TokenAuthenticator all = TokenAuthenticator.firstOf(List.of(tokens, accountTokens));
        Escalation escalation = new Escalation(authorizer);
        return new Access(
                new RequestAuthenticator(all, authorizer),
                authorizer,
                AccessResources.of(authorizer, all, accountTokens, objects),
                escalation::after,
                DefaultRoles.all());
    }
}

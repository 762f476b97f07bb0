package dev.slipway.portal.oidc;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What an admin may set for sign-in by a provider. Claims and prefixes mean what the flags {@code --oidc-*} of kube-apiserver mean. */
@ConfigMapping(prefix = "slipway.portal.oidc")
public interface OidcSettings {
    /** Address of the provider exactly as its tokens name it, e.g. {@code https://sso.example.com/realms/lab}; without it there is no such sign-in. */
    Optional<String> issuer();

    /** Name under which the provider knows the portal. */
    @WithDefault("slipway")
    String clientId();

    /** Secret that the provider gave the portal; without it the portal is a public client, protected by PKCE alone. */
    Optional<String> clientSecret();

    /** File with the authorities, as PEM, that vouch for the provider; without it the usual ones of this system. */
    Optional<Path> authority();

    /** What users call the provider, for the button. */
    @WithDefault("your organisation")
    String name();

    /** Claim that names a user. */
    @WithDefault("sub")
    String usernameClaim();

    /** What comes before the name of each user; {@code -} for nothing. By default the issuer and {@code #}, and nothing where the claim is {@code email}. */
    Optional<String> usernamePrefix();

    /** Claim with the groups of a user; without it users have none. */
    Optional<String> groupsClaim();

    /** What comes before the name of each group. */
    Optional<String> groupsPrefix();

    /** What is asked of the provider beside {@code openid}. */
    @WithDefault("profile,email")
    List<String> scopes();

    /** Address of the portal as browsers know it, e.g. {@code https://portal.example.com}; without it what each browser asked for. */
    Optional<URI> portalAddress();
}

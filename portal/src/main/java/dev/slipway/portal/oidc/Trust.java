package dev.slipway.portal.oidc;

import dev.slipway.portal.Authorities;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLSocketFactory;

/** Who vouches for the provider. */
final class Trust {
    private Trust() {}

    /** Returns what makes connections to the provider. Throws {@link ProviderFailure} if the file with its authorities cannot be used. */
    static SSLSocketFactory of(OidcSettings settings) {
        return settings.authority().map(Trust::only).orElseGet(() -> (SSLSocketFactory) SSLSocketFactory.getDefault());
    }

    private static SSLSocketFactory only(Path file) {
        try {
            return Authorities.trusting(file).getSocketFactory();
        } catch (IOException | GeneralSecurityException e) {
            throw new ProviderFailure(
                    "The file " + file + " with the authorities of the provider cannot be used: " + e.getMessage()
                            + ". An admin has to put certificates as PEM there (oidc.authority).",
                    e);
        }
    }
}

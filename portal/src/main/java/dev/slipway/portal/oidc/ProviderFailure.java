package dev.slipway.portal.oidc;

import dev.slipway.portal.cluster.ClusterConnection;
import java.io.IOException;

/** The provider cannot be asked. */
public final class ProviderFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String sentence;

    ProviderFailure(String sentence, Throwable cause) {
        super(sentence, cause);
        this.sentence = sentence;
    }

    /** Returns what to tell whoever wants to sign in. */
    public String sentence() {
        return sentence;
    }

    static ProviderFailure silent(OidcSettings settings, IOException cause) {
        return new ProviderFailure(
                "The provider " + settings.issuer().orElse("") + " cannot be asked: "
                        + Provider.printable(ClusterConnection.cause(cause))
                        + ". Machines keep running; try again in a minute.",
                cause);
    }
}

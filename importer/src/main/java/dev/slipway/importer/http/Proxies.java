package dev.slipway.importer.http;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import java.util.Map;
import java.util.Optional;

/** Through which proxy a URL is fetched: what the admins of the cluster say in CDIConfig's {@code importProxy}. */
public final class Proxies {
    /** No proxy for any URL. */
    public static final Proxies NONE = new Proxies(Optional.empty(), Optional.empty(), NoProxy.parse(""));

    private final Optional<Proxy> plain;
    private final Optional<Proxy> secure;
    private final NoProxy exceptions;

    private Proxies(Optional<Proxy> plain, Optional<Proxy> secure, NoProxy exceptions) {
        this.plain = plain;
        this.secure = secure;
        this.exceptions = exceptions;
    }

    /** Reads {@code http_proxy}, {@code https_proxy} and {@code no_proxy}. */
    public static Proxies of(Map<String, String> environment) throws ImportFailure {
        return new Proxies(
                proxy(environment, "http_proxy", "HTTPProxy"),
                proxy(environment, "https_proxy", "HTTPSProxy"),
                NoProxy.parse(environment.getOrDefault("no_proxy", "")));
    }

    private static Optional<Proxy> proxy(Map<String, String> environment, String variable, String field)
            throws ImportFailure {
        String text = environment.getOrDefault(variable, "").strip();
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Proxy.parse(text));
        } catch (IllegalArgumentException e) {
            throw new ImportFailure(
                    new ImportProblem.RequestInvalid(
                            "importProxy." + field + " of CDIConfig config",
                            // It may hold a password.
                            "no address of a proxy",
                            "the URL " + e.getMessage() + ", give one like http://proxy.example:3128"),
                    e);
        }
    }

    /** Returns the proxy for a URL; nothing if it is reached without. */
    Optional<Proxy> of(HttpTarget target) {
        Optional<Proxy> proxy = target.tls() ? secure : plain;
        return proxy.filter(_ -> !exceptions.holds(target));
    }
}

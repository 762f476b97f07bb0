package dev.slipway.standalone.apiserver;

import dev.slipway.standalone.apiserver.access.SigningKey;
import dev.slipway.standalone.apiserver.access.StaticTokens;
import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.request.Caller;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An admin who may do everything, and parts of Slipway that may do what the chart lets them: who is who is told by tokens. */
public final class AccessByRoles {
    public static final String ADMIN_TOKEN = "admin-of-the-test";

    private AccessByRoles() {}

    /** Returns the token of a part. */
    public static String token(String part) {
        return part + "-of-the-test";
    }

    /** Plain HTTP on a free port of the loopback address; data and signing key are in {@code directory}. */
    public static ApiServerSettings settings(Path directory) throws IOException {
        SigningKey key = SigningKey.readOrCreate(directory.resolve("service-account.key"));
        return new ApiServerSettings(
                directory.resolve("state.db"),
                "127.0.0.1",
                0,
                Optional.empty(),
                "test",
                new RbacAccess(tokens(), key, Clock.systemUTC()),
                Admission.NONE,
                List.of(),
                List.of());
    }

    public static StaticTokens tokens() {
        return StaticTokens.of(Map.of(
                ADMIN_TOKEN,
                new Caller("admin", "", List.of("system:masters", "system:authenticated"), Map.of()),
                token("operator"),
                part("operator"),
                token("vnc-proxy"),
                part("vnc-proxy")));
    }

    private static Caller part(String name) {
        return new Caller(
                "system:serviceaccount:slipway:" + name,
                "",
                List.of(
                        "slipway:parts",
                        "system:serviceaccounts",
                        "system:serviceaccounts:slipway",
                        "system:authenticated"),
                Map.of());
    }
}

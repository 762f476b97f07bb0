package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.validate.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules for how long certificates live. Source: KubeVirt v1.9.0, {@code kubevirt-update-admitter.go} and {@code apply/core.go}. */
final class CertificateRules {
    private static final Duration CA_LIFE = Duration.ofDays(7);
    private static final Duration CERTIFICATE_LIFE = Duration.ofHours(24);
    private static final Pattern PART = Pattern.compile("(\\d+\\.?\\d*|\\.\\d+)(ns|us|µs|μs|ms|s|m|h)");
    private static final Map<String, Double> SECONDS =
            Map.of("ns", 1e-9, "us", 1e-6, "µs", 1e-6, "μs", 1e-6, "ms", 1e-3, "s", 1.0, "m", 60.0, "h", 3600.0);

    private CertificateRules() {}

    static List<Cause> of(JsonNode given) {
        List<Cause> causes = new ArrayList<>();
        if (!given.isObject()) {
            return causes;
        }
        boolean old = given.hasNonNull("caRotateInterval")
                || given.hasNonNull("certRotateInterval")
                || given.hasNonNull("caOverlapInterval");
        if (old && (given.hasNonNull("ca") || given.hasNonNull("server"))) {
            causes.add(new Cause(
                    "FieldValueNotSupported",
                    "",
                    "caRotateInterval, certRotateInterval and caOverlapInterval are deprecated and exclude ca and server."
                            + " Keep ca and server."));
        }
        // The deprecated settings win, so that an installation that has them keeps its certificates.
        Duration ca = duration(
                given.path("caRotateInterval"), duration(given.path("ca").path("duration"), CA_LIFE));
        Duration caBefore = duration(
                given.path("caOverlapInterval"), duration(given.path("ca").path("renewBefore"), fifth(ca)));
        Duration server = duration(
                given.path("certRotateInterval"), duration(given.path("server").path("duration"), CERTIFICATE_LIFE));
        Duration serverBefore = duration(given.path("server").path("renewBefore"), fifth(server));
        longer(caBefore, ca, "selfSigned.ca.renewBefore is longer than selfSigned.ca.duration.", causes);
        longer(
                serverBefore,
                server,
                "selfSigned.server.renewBefore is longer than selfSigned.server.duration.",
                causes);
        longer(server, ca, "selfSigned.server.duration is longer than selfSigned.ca.duration.", causes);
        return causes;
    }

    private static void longer(Duration one, Duration other, String sentence, List<Cause> causes) {
        if (one.compareTo(other) > 0) {
            causes.add(new Cause("FieldValueInvalid", "", sentence + " Make it shorter."));
        }
    }

    private static Duration fifth(Duration life) {
        return life.dividedBy(5);
    }

    private static Duration duration(JsonNode given, Duration otherwise) {
        if (!given.isTextual()) {
            return otherwise;
        }
        double seconds = 0;
        Matcher parts = PART.matcher(given.asText());
        while (parts.find()) {
            seconds += Double.parseDouble(parts.group(1)) * SECONDS.getOrDefault(parts.group(2), 0.0);
        }
        return Duration.ofNanos((long) (seconds * 1e9));
    }
}

package dev.slipway.operator.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the webhooks are: {@code /mutate/<secret>} and {@code /validate/<secret>}, which only the API server is told. Without the
 * secret anybody may have asked, and nothing is done beside the answer: so a configuration that was written anew, by an upgrade
 * for example, judges on until the operator has put the secret into it again.
 *
 * @param secret part of the path
 */
public record WebhookPaths(String secret) {
    private static final Map<String, AdmissionAnswer.Phase> PHASES = Map.of(
            "/mutate", AdmissionAnswer.Phase.MUTATING,
            "/validate", AdmissionAnswer.Phase.VALIDATING);

    /**
     * What is asked.
     *
     * @param phase which webhook
     * @param trusted whether the API server asks
     */
    record Way(AdmissionAnswer.Phase phase, boolean trusted) {}

    Optional<Way> find(String path) {
        int end = path.indexOf('/', 1);
        Optional<AdmissionAnswer.Phase> phase =
                Optional.ofNullable(PHASES.get(end < 0 ? path : path.substring(0, end)));
        boolean trusted =
                end >= 0 && MessageDigest.isEqual(path.substring(end + 1).getBytes(UTF_8), secret.getBytes(UTF_8));
        return phase.filter(_ -> end < 0 || trusted).map(found -> new Way(found, trusted));
    }

    /** Returns the paths for the API server. */
    List<String> all() {
        return PHASES.keySet().stream().map(this::of).toList();
    }

    /** Returns the path with the secret for one that a configuration has; others stay as they are. */
    public String of(String path) {
        int end = path.indexOf('/', 1);
        String plain = end < 0 ? path : path.substring(0, end);
        return PHASES.containsKey(plain) ? plain + "/" + secret : path;
    }
}

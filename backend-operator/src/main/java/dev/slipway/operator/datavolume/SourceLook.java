package dev.slipway.operator.datavolume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.machine.lifecycle.Timestamps;
import dev.slipway.operator.cluster.PodState;
import dev.slipway.operator.reconcile.ObjectKey;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** What became of a look at a source, from the last words of the Pod that looked. */
public sealed interface SourceLook {
    /**
     * It lasts.
     *
     * @param until when it has lasted too long
     */
    record Looking(Instant until) implements SourceLook {}

    /**
     * It was seen.
     *
     * @param digest what tells this content from any other
     */
    record Seen(String digest) implements SourceLook {}

    /**
     * It could not be seen.
     *
     * @param isPassing whether another look may end well
     */
    record Failed(String reason, String message, boolean isPassing) implements SourceLook {}

    /** How long a Pod may take to begin: what it does not begin, no deadline of its own ends. */
    Duration LONGEST_START = Duration.ofMinutes(5);

    /** Reads them. */
    static SourceLook of(Pod pod, Instant now) {
        Optional<ImporterEnd> end = ImporterEnd.of(pod, now);
        if (end.isEmpty()) {
            return unended(pod, now);
        }
        Optional<DataVolumeProblem.ImportFailed> problem = end.get().problem();
        if (problem.isPresent()) {
            return new Failed(
                    problem.get().reason(),
                    problem.get().message(),
                    problem.get().isPassing());
        }
        String digest = Words.digest(ImporterEnd.lastWords(pod));
        return Words.DIGEST.matcher(digest).matches()
                ? new Seen(digest)
                : new Failed("IMPORTER_KILLED", "The Pod that looked at the source ended without a word.", true);
    }

    private static SourceLook unended(Pod pod, Instant now) {
        Duration longest = ImporterPod.LONGEST_LOOK.plus(LONGEST_START);
        Instant until = Optional.ofNullable(pod.getMetadata().getCreationTimestamp())
                .flatMap(Timestamps::parse)
                .orElse(now)
                .plus(longest);
        if (now.isBefore(until)) {
            return new Looking(until);
        }
        String why = PodState.of(pod).whyNotRunning(ImporterPod.CONTAINER);
        return new Failed(
                "IMPORTER_STUCK",
                "Pod " + ObjectKey.of(pod) + ", which looks at the source, has not ended in " + longest.toMinutes()
                        + " minutes, so it is removed, and another one looks later; "
                        + (why.isEmpty()
                                ? "neither scheduler nor kubelet says why."
                                : "what keeps it from running: " + why),
                true);
    }

    /** The form of the last words. */
    final class Words {
        private static final ObjectMapper JSON = new ObjectMapper();
        private static final Pattern DIGEST = Pattern.compile("sha256:[0-9a-f]{64}");

        private Words() {}

        private static String digest(String words) {
            try {
                return JSON.readTree(words).path("digest").asText("");
            } catch (JsonProcessingException _) {
                return "";
            }
        }
    }
}

package dev.slipway.operator.datavolume;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;

/** What became of a look at a source, from the last words of the Pod that looked. */
public sealed interface SourceLook {
    /** It lasts. */
    record Looking() implements SourceLook {}

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

    /** Reads them. */
    static SourceLook of(Pod pod, Instant now) {
        Optional<ImporterEnd> end = ImporterEnd.of(pod, now);
        if (end.isEmpty()) {
            return new Looking();
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

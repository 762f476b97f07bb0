package dev.slipway.importer.run;

import dev.slipway.importer.json.JsonObject;
import dev.slipway.importer.problem.ImportProblem;

/** How an import ended: what the Pod's termination message says (docs/contracts.md §5). */
public sealed interface Termination {
    /** Returns the JSON of the message, at most 4096 bytes as Kubernetes allows. */
    String json();

    /** Returns the exit code of the process. */
    int exitCode();

    /**
     * The disk is complete.
     *
     * @param format format of the image
     * @param virtualSize size of the disk in the image, bytes
     */
    record Succeeded(String format, long virtualSize) implements Termination {
        @Override
        public String json() {
            return new JsonObject()
                    .put("result", "succeeded")
                    .put("message", "The disk is complete.")
                    .put("retry", false)
                    .put("virtualSize", virtualSize)
                    .put("format", format)
                    .toString();
        }

        @Override
        public int exitCode() {
            return 0;
        }
    }

    /**
     * The source was looked at.
     *
     * @param digest what tells its present content from any other: {@code sha256:} and 64 hexadecimal digits
     */
    record Looked(String digest) implements Termination {
        @Override
        public String json() {
            return new JsonObject()
                    .put("result", "succeeded")
                    .put("message", "The source was looked at.")
                    .put("digest", digest)
                    .toString();
        }

        @Override
        public int exitCode() {
            return 0;
        }
    }

    /** It was to serve for a while, which is over. */
    record Ended(String sentence) implements Termination {
        @Override
        public String json() {
            return new JsonObject()
                    .put("result", "ended")
                    .put("message", sentence)
                    .toString();
        }

        @Override
        public int exitCode() {
            return 0;
        }
    }

    /** The disk is not there. */
    record Failed(ImportProblem problem) implements Termination {
        private static final int LONGEST_SENTENCE = 900;

        @Override
        public String json() {
            String sentence = problem.sentence();
            return new JsonObject()
                    .put("result", "failed")
                    .put("reason", problem.code())
                    .put(
                            "message",
                            sentence.length() > LONGEST_SENTENCE
                                    ? sentence.substring(0, LONGEST_SENTENCE) + "…"
                                    : sentence)
                    .put("retry", problem.retry())
                    .toString();
        }

        @Override
        public int exitCode() {
            return 1;
        }
    }
}

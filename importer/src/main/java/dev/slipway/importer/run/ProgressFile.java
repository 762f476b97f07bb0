package dev.slipway.importer.run;

import dev.slipway.importer.json.AtomicFile;
import dev.slipway.importer.json.JsonObject;
import dev.slipway.importer.problem.ImportProblem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/** The file by which the node-agent learns how far an import is (docs/contracts.md §5). */
public record ProgressFile(Path path) {
    /** What an import is doing. */
    public enum Phase {
        CONNECTING("Connecting"),
        TRANSFERRING("Transferring"),
        VERIFYING("Verifying"),
        DONE("Done");

        private final String word;

        Phase(String word) {
            this.word = word;
        }
    }

    /**
     * Replaces the file; {@code bytes} and {@code total} count the file as it is downloaded.
     *
     * @param problem what went wrong in the last try, if the importer waits for another
     */
    public void write(Phase phase, long bytes, OptionalLong total, Optional<ImportProblem> problem) throws IOException {
        JsonObject json = new JsonObject().put("phase", phase.word).put("bytes", bytes);
        if (total.isPresent()) {
            json.put("totalBytes", total.getAsLong());
            if (total.getAsLong() > 0) {
                json.put("percent", Math.floor(Math.min(bytes, total.getAsLong()) * 10000.0 / total.getAsLong()) / 100);
            }
        }
        new AtomicFile(path)
                .write(json.put("reason", problem.map(ImportProblem::code))
                        .put("message", problem.map(ImportProblem::sentence))
                        .toString());
    }
}

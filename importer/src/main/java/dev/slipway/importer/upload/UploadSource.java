package dev.slipway.importer.upload;

import dev.slipway.importer.problem.ImageProblem;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.source.Source;
import dev.slipway.importer.source.SourceIdentity;
import dev.slipway.importer.source.StreamedSource;
import dev.slipway.importer.stream.LookedAtFeed;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** What a client sends: HTTP says where a request ends, and {@link Intake} whether it was cut off before. */
final class UploadSource {
    /** Stands where a URL would. */
    static final String URL = "upload:";

    private UploadSource() {}

    /** Waits for the first segment; {@code length} is what the client said it would send. */
    static Source open(Intake intake, OptionalLong length) throws IOException, InterruptedException {
        LookedAtFeed feed =
                LookedAtFeed.open(intake).orElseThrow(() -> new ImportFailure(new ImageProblem.ImageEmpty()));
        SourceIdentity identity = new SourceIdentity(URL, Optional.empty(), Optional.empty(), length.orElse(-1));
        return new StreamedSource(identity, "", length, feed);
    }
}

package dev.slipway.importer.run;

import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.registry.Registry;
import dev.slipway.importer.source.Patience;
import java.io.IOException;

/** Looks whether a source has other content than before: nothing is filled. */
public final class Poll {
    private Poll() {}

    /** Returns what tells the present content of the source from any other. */
    public static Termination.Looked of(ImportRequest.Source source) throws IOException, InterruptedException {
        return new Termination.Looked(
                switch (source) {
                    case ImportRequest.Source.Registry registry -> {
                        Registry from = new Registry(registry.image());
                        yield Patience.USUAL.with(from.name(), from::digest);
                    }
                    case ImportRequest.Source.Blank _,
                            ImportRequest.Source.Grow _,
                            ImportRequest.Source.Http _,
                            ImportRequest.Source.Clone _,
                            ImportRequest.Source.Serve _,
                            ImportRequest.Source.Upload _ ->
                        throw new ImportFailure(new ImportProblem.RequestInvalid(
                                "source", source.verb(), "only registry can be looked at"));
                });
    }
}

package dev.slipway.importer.run;

import dev.slipway.importer.http.HttpSite;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.registry.Registry;
import dev.slipway.importer.source.HttpSource;
import dev.slipway.importer.source.Patience;
import dev.slipway.importer.source.SourceIdentity;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

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
                    case ImportRequest.Source.Http http -> {
                        HttpSite site = new HttpSite(http.request());
                        yield Patience.USUAL.with(site.url(), () -> digest(site));
                    }
                    case ImportRequest.Source.Blank _,
                            ImportRequest.Source.Clone _,
                            ImportRequest.Source.Serve _,
                            ImportRequest.Source.Upload _ ->
                        throw new ImportFailure(new ImportProblem.RequestInvalid(
                                "source", source.verb(), "only http and registry can be looked at"));
                });
    }

    /** One byte is asked for, whose reply says all that is to be known about the file. */
    private static String digest(HttpSite site) throws IOException {
        SourceIdentity identity;
        try (HttpSite.Reply reply = site.get(Map.of("Range", "bytes=0-0"), null)) {
            identity = HttpSource.identify(site, reply.head());
        }
        String version =
                identity.validator().orElseThrow(() -> new ImportFailure(new ImportProblem.ChangesUnseen(site.url())));
        try {
            byte[] told = (identity.url() + "\n" + version + "\n" + identity.length()).getBytes(StandardCharsets.UTF_8);
            return "sha256:"
                    + HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(told));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

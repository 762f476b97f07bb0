package dev.slipway.importer;

import dev.slipway.importer.clone.Clone;
import dev.slipway.importer.clone.DiskServer;
import dev.slipway.importer.export.ExportServer;
import dev.slipway.importer.http.HttpSite;
import dev.slipway.importer.json.AtomicFile;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.problem.VolumeProblem;
import dev.slipway.importer.registry.Registry;
import dev.slipway.importer.registry.RegistryDisk;
import dev.slipway.importer.run.Blank;
import dev.slipway.importer.run.Filling;
import dev.slipway.importer.run.Grow;
import dev.slipway.importer.run.ImportRequest;
import dev.slipway.importer.run.Incoming;
import dev.slipway.importer.run.Log;
import dev.slipway.importer.run.Poll;
import dev.slipway.importer.run.ProgressFile;
import dev.slipway.importer.run.Reporter;
import dev.slipway.importer.run.Termination;
import dev.slipway.importer.run.WorkPlace;
import dev.slipway.importer.source.HttpSource;
import dev.slipway.importer.source.Patience;
import dev.slipway.importer.upload.UploadPod;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** The process of an importer Pod: {@code slipway-importer import|upload|blank|clone|serve|grow|poll|export} (docs/contracts.md §5). */
public final class Main {
    private Main() {}

    /** Where no name has to be looked up: an empty list of hosts, which is asked instead of DNS. */
    private static final String NO_HOSTS = "/dev/null";

    /** Fills the volume, writes the termination message, and ends with 0, or 1 if the disk is not there. */
    public static void main(String[] arguments) {
        if (!List.of(arguments).contains("import") && !List.of(arguments).contains("poll")) {
            // The JDK's server asks DNS for the name of each client that connects, and waits where there is none.
            System.setProperty("jdk.net.hosts.file", NO_HOSTS);
        }
        WorkPlace place = WorkPlace.of(System.getenv());
        Termination termination = run(arguments, System.getenv(), place);
        Log.line("" + termination.json());
        try {
            new AtomicFile(place.termination()).write(termination.json());
        } catch (IOException e) {
            Log.line("the termination message cannot be written: " + e.getMessage());
        }
        System.exit(termination.exitCode());
    }

    private static Termination run(String[] arguments, Map<String, String> environment, WorkPlace place) {
        try {
            if (List.of(arguments).equals(List.of("export"))) {
                return ExportServer.serve(environment);
            }
            ImportRequest request = ImportRequest.parse(environment.getOrDefault("SLIPWAY_IMPORT", ""), place);
            String verb = arguments.length == 1 ? arguments[0] : "";
            if (verb.equals("poll")) {
                return Poll.of(request.source());
            }
            if (!verb.equals(request.source().verb())) {
                throw new ImportFailure(new ImportProblem.RequestInvalid(
                        "the command",
                        verb,
                        "for this source it is 'slipway-importer "
                                + request.source().verb() + "'"));
            }
            Reporter reporter = new Reporter(new ProgressFile(place.progress()));
            reporter.connecting();
            Termination.Succeeded end = fill(request, place, reporter);
            reporter.done();
            return end;
        } catch (ImportFailure e) {
            return new Termination.Failed(e.problem());
        } catch (IOException e) {
            e.printStackTrace();
            return new Termination.Failed(
                    new VolumeProblem.VolumeUnusable(place.data().toString(), String.valueOf(e.getMessage())));
        } catch (InterruptedException | RuntimeException | OutOfMemoryError e) {
            e.printStackTrace();
            return new Termination.Failed(new ImportProblem.Internal(e.toString()));
        }
    }

    private static Termination.Succeeded fill(ImportRequest request, WorkPlace place, Reporter reporter)
            throws IOException, InterruptedException {
        Filling filling = place.filling(request);
        return switch (request.source()) {
            case ImportRequest.Source.Http http -> {
                HttpSite site = new HttpSite(http.request());
                yield filling.fill(
                        new Incoming(
                                site.url(),
                                site.target().fingerprint(),
                                http.checksum(),
                                pool -> HttpSource.open(site, pool, Patience.USUAL)),
                        reporter);
            }
            case ImportRequest.Source.Registry registry -> {
                Registry from = new Registry(registry.image());
                yield filling.fill(
                        new Incoming(
                                from.name(), from.fingerprint(), pool -> RegistryDisk.open(from, pool, Patience.USUAL)),
                        reporter);
            }
            case ImportRequest.Source.Clone clone ->
                Clone.of(clone, place, place.volume(request), reporter).run();
            case ImportRequest.Source.Serve serve -> DiskServer.serve(serve.claim(), place);
            case ImportRequest.Source.Blank _ -> Blank.fill(place.volume(request));
            case ImportRequest.Source.Grow _ -> Grow.fill(place.volume(request));
            case ImportRequest.Source.Upload _ -> UploadPod.serve(filling, place, reporter);
        };
    }
}

package dev.slipway.importer.run;

import dev.slipway.importer.http.HttpRequest;
import dev.slipway.importer.http.HttpSite;
import dev.slipway.importer.http.HttpTarget;
import dev.slipway.importer.http.Trust;
import dev.slipway.importer.problem.Bytes;
import dev.slipway.importer.problem.ImportFailure;
import dev.slipway.importer.problem.ImportProblem;
import dev.slipway.importer.source.HttpSource;
import dev.slipway.importer.source.Patience;
import dev.slipway.importer.volume.DiskFile;
import dev.slipway.importer.volume.FileTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** An import into a directory, as a Pod would do it, in this process. */
public final class ImportFixture {
    private static final Patience SHORT = new Patience(6, Duration.ofMillis(5), Duration.ofMillis(40));

    private final Path directory;
    private final Map<String, String> fields;
    private final Optional<Checksum> checksum;
    private final boolean loopback;
    private final boolean preallocated;

    public ImportFixture(Path directory) {
        this(directory, Map.of(), Optional.empty(), true, false);
    }

    private ImportFixture(
            Path directory,
            Map<String, String> fields,
            Optional<Checksum> checksum,
            boolean loopback,
            boolean preallocated) {
        this.preallocated = preallocated;
        this.directory = directory;
        this.fields = fields;
        this.checksum = checksum;
        this.loopback = loopback;
    }

    public ImportFixture with(Map<String, String> headers) {
        return new ImportFixture(directory, headers, checksum, loopback, preallocated);
    }

    public ImportFixture expecting(String sum) {
        return new ImportFixture(directory, fields, Optional.of(Checksum.parse(sum)), loopback, preallocated);
    }

    public ImportFixture withoutLoopback() {
        return new ImportFixture(directory, fields, checksum, false, preallocated);
    }

    public ImportFixture preallocating() {
        return new ImportFixture(directory, fields, checksum, loopback, true);
    }

    public Path disk() {
        return directory.resolve("disk.img");
    }

    public Path progress() {
        return directory.resolve("progress.json");
    }

    /** Imports into a disk of {@code size} bytes. */
    public Termination.Succeeded run(String url, long size) throws IOException, InterruptedException {
        return new Filling.Disk(new DiskFile(directory, new Bytes(size), preallocated)).fill(incoming(url), reporter());
    }

    /** Unpacks the archive there into {@code volume}, which has room for {@code size} bytes. */
    Termination.Succeeded unpack(String url, Path volume, long size) throws IOException, InterruptedException {
        return new Filling.Files(new FileTree(volume, new Bytes(size))).fill(incoming(url), reporter());
    }

    private Reporter reporter() {
        return new Reporter(new ProgressFile(progress()));
    }

    private Incoming incoming(String url) {
        HttpSite site =
                new HttpSite(new HttpRequest(HttpTarget.parse(url), fields, new Trust.SystemAuthorities(), loopback));
        return new Incoming(url, site.target().fingerprint(), checksum, pool -> HttpSource.open(site, pool, SHORT));
    }

    /** Imports what must fail, and returns why it did. */
    public ImportProblem problem(String url, long size) throws IOException, InterruptedException {
        try {
            run(url, size);
        } catch (ImportFailure e) {
            if (Files.exists(disk())) {
                throw new AssertionError("a failed import left a disk", e);
            }
            return e.problem();
        }
        throw new AssertionError("the import succeeded");
    }
}

package dev.slipway.importer.upload;

import dev.slipway.importer.http.MutualTls;
import dev.slipway.importer.run.Filling;
import dev.slipway.importer.run.Log;
import dev.slipway.importer.run.Reporter;
import dev.slipway.importer.run.Termination;
import dev.slipway.importer.run.WorkPlace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;

/** The process of an upload Pod: listens until a disk came, and ends. */
public final class UploadPod {
    /** Port that the upload proxy connects to (docs/contracts.md §5). */
    public static final int PORT = 8443;

    private UploadPod() {}

    /** Serves uploads until one has filled the volume. */
    public static Termination.Succeeded serve(Filling filling, WorkPlace place, Reporter reporter)
            throws IOException, InterruptedException {
        Optional<Termination.Succeeded> before = filling.filledBefore();
        if (before.isPresent()) {
            return before.get();
        }
        InetSocketAddress address =
                place.address().isEmpty() ? new InetSocketAddress(PORT) : new InetSocketAddress(place.address(), PORT);
        try (UploadServer server =
                UploadServer.start(address, new MutualTls(place.tls()).context(), filling, reporter)) {
            Log.line("waiting for an upload on port " + server.port());
            return server.await();
        }
    }
}

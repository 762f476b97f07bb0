package dev.slipway.standalone.apiserver;

import dev.slipway.standalone.apiserver.admission.Admission;
import java.nio.file.Path;

/** Runs an API server by hand: {@code Serve FILE PORT}, plain HTTP on the loopback address, everything allowed. */
public final class Serve {
    private Serve() {}

    public static void main(String[] arguments) throws Exception {
        try (ApiServer server = ApiServer.start(
                OpenAccess.settings(Path.of(arguments[0]), Integer.parseInt(arguments[1]), Admission.NONE))) {
            System.out.println(server.address());
            Thread.currentThread().join();
        }
    }
}

package dev.slipway.vncproxy.relay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Who this end is to node-agents, and whom it believes: PEM files, which may be replaced at any time.
 *
 * @param certificate certificate chain of this end
 * @param key its private key, PKCS #8
 * @param authority certificates that node-agents' certificates must come from
 */
public record RelayIdentity(Path certificate, Path key, Path authority) {
    /** Returns when each file was changed last, in milliseconds; another list means another identity. */
    List<Long> version() throws IOException {
        return List.of(changed(certificate), changed(key), changed(authority));
    }

    private static long changed(Path file) throws IOException {
        return Files.getLastModifiedTime(file).toMillis();
    }
}

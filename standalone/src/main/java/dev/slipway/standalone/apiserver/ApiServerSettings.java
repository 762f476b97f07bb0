package dev.slipway.standalone.apiserver;

import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.aggregate.FrontProxy;
import dev.slipway.standalone.apiserver.http.Aggregated;
import dev.slipway.standalone.apiserver.request.ConnectedSubresource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How an API server is to run.
 *
 * @param dataFile the SQLite file; made if absent, its folder must exist
 * @param host address to listen on
 * @param port 0: any free one
 * @param tls absent: plain HTTP
 * @param version Slipway's own version
 * @param access who may do what
 * @param admission looks at every write of a client
 * @param aggregated APIs that other parts serve
 * @param connected subresources that other parts answer
 * @param frontProxy what it proves itself with to servers that clients register; absent: they have to believe it
 */
public record ApiServerSettings(
        Path dataFile,
        String host,
        int port,
        Optional<TlsMaterial> tls,
        String version,
        Access.Factory access,
        Admission admission,
        List<Aggregated> aggregated,
        List<ConnectedSubresource> connected,
        Optional<FrontProxy> frontProxy) {
    public ApiServerSettings {
        aggregated = List.copyOf(aggregated);
        connected = List.copyOf(connected);
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port must be 0 to 65535, not " + port);
        }
    }

    /** A server that has nothing to prove itself with. */
    public ApiServerSettings(
            Path dataFile,
            String host,
            int port,
            Optional<TlsMaterial> tls,
            String version,
            Access.Factory access,
            Admission admission,
            List<Aggregated> aggregated,
            List<ConnectedSubresource> connected) {
        this(dataFile, host, port, tls, version, access, admission, aggregated, connected, Optional.empty());
    }
}

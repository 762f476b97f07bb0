package dev.slipway.standalone.app;

import dev.slipway.standalone.apiserver.Access;
import dev.slipway.standalone.apiserver.ApiServer;
import dev.slipway.standalone.apiserver.ApiServerSettings;
import dev.slipway.standalone.apiserver.RbacAccess;
import dev.slipway.standalone.apiserver.TlsMaterial;
import dev.slipway.standalone.apiserver.access.AccessObjects;
import dev.slipway.standalone.apiserver.access.SigningKey;
import dev.slipway.standalone.apiserver.access.StaticTokens;
import dev.slipway.standalone.apiserver.aggregate.FrontProxy;
import dev.slipway.standalone.apiserver.http.Aggregated;
import dev.slipway.standalone.apiserver.request.Caller;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Wires the API server: who may call it, what admission it asks, which paths other parts answer. */
final class ControlPlane {
    private static final String FRONT_PROXY = "front-proxy-client";

    private ControlPlane() {}

    static ApiServer start(
            Settings settings,
            DataDirectory data,
            Certificates.Pem certificate,
            Kubeconfigs kubeconfigs,
            String version,
            Vertx vertx,
            MachineAdmission admission,
            List<Aggregated> aggregated)
            throws IOException {
        SigningKey key = SigningKey.readOrCreate(data.resolve("tls/service-account.key"));
        PodLogs logs = new PodLogs(data.resolve("kubelet"));
        return ApiServer.start(
                new ApiServerSettings(
                        data.resolve("state.db"),
                        settings.address(),
                        settings.apiPort(),
                        Optional.of(new TlsMaterial(
                                certificate.certificate(), certificate.key(), Optional.of(certificate.authority()))),
                        version,
                        objects -> {
                            admission.reads(objects);
                            logs.reads(objects);
                            Access access = access(objects, kubeconfigs, key);
                            admission.asks(access.authorizer());
                            return access;
                        },
                        admission,
                        aggregated,
                        Stream.concat(Stream.of(logs), Refusals.ofPods().stream())
                                .toList(),
                        Optional.of(frontProxy(data))),
                vertx);
    }

    private static FrontProxy frontProxy(DataDirectory data) throws IOException {
        Certificates.Pem leaf = Certificates.ofFrontProxy(data).leaf("front-proxy", FRONT_PROXY, List.of(), List.of());
        return new FrontProxy(leaf.certificate(), leaf.key(), leaf.authority(), FRONT_PROXY);
    }

    private static Access access(AccessObjects objects, Kubeconfigs kubeconfigs, SigningKey key) {
        Map<String, Caller> callers = new HashMap<>();
        kubeconfigs
                .byToken()
                .forEach((token, identity) ->
                        callers.put(token, new Caller(identity.user(), "", authenticated(identity), Map.of())));
        return new RbacAccess(StaticTokens.of(callers), key, Clock.systemUTC()).of(objects);
    }

    private static List<String> authenticated(Identity identity) {
        List<String> groups = new java.util.ArrayList<>(identity.groups());
        groups.add("system:authenticated");
        return groups;
    }
}

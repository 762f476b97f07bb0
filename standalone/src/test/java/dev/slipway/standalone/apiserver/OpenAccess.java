package dev.slipway.standalone.apiserver;

import dev.slipway.standalone.apiserver.admission.Admission;
import dev.slipway.standalone.apiserver.request.Authorizer.Decision;
import dev.slipway.standalone.apiserver.request.Caller;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Everybody is admin and may do everything: only for tests of other things than access. */
public final class OpenAccess {
    public static final Caller ADMIN =
            new Caller("admin", "", List.of("system:masters", "system:authenticated"), Map.of());

    private OpenAccess() {}

    public static Access of() {
        return new Access(_ -> ADMIN, _ -> new Decision.Allowed("everything is allowed"), List.of());
    }

    /** Plain HTTP on a free port of the loopback address. */
    public static ApiServerSettings settings(Path dataFile) {
        return settings(dataFile, 0, Admission.NONE);
    }

    public static ApiServerSettings settings(Path dataFile, int port, Admission admission) {
        return new ApiServerSettings(
                dataFile, "127.0.0.1", port, Optional.empty(), "test", _ -> of(), admission, List.of(), List.of());
    }

    /** A client of such a server, whatever kubeconfig the machine has. */
    public static KubernetesClient client(ApiServer server) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl(server.address().toString())
                        .build())
                .build();
    }
}

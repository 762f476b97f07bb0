package dev.slipway.operator.cdiconfig;

import dev.slipway.api.cdi.CDIConfigSpec;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.LoadBalancerStatus;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceStatus;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Where clients outside of the cluster reach the upload proxy. */
final class UploadAddress {
    private UploadAddress() {}

    /**
     * Returns the address: what the admin says, else that of a load balancer in front of the Service; empty where nothing
     * leads into the cluster, as in CDI.
     */
    static Optional<String> of(@Nullable CDIConfigSpec spec, @Nullable Service service) {
        return Optional.ofNullable(spec)
                .map(CDIConfigSpec::uploadProxyURLOverride)
                .filter(url -> !url.isBlank())
                .or(() -> Optional.ofNullable(service)
                        .map(Service::getStatus)
                        .map(ServiceStatus::getLoadBalancer)
                        .map(LoadBalancerStatus::getIngress)
                        .orElse(List.of())
                        .stream()
                        .flatMap(ingress -> host(ingress).stream())
                        .map(host -> "https://" + host)
                        .findFirst());
    }

    private static Optional<String> host(LoadBalancerIngress ingress) {
        return Optional.ofNullable(ingress.getHostname())
                .filter(name -> !name.isEmpty())
                .or(() -> Optional.ofNullable(ingress.getIp()).map(ip -> ip.contains(":") ? "[" + ip + "]" : ip));
    }
}

package dev.slipway.machine.pod;

import dev.slipway.api.kubevirt.ClaimRequest;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import io.fabric8.kubernetes.api.model.PodResourceClaim;
import io.fabric8.kubernetes.api.model.PodResourceClaimBuilder;
import io.fabric8.kubernetes.api.model.ResourceClaim;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Devices that a driver of Kubernetes allocates (Dynamic Resource Allocation), as Pod and container claim them. */
final class ResourceClaims {
    private ResourceClaims() {}

    static List<PodResourceClaim> ofPod(VirtualMachineInstanceSpec spec) {
        return Optional.ofNullable(spec.resourceClaims()).orElse(List.of()).stream()
                .map(claim -> new PodResourceClaimBuilder()
                        .withName(claim.name())
                        .withResourceClaimName(claim.resourceClaimName())
                        .withResourceClaimTemplateName(claim.resourceClaimTemplateName())
                        .build())
                .toList();
    }

    /** Returns the claims of the launcher's container: those of graphics cards, of other devices, and of networks. */
    static List<ResourceClaim> ofContainer(VirtualMachineInstanceSpec spec, PodFacts facts) {
        List<ResourceClaim> claims = new ArrayList<>();
        if (facts.isOn("GPUsWithDRA")) {
            Instance.devices(spec).map(Devices::gpus).orElse(List.of()).stream()
                    .map(gpu -> claim(gpu.deviceName(), gpu.claimName(), gpu.requestName()))
                    .flatMap(Optional::stream)
                    .forEach(claims::add);
        }
        if (facts.isOn("HostDevicesWithDRA")) {
            Instance.devices(spec).map(Devices::hostDevices).orElse(List.of()).stream()
                    .map(device -> claim(device.deviceName(), device.claimName(), device.requestName()))
                    .flatMap(Optional::stream)
                    .forEach(claims::add);
        }
        if (facts.isOn("NetworkDevicesWithDRA")) {
            Optional.ofNullable(spec.networks()).orElse(List.of()).stream()
                    .map(Network::resourceClaim)
                    .filter(Objects::nonNull)
                    .map(ResourceClaims::of)
                    .forEach(claims::add);
        }
        return claims;
    }

    private static Optional<ResourceClaim> claim(
            @Nullable String device, @Nullable String claim, @Nullable String request) {
        boolean named = device != null && !device.isEmpty();
        return named || claim == null && request == null
                ? Optional.empty()
                : Optional.of(new ResourceClaim(claim, request));
    }

    private static ResourceClaim of(ClaimRequest network) {
        return new ResourceClaim(network.claimName(), network.requestName());
    }
}

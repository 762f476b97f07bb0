package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstanceResourceClaim;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules for devices that Kubernetes hands out by ResourceClaims (Dynamic Resource Allocation): GPUs, host devices and
 * networks. Source: KubeVirt v1.9.0, {@code pkg/dra/admitter}.
 */
final class ClaimRules {
    /** A GPU or host device: handed out by a device plugin by its name, or by a request of a claim. */
    private record Device(
            @Nullable String deviceName,
            @Nullable String claimName,
            @Nullable String requestName) {
        boolean claims() {
            return claimName != null || requestName != null;
        }

        boolean isClaimed() {
            return Given.isBlank(deviceName) && claims();
        }

        String pair() {
            return claimName + "/" + requestName;
        }
    }

    /** A list of devices of one kind: where it is, whether claims are allowed, and with named devices among them. */
    private record Kind(FieldPath field, String word, String gate, boolean mixed) {}

    /** The claims that devices of one kind use: their names, and where each request is first used. */
    private record Used(Set<String> claims, Map<String, Integer> requests) {
        static Used nothing() {
            return new Used(new HashSet<>(), new LinkedHashMap<>());
        }
    }

    private ClaimRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, Devices devices, FieldPath path, RuleSetting setting) {
        List<Cause> causes = new ArrayList<>();
        List<VirtualMachineInstanceResourceClaim> claims = Given.list(spec.resourceClaims());
        claims(claims, path.child("resourceClaims"), causes);
        Kind gpus = new Kind(path.child("domain", "devices", "gpus"), "GPU", "GPUsWithDRA", false);
        Kind others =
                new Kind(path.child("domain", "devices", "hostDevices"), "host device", "HostDevicesWithDRA", true);
        Used byGpus = devices(
                Given.list(devices.gpus()).stream()
                        .map(gpu -> new Device(gpu.deviceName(), gpu.claimName(), gpu.requestName()))
                        .toList(),
                gpus,
                setting,
                causes);
        Used byOthers = devices(
                Given.list(devices.hostDevices()).stream()
                        .map(device -> new Device(device.deviceName(), device.claimName(), device.requestName()))
                        .toList(),
                others,
                setting,
                causes);
        Set<String> taken = new HashSet<>();
        once(byGpus.requests(), taken, gpus.field(), causes);
        once(byOthers.requests(), taken, others.field(), causes);
        if (setting.isEnabled("NetworkDevicesWithDRA")) {
            once(networks(Given.list(spec.networks())), taken, path.child("networks"), causes);
        }
        Set<String> missing = new HashSet<>(byGpus.claims());
        missing.addAll(byOthers.claims());
        claims.forEach(claim -> missing.remove(Given.text(claim.name())));
        if (!missing.isEmpty()) {
            causes.add(path.child("resourceClaims")
                    .invalid("Devices use the claims "
                            + String.join(", ", missing.stream().sorted().toList())
                            + ", which resourceClaims does not have. Add them."));
        }
        return causes;
    }

    private static void claims(List<VirtualMachineInstanceResourceClaim> claims, FieldPath path, List<Cause> causes) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < claims.size(); i++) {
            FieldPath field = path.index(i);
            VirtualMachineInstanceResourceClaim claim = claims.get(i);
            String name = Given.text(claim.name());
            if (name.isEmpty()) {
                causes.add(field.child("name").required("A resource claim has no name. Give it one."));
            } else if (!names.add(name)) {
                causes.add(field.child("name").duplicate("Resource claim " + name + " is there twice. Keep one."));
            } else {
                DnsName.wrongLabel(name)
                        .ifPresent(wrong -> causes.add(
                                field.child("name").invalid("Resource claim name '" + name + "' " + wrong + ".")));
            }
            boolean one = (claim.resourceClaimName() == null) != (claim.resourceClaimTemplateName() == null);
            if (!one) {
                causes.add(field.invalid("Resource claim " + name
                        + " needs exactly one of resourceClaimName and resourceClaimTemplateName."));
            }
            subdomain(claim.resourceClaimName(), field.child("resourceClaimName"), causes);
            subdomain(claim.resourceClaimTemplateName(), field.child("resourceClaimTemplateName"), causes);
        }
    }

    private static void subdomain(@Nullable String name, FieldPath field, List<Cause> causes) {
        if (name != null) {
            DnsName.wrongSubdomain(name)
                    .ifPresent(wrong -> causes.add(field.invalid(field + " '" + name + "' " + wrong + ".")));
        }
    }

    private static Used devices(List<Device> devices, Kind kind, RuleSetting setting, List<Cause> causes) {
        boolean claimed = devices.stream().anyMatch(Device::isClaimed);
        boolean named = devices.stream().anyMatch(device -> !device.isClaimed());
        if (claimed && named && !kind.mixed()) {
            causes.add(kind.field()
                    .invalid("Some " + kind.word() + "s have a deviceName and some a claim. Use one way for all."));
            return Used.nothing();
        }
        devices.stream().filter(device -> !device.isClaimed()).forEach(device -> named(device, kind, causes));
        if (claimed && !setting.isEnabled(kind.gate())) {
            causes.add(kind.field()
                    .invalid("A " + kind.word() + " by claim needs the feature gate " + kind.gate()
                            + ", which is off."));
            return Used.nothing();
        }
        Used used = Used.nothing();
        for (int i = 0; i < devices.size(); i++) {
            if (devices.get(i).isClaimed()) {
                request(devices.get(i), kind, i, used, causes);
            }
        }
        return used;
    }

    private static void named(Device device, Kind kind, List<Cause> causes) {
        if (Given.isBlank(device.deviceName())) {
            causes.add(kind.field().required("A " + kind.word() + " has neither deviceName nor claimName. Set one."));
        } else if (device.claims()) {
            causes.add(
                    kind.field().invalid("A " + kind.word() + " has both deviceName and a claim. Keep one of them."));
        }
    }

    private static void request(Device device, Kind kind, int index, Used used, List<Cause> causes) {
        FieldPath field = kind.field().index(index);
        if (Given.isBlank(device.claimName())) {
            causes.add(field.child("claimName").required("A " + kind.word() + " names no claim. Set claimName."));
        }
        if (Given.isBlank(device.requestName())) {
            causes.add(field.child("requestName")
                    .required("A " + kind.word() + " names no request of its claim. Set requestName."));
        }
        if (Given.isBlank(device.claimName()) || Given.isBlank(device.requestName())) {
            return;
        }
        used.claims().add(Given.text(device.claimName()));
        if (used.requests().putIfAbsent(device.pair(), index) != null) {
            causes.add(field.duplicate("The request " + device.pair() + " is used twice. Give each device its own."));
        }
    }

    private static Map<String, Integer> networks(List<Network> networks) {
        Map<String, Integer> requests = new HashMap<>();
        for (int i = 0; i < networks.size(); i++) {
            var claim = networks.get(i).resourceClaim();
            if (claim != null && !Given.isBlank(claim.claimName()) && !Given.isBlank(claim.requestName())) {
                requests.putIfAbsent(claim.claimName() + "/" + claim.requestName(), i);
            }
        }
        return requests;
    }

    private static void once(Map<String, Integer> requests, Set<String> taken, FieldPath path, List<Cause> causes) {
        requests.forEach((request, index) -> {
            if (!taken.add(request)) {
                causes.add(path.index(index)
                        .duplicate("The request " + request + " is used by another device. Give each its own."));
            }
        });
    }
}

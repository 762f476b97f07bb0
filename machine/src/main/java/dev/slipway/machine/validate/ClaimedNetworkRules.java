package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.ClaimRequest;
import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Network;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Rules for networks whose devices come from ResourceClaims. Source: KubeVirt v1.9.0, {@code pkg/network/admitter/dra.go}. */
final class ClaimedNetworkRules {
    private ClaimedNetworkRules() {}

    static List<Cause> of(VirtualMachineInstanceSpec spec, Devices devices, FieldPath path, RuleSetting setting) {
        List<Network> networks = Given.list(spec.networks());
        FieldPath field = path.child("networks");
        if (networks.stream().noneMatch(network -> network.resourceClaim() != null)) {
            return List.of();
        }
        if (!setting.isEnabled("NetworkDevicesWithDRA")) {
            return List.of(
                    field.invalid("A network by claim needs the feature gate NetworkDevicesWithDRA, which is off."));
        }
        if (networks.stream().anyMatch(network -> network.multus() != null)) {
            return List.of(field.invalid("Networks by claim and by multus exclude each other. Use one way for all."));
        }
        List<Cause> causes = new ArrayList<>();
        Set<String> requests = new HashSet<>();
        for (int i = 0; i < networks.size(); i++) {
            ClaimRequest claim = networks.get(i).resourceClaim();
            if (claim != null) {
                interfaces(networks.get(i), devices, path, causes);
                request(claim, spec, field.index(i), requests, causes);
            }
        }
        return causes;
    }

    private static void interfaces(Network network, Devices devices, FieldPath path, List<Cause> causes) {
        Given.list(devices.interfaces()).stream()
                .filter(nic -> Given.text(nic.name()).equals(Given.text(network.name())))
                .findFirst()
                .filter(nic -> nic.sriov() == null && nic.binding() == null)
                .ifPresent(nic -> causes.add(path.child("domain", "devices", "interfaces")
                        .invalid("Interface " + nic.name() + " is on a network by claim, which needs sriov: {} or a"
                                + " binding plugin.")));
    }

    private static void request(
            ClaimRequest claim,
            VirtualMachineInstanceSpec spec,
            FieldPath path,
            Set<String> requests,
            List<Cause> causes) {
        String name = Given.text(claim.claimName());
        String request = Given.text(claim.requestName());
        FieldPath field = path.child("resourceClaim");
        if (name.isEmpty()) {
            causes.add(field.child("claimName").required("A network by claim names none. Set claimName."));
        }
        if (request.isEmpty()) {
            causes.add(
                    field.child("requestName").required("A network names no request of its claim. Set requestName."));
        }
        if (name.isEmpty() || request.isEmpty()) {
            return;
        }
        if (Given.list(spec.resourceClaims()).stream().noneMatch(known -> name.equals(known.name()))) {
            causes.add(field.child("claimName")
                    .notFound("The claim " + name + " is not in resourceClaims. Add it there."));
        }
        if (!requests.add(name + "/" + request)) {
            causes.add(path.duplicate("The request " + name + "/" + request + " is used twice. Give each its own."));
        }
    }
}

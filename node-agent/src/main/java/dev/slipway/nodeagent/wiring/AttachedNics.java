package dev.slipway.nodeagent.wiring;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.DomainSpec;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.machine.hotplug.PluggableNic;
import dev.slipway.machine.network.DeviceNames;
import dev.slipway.machine.network.PodNetworkFacts;
import dev.slipway.machine.pod.LauncherNames;
import java.util.List;

/** Which interfaces of a guest its Pod has a device for; one that was added while it runs may have none yet. */
final class AttachedNics {
    private AttachedNics() {}

    /** Returns the names of interfaces that wait for their device. */
    static List<String> missing(VirtualMachineInstance vmi, PodNetworkFacts facts) {
        return PluggableNic.all(vmi.getSpec()).stream()
                .filter(nic -> isMissing(vmi, nic, facts))
                .map(nic -> String.valueOf(nic.name()))
                .toList();
    }

    /** Returns the instance without them. */
    static VirtualMachineInstance of(VirtualMachineInstance vmi, PodNetworkFacts facts) {
        DomainSpec domain = vmi.getSpec().domain();
        Devices devices = domain == null ? null : domain.devices();
        if (domain == null || devices == null || missing(vmi, facts).isEmpty()) {
            return vmi;
        }
        VirtualMachineInstance attached = new VirtualMachineInstance();
        attached.setMetadata(vmi.getMetadata());
        attached.setStatus(vmi.getStatus());
        attached.setSpec(vmi.getSpec()
                .withDomain(domain.withDevices(devices.withInterfaces(PluggableNic.all(vmi.getSpec()).stream()
                        .filter(nic -> !isMissing(vmi, nic, facts))
                        .toList()))));
        return attached;
    }

    private static boolean isMissing(VirtualMachineInstance vmi, Interface nic, PodNetworkFacts facts) {
        String name = String.valueOf(nic.name());
        String device = facts.attachments().getOrDefault(name, LauncherNames.podInterface(name));
        return facts.ownNamespace()
                && PluggableNic.is(vmi.getSpec(), nic)
                && !PluggableNic.isAbsent(nic)
                && facts.link(device).isEmpty();
    }

    /** Returns the devices that are made for a bridged interface on this device of the Pod. */
    static List<String> devicesOf(String device) {
        return List.of(DeviceNames.tap(device), DeviceNames.bridge(device));
    }
}

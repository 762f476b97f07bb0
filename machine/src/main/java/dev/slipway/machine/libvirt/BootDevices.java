package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The order in which kinds of devices are booted from, {@code <os><boot dev='hd'/>}, as an order of devices. */
final class BootDevices {
    private BootDevices() {}

    static void read(XmlNode domain, Draft draft) {
        List<String> kinds = domain.child("os").stream()
                .flatMap(os -> os.children("boot").stream())
                .map(boot -> boot.attribute("dev"))
                .toList();
        int order = 1;
        for (String kind : kinds) {
            for (JsonNode device : draft.devices.path(kind.equals("network") ? "interfaces" : "disks")) {
                boolean fits =
                        kind.equals("network") || kind.equals("cdrom") == device.has("cdrom") && !kind.equals("fd");
                if (fits && !device.has("bootOrder")) {
                    ((ObjectNode) device).put("bootOrder", order);
                    order++;
                    break;
                }
            }
        }
    }
}

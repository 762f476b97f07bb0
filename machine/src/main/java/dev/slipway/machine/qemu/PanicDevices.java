package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.PanicDevice;
import java.util.ArrayList;
import java.util.List;

/** The section about devices by which a guest says that its kernel has crashed. */
final class PanicDevices {
    private PanicDevices() {}

    static List<String> models(Guest guest) {
        return Guest.list(guest.devices().panicDevices()).stream()
                .map(PanicDevice::model)
                .map(model -> Guest.text(model).isEmpty() ? "isa" : Guest.text(model))
                .distinct()
                .toList();
    }

    static Part of(Guest guest) {
        List<Part> parts = new ArrayList<>();
        for (String model : models(guest)) {
            parts.add(
                    switch (model) {
                        case "isa" -> Part.of(Option.device("pvpanic", "panic-isa"));
                        case "pvpanic" ->
                            Part.of(Option.device("pvpanic-pci", "panic-pci").at(FixedSlot.PANIC.on(guest.machine())));
                        // A flag of the processor, see Hyperv
                        case "hyperv" -> Part.NOTHING;
                        default ->
                            Part.wrong(new Problem.Invalid(
                                    "spec.domain.devices.panicDevices.model", model, "isa, pvpanic or hyperv"));
                    });
        }
        return Part.join(parts);
    }
}

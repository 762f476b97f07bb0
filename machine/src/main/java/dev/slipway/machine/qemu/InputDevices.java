package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Input;
import dev.slipway.api.kubevirt.InputBuilder;
import java.util.ArrayList;
import java.util.List;

/** The section about tablets; a PS/2 keyboard and mouse are on every board. */
final class InputDevices {
    /** Inputs have the first ports of the USB controller, disks the others. */
    private static final int USB_PORTS = 4;

    private static final int SLOT_FUNCTIONS = 8;

    private InputDevices() {}

    static boolean needUsb(Guest guest) {
        return inputs(guest).stream().anyMatch(InputDevices::usb);
    }

    static Part of(Guest guest) {
        List<Option> options = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        List<Input> usb = inputs(guest).stream().filter(InputDevices::usb).toList();
        List<Input> virtio = inputs(guest).stream().filter(input -> !usb(input)).toList();
        for (Input input : inputs(guest)) {
            check(input, problems);
        }
        if (usb.size() > USB_PORTS || virtio.size() > SLOT_FUNCTIONS) {
            problems.add(new Problem.NotSupported(
                    "spec.domain.devices.inputs",
                    inputs(guest).size() + " inputs",
                    "a guest can have 4 on USB and 8 on virtio"));
            return Part.wrong(problems.toArray(Problem[]::new));
        }
        for (int n = 0; n < usb.size(); n++) {
            options.add(Option.device("usb-tablet", id(usb.get(n)))
                    .with("bus", Controllers.USB_BUS)
                    .with("port", n + 1));
        }
        for (int n = 0; n < virtio.size(); n++) {
            options.add(Option.device("virtio-tablet-pci", id(virtio.get(n)))
                    .at(FixedSlot.INPUT.on(guest.machine(), n, virtio.size())));
        }
        return Part.of(options).and(Part.wrong(problems.toArray(Problem[]::new)));
    }

    private static void check(Input input, List<Problem> problems) {
        String field = "spec.domain.devices.inputs[" + input.name() + "]";
        String type = Guest.text(input.type());
        if (!type.equals("tablet") && !type.isEmpty()) {
            problems.add(new Problem.Invalid(field + ".type", type, "tablet"));
        }
        String bus = Guest.text(input.bus());
        if (!List.of("", "usb", "virtio").contains(bus)) {
            problems.add(new Problem.Invalid(field + ".bus", bus, "usb or virtio"));
        }
    }

    /** An instance that no machine made says only that it wants a pointer; KubeVirt forgets it then. */
    private static List<Input> inputs(Guest guest) {
        List<Input> inputs = Guest.list(guest.devices().inputs());
        return inputs.isEmpty() && Boolean.TRUE.equals(guest.devices().autoattachInputDevice())
                ? List.of(InputBuilder.builder().name("default-0").build())
                : inputs;
    }

    private static boolean usb(Input input) {
        return !"virtio".equals(input.bus());
    }

    private static String id(Input input) {
        return "input-" + Guest.text(input.name());
    }
}

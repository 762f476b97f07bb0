package dev.slipway.machine.qemu;

import dev.slipway.api.kubevirt.Chassis;
import dev.slipway.api.kubevirt.Firmware;
import java.util.regex.Pattern;

/** The section about what the guest reads of itself: UUID, serial numbers, maker. */
final class SmbiosOptions {
    private static final Pattern UUID = Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    private SmbiosOptions() {}

    static Part of(Guest guest) {
        String uuid = guest.uuid();
        if (!UUID.matcher(uuid).matches()) {
            return Part.wrong(new Problem.Invalid(
                    "spec.domain.firmware.uuid", uuid, "a UUID such as 5d307ca9-b3ef-428c-8861-06e72d69f223"));
        }
        Smbios maker = guest.host().smbios();
        Option system = Option.of("-smbios")
                .with("type", 1)
                .withText("manufacturer", maker.manufacturer())
                .withText("product", maker.product())
                .withText("version", maker.version())
                .withText("serial", guest.firmware().map(Firmware::serial).orElse(""))
                .withText("sku", maker.sku())
                .withText("family", maker.family());
        Part part = Part.of(Option.of("-uuid", uuid), system);
        Chassis chassis = guest.domain().chassis();
        return chassis == null ? part : part.and(Part.of(chassis(chassis)));
    }

    private static Option chassis(Chassis chassis) {
        return Option.of("-smbios")
                .with("type", 3)
                .withText("manufacturer", Guest.text(chassis.manufacturer()))
                .withText("version", Guest.text(chassis.version()))
                .withText("serial", Guest.text(chassis.serial()))
                .withText("asset", Guest.text(chassis.asset()))
                .withText("sku", Guest.text(chassis.sku()));
    }
}

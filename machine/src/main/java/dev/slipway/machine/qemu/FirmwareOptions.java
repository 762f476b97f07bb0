package dev.slipway.machine.qemu;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.Bootloader;
import dev.slipway.api.kubevirt.EFI;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.Volume;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;

/** The section about UEFI: the firmware's code, its variables, and tables that it hands to the guest. */
final class FirmwareOptions {
    static final String CODE = "firmware-code";
    static final String VARIABLES = "firmware-variables";
    private static final String FIELD = "spec.domain.firmware.bootloader.efi";
    private static final String VARIABLES_IMAGE = "firmware-variables.qcow2";

    private FirmwareOptions() {}

    static Part of(Guest guest) {
        return bootloader(guest)
                .and(table(guest, "slic"))
                .and(table(guest, "msdm"))
                .and(ignition(guest));
    }

    /** Returns whether the guest has Secure Boot: with UEFI, unless it is switched off. */
    static boolean secureBoot(Guest guest) {
        return efi(guest).map(efi -> Guest.on(efi.secureBoot(), true)).orElse(false);
    }

    private static Optional<EFI> efi(Guest guest) {
        return guest.firmware().map(Firmware::bootloader).map(Bootloader::efi);
    }

    private static Part bootloader(Guest guest) {
        Optional<EFI> efi = efi(guest);
        if (efi.isEmpty()) {
            return Part.NOTHING;
        }
        boolean secure = secureBoot(guest);
        if (secure && guest.machine() instanceof MachineKind.I440fx) {
            return Part.wrong(new Problem.Invalid(
                    FIELD + ".secureBoot", "true", "false, or use machine type q35: pc has no system management mode"));
        }
        Optional<OvmfFirmware> firmware =
                secure ? guest.host().secureUefi() : guest.host().uefi();
        if (firmware.isEmpty()) {
            return Part.wrong(new Problem.HostLacks(
                    FIELD, secure ? "OVMF with Secure Boot" : "OVMF", "install the package ovmf there"));
        }
        Part part = flash(firmware.get());
        return secure
                ? part.and(Part.of(Option.of("-global")
                        .with("driver", "cfi.pflash01")
                        .with("property", "secure")
                        .with("value", "on")))
                : part;
    }

    /** The variables are an overlay on the template: the guest may write them, and each Pod starts with fresh ones. */
    private static Part flash(OvmfFirmware firmware) {
        ObjectNode code = JsonNodeFactory.instance.objectNode();
        code.put("driver", "raw").put("node-name", CODE).put("read-only", true);
        code.putObject("file").put("driver", "file").put("filename", firmware.code());
        ObjectNode variables = JsonNodeFactory.instance.objectNode();
        variables.put("driver", "qcow2").put("node-name", VARIABLES).put("read-only", false);
        variables.putObject("file").put("driver", "file").put("filename", VARIABLES_IMAGE);
        ObjectNode template = variables.putObject("backing");
        template.put("driver", "raw").put("read-only", true);
        template.putObject("file").put("driver", "file").put("filename", firmware.variables());
        var backing = new LaunchPlan.Backing(firmware.variables(), "raw");
        return Part.of(BlockNode.json("-blockdev", code), BlockNode.json("-blockdev", variables))
                .and(Part.image(new LaunchPlan.Image(VARIABLES_IMAGE, "qcow2", null, backing)));
    }

    /** A table with a Windows licence, from a Secret with the key {@code slic.bin} or {@code msdm.bin}. */
    private static Part table(Guest guest, String name) {
        Optional<String> reference = guest.firmware()
                .map(Firmware::acpi)
                .map(acpi -> name.equals("slic") ? acpi.slicNameRef() : acpi.msdmNameRef());
        if (reference.isEmpty()) {
            return Part.NOTHING;
        }
        String volume = reference.get();
        String key = name + ".bin";
        Optional<byte[]> content = guest.paths()
                .volume(volume)
                .filter(LauncherVolume.Contents.class::isInstance)
                .map(LauncherVolume.Contents.class::cast)
                .map(contents -> contents.files().get(key));
        boolean secret = guest.volume(volume).map(Volume::secret).isPresent();
        if (!secret || content.isEmpty()) {
            return Part.wrong(new Problem.Invalid(
                    "spec.domain.firmware.acpi." + name + "NameRef",
                    volume,
                    "the name of a volume whose Secret has the key " + key));
        }
        String path = "acpi-" + key;
        return Part.of(Option.of("-acpitable")
                        .with("sig", name.toUpperCase(Locale.ROOT))
                        .with("data", path))
                .and(file(path, content.get()));
    }

    private static Part ignition(Guest guest) {
        String data = guest.annotations().getOrDefault("kubevirt.io/ignitiondata", "");
        if (data.isEmpty()) {
            return Part.NOTHING;
        }
        String path = "config.ign";
        return Part.of(Option.of("-fw_cfg")
                        .with("name", "opt/com.coreos/config")
                        .with("file", path))
                .and(file(path, Guest.utf8(data)));
    }

    private static Part file(String path, byte[] content) {
        return Part.file(new LaunchPlan.File(path, Base64.getEncoder().encodeToString(content), "0600"));
    }
}

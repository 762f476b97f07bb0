package dev.slipway.machine.qemu;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.api.kubevirt.Bootloader;
import dev.slipway.api.kubevirt.EFI;
import dev.slipway.api.kubevirt.Firmware;
import dev.slipway.api.kubevirt.KernelBoot;
import dev.slipway.api.kubevirt.KernelBootContainer;
import dev.slipway.api.kubevirt.Volume;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The section about UEFI: the firmware's code, its variables, and tables that it hands to the guest. */
final class FirmwareOptions {
    static final String CODE = "firmware-code";
    static final String VARIABLES = "firmware-variables";
    private static final String FIELD = "spec.domain.firmware.bootloader.efi";
    static final String STATE_WAY_OUT = "see that the cluster has a default storage class, or set it to false";
    private static final String VARIABLES_IMAGE = "firmware-variables.qcow2";

    private FirmwareOptions() {}

    static Part of(Guest guest) {
        return bootloader(guest)
                .and(kernel(guest))
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
        Optional<String> state = guest.paths().grants().state();
        boolean persistent = Guest.on(efi.get().persistent(), false);
        if (persistent && state.isEmpty()) {
            return Part.wrong(
                    new Problem.HostLacks(FIELD + ".persistent", "the claim that keeps the variables", STATE_WAY_OUT));
        }
        Part part = flash(firmware.get(), persistent ? state : Optional.empty());
        return secure
                ? part.and(Part.of(Option.of("-global")
                        .with("driver", "cfi.pflash01")
                        .with("property", "secure")
                        .with("value", "on")))
                : part;
    }

    /** A kernel from an image, started without a boot loader, with its arguments. */
    private static Part kernel(Guest guest) {
        KernelBoot boot = guest.firmware().map(Firmware::kernelBoot).orElse(null);
        if (boot == null) {
            return Part.NOTHING;
        }
        String field = "spec.domain.firmware.kernelBoot";
        KernelBootContainer container = boot.container();
        String arguments = Guest.text(boot.kernelArgs());
        if (container == null) {
            return arguments.isEmpty()
                    ? Part.NOTHING
                    : Part.wrong(new Problem.Missing(field + ".container", "the image that holds the kernel"));
        }
        Optional<Grants.Kernel> found = guest.paths().grants().kernel();
        if (found.isEmpty()) {
            return Part.wrong(new Problem.HostLacks(
                    field + ".container",
                    "the files of image \"" + Guest.text(container.image()) + "\"",
                    "boot from a disk, or use a node whose runtime mounts images"));
        }
        List<Option> options = new ArrayList<>();
        found.get().image().ifPresent(path -> options.add(Option.plain("-kernel", path)));
        found.get().initrd().ifPresent(path -> options.add(Option.plain("-initrd", path)));
        if (!arguments.isEmpty()) {
            options.add(Option.plain("-append", arguments));
        }
        return Part.of(options);
    }

    /**
     * The variables: a copy of the template if they outlive the Pod, because a newer template must not change below them; else
     * an overlay, and each Pod starts with fresh ones.
     */
    private static Part flash(OvmfFirmware firmware, Optional<String> state) {
        ObjectNode code = JsonNodeFactory.instance.objectNode();
        code.put("driver", "raw").put("node-name", CODE).put("read-only", true);
        code.putObject("file").put("driver", "file").put("filename", firmware.code());
        ObjectNode variables = JsonNodeFactory.instance.objectNode();
        variables.put("driver", "qcow2").put("node-name", VARIABLES).put("read-only", false);
        String image = state.map(folder -> folder + "/" + VARIABLES_IMAGE).orElse(VARIABLES_IMAGE);
        variables.putObject("file").put("driver", "file").put("filename", image);
        var template = new LaunchPlan.Backing(firmware.variables(), "raw");
        if (state.isPresent()) {
            variables.putNull("backing");
            return Part.of(BlockNode.json("-blockdev", code), BlockNode.json("-blockdev", variables))
                    .and(Part.image(new LaunchPlan.Image(image, "qcow2", null, null, template)));
        }
        ObjectNode below = variables.putObject("backing");
        below.put("driver", "raw").put("read-only", true);
        below.putObject("file").put("driver", "file").put("filename", firmware.variables());
        return Part.of(BlockNode.json("-blockdev", code), BlockNode.json("-blockdev", variables))
                .and(Part.image(new LaunchPlan.Image(image, "qcow2", null, template)));
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
        return Part.file(LaunchPlan.File.of(path, content));
    }
}

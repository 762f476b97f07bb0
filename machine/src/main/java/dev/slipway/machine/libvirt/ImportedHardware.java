package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.pod.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Processors, memory, firmware and machine type of a description. */
final class ImportedHardware {
    private static final Map<String, String> ARCHITECTURES =
            Map.of("x86_64", "amd64", "aarch64", "arm64", "s390x", "s390x", "i686", "amd64");
    private static final Map<String, Long> UNITS = Map.ofEntries(
            Map.entry("b", 1L),
            Map.entry("bytes", 1L),
            Map.entry("KB", 1000L),
            Map.entry("k", 1024L),
            Map.entry("KiB", 1024L),
            Map.entry("", 1024L),
            Map.entry("MB", 1_000_000L),
            Map.entry("M", 1L << 20),
            Map.entry("MiB", 1L << 20),
            Map.entry("GB", 1_000_000_000L),
            Map.entry("G", 1L << 30),
            Map.entry("GiB", 1L << 30),
            Map.entry("TB", 1_000_000_000_000L),
            Map.entry("T", 1L << 40),
            Map.entry("TiB", 1L << 40));

    private ImportedHardware() {}

    static void read(XmlNode domain, Draft draft) {
        processors(domain, draft);
        memory(domain, draft);
        firmware(domain, draft);
        smbios(domain, draft);
    }

    private static void processors(XmlNode domain, Draft draft) {
        Optional<XmlNode> vcpu = domain.child("vcpu").map(found -> found.ignoreAttributes("placement"));
        long most = vcpu.map(XmlNode::text).map(ImportedHardware::number).orElse(1L);
        long now = vcpu.map(found -> number(found.attribute("current")))
                .filter(count -> count > 0)
                .orElse(most);
        domain.ignore("vcpus");
        ObjectNode cpu = draft.domain.putObject("cpu");
        Optional<XmlNode> given = domain.child("cpu");
        Optional<XmlNode> topology = given.flatMap(found -> found.child("topology"));
        long cores = topology.map(found -> number(found.attribute("cores")))
                .filter(count -> count > 0)
                .orElse(1L);
        long threads = topology.map(found -> number(found.attribute("threads")))
                .filter(count -> count > 0)
                .orElse(1L);
        long dies = topology.map(found -> number(found.attribute("dies")))
                .filter(count -> count > 1)
                .orElse(1L);
        topology.ifPresent(found -> found.attribute("sockets"));
        if (dies > 1) {
            draft.lose("cpu/topology/@dies", dies + "", "the dies of a socket become cores of it.");
            cores *= dies;
        }
        long perSocket = cores * threads;
        cpu.put("cores", cores)
                .put("sockets", Math.max(1, (now + perSocket - 1) / perSocket))
                .put("threads", threads);
        if (most > now) {
            cpu.put("maxSockets", Math.max(1, (most + perSocket - 1) / perSocket));
        }
        given.ifPresent(found -> model(found, cpu));
        // One node is no arrangement
        given.flatMap(found -> found.child("numa"))
                .filter(numa -> numa.children("cell").size() == 1)
                .ifPresent(XmlNode::ignore);
    }

    private static void model(XmlNode given, ObjectNode cpu) {
        given.ignoreAttributes("match", "check", "migratable", "deprecated_features")
                .ignore("vendor");
        String mode = given.attribute("mode");
        String model = given.textOf("model");
        given.child("model").ifPresent(found -> found.ignoreAttributes("fallback", "vendor_id"));
        switch (mode) {
            case "host-passthrough", "maximum" -> cpu.put("model", "host-passthrough");
            case "host-model" -> cpu.put("model", "host-model");
            default -> {
                if (!model.isEmpty()) {
                    cpu.put("model", model);
                }
            }
        }
        for (XmlNode feature : given.children("feature")) {
            String policy = feature.attribute("policy");
            cpu.withArrayProperty("features")
                    .addObject()
                    .put("name", feature.attribute("name"))
                    .put("policy", policy.isEmpty() ? "require" : policy);
        }
    }

    private static void memory(XmlNode domain, Draft draft) {
        ObjectNode memory = draft.domain.putObject("memory");
        Optional<Long> guest = domain.child("memory")
                .map(found -> found.ignoreAttributes("dumpCore"))
                .map(ImportedHardware::bytes);
        long bytes = guest.filter(size -> size > 0).orElse(Bytes.GIBIBYTE);
        memory.put("guest", Bytes.quantity(bytes).toString());
        domain.child("maxMemory").ifPresent(found -> {
            long most = bytes(found.ignoreAttributes("slots"));
            if (most > bytes) {
                memory.put("maxGuest", Bytes.quantity(most).toString());
            }
        });
        domain.child("currentMemory").ifPresent(found -> {
            long current = bytes(found);
            if (current > 0 && current != bytes) {
                draft.lose(
                        "currentMemory",
                        Bytes.quantity(current).toString(),
                        "the guest gets all of its " + Bytes.quantity(bytes)
                                + "; the balloon is not set from outside.");
            }
        });
        domain.child("memoryBacking").ifPresent(backing -> {
            backing.child("hugepages").ifPresent(pages -> {
                String size = pages.child("page")
                        .map(page -> Bytes.quantity(bytes(page, page.attribute("size")))
                                .toString())
                        .orElse("2Mi");
                memory.putObject("hugepages").put("pageSize", size);
            });
            backing.ignore("source", "access", "allocation", "discard");
        });
    }

    private static void firmware(XmlNode domain, Draft draft) {
        ObjectNode firmware = draft.domain.putObject("firmware");
        String uuid = domain.textOf("uuid");
        if (!uuid.isEmpty()) {
            firmware.put("uuid", uuid);
        }
        domain.child("os").ifPresent(os -> os(os, firmware, draft));
        if (firmware.isEmpty()) {
            draft.domain.remove("firmware");
        }
    }

    private static void os(XmlNode os, ObjectNode firmware, Draft draft) {
        os.child("type").ifPresent(type -> machine(type, draft));
        Optional<XmlNode> loader = os.child("loader");
        boolean efi = os.attribute("firmware").equals("efi")
                || loader.filter(found -> found.attribute("type").equals("pflash"))
                        .isPresent();
        boolean secure = loader.filter(found -> found.attribute("secure").equals("yes"))
                        .isPresent()
                || os.child("firmware").stream()
                        .flatMap(found -> found.children("feature").stream())
                        .anyMatch(feature -> feature.attribute("enabled").equals("yes")
                                && feature.attribute("name").equals("secure-boot"));
        os.child("firmware").ifPresent(XmlNode::ignore);
        loader.ifPresent(XmlNode::ignore);
        if (efi) {
            ObjectNode loading =
                    firmware.putObject("bootloader").putObject("efi").put("secureBoot", secure);
            if (secure) {
                draft.domain.withObjectProperty("features").putObject("smm");
            }
            if (os.child("nvram").isPresent()) {
                loading.put("persistent", true);
                draft.lose(
                        "os/nvram",
                        os.textOf("nvram"),
                        "the UEFI variables begin anew; boot entries of the guest are found again on its disk.");
            }
        }
        os.ignore("nvram", "smbios");
        os.child("bios").ifPresent(bios -> {
            if (bios.attribute("useserial").equals("yes")) {
                firmware.putObject("bootloader").putObject("bios").put("useSerial", true);
            }
            bios.ignoreAttributes("rebootTimeout");
        });
        os.child("bootmenu")
                .filter(menu -> !menu.attribute("enable").equals("yes"))
                .ifPresent(menu -> menu.ignore());
        for (String part : List.of("kernel", "initrd", "cmdline", "dtb")) {
            os.child(part)
                    .ifPresent(found -> draft.lose(
                            "os/" + part,
                            found.text(),
                            "a kernel outside of the disk is taken from an image: firmware.kernelBoot.container."));
        }
    }

    private static void machine(XmlNode type, Draft draft) {
        String architecture = type.attribute("arch");
        String known = ARCHITECTURES.getOrDefault(architecture, "");
        if (!known.isEmpty()) {
            draft.spec.put("architecture", known);
        } else if (!architecture.isEmpty()) {
            draft.lose("os/type/@arch", architecture, "there is no such machine here; it becomes one of amd64.");
        }
        type.text();
        String machine = type.attribute("machine");
        if (known.equals("arm64") || known.equals("s390x")) {
            draft.domain.putObject("machine").put("type", known.equals("arm64") ? "virt" : "s390-ccw-virtio");
            return;
        }
        draft.domain.putObject("machine").put("type", "q35");
        if (!machine.contains("q35") && !machine.isEmpty()) {
            draft.lose(
                    "os/type/@machine",
                    machine,
                    "the machine becomes a q35: Windows may want to be activated again, Linux may name its interfaces anew.");
        } else if (!machine.equals("q35") && !machine.isEmpty()) {
            draft.lose("os/type/@machine", machine, "the machine gets the newest q35 of its node.");
        }
    }

    /** What the guest reads of its maker: libvirt's table 1 and 3; the rest of it is the installation's. */
    private static void smbios(XmlNode domain, Draft draft) {
        for (XmlNode info : domain.children("sysinfo")) {
            info.attribute("type");
            info.child("system")
                    .ifPresent(system -> entries(system, Map.of("serial", "serial"))
                            .forEach((key, value) ->
                                    draft.domain.withObjectProperty("firmware").put(key, value)));
            info.child("chassis")
                    .ifPresent(chassis -> entries(
                                    chassis,
                                    Map.of(
                                            "manufacturer", "manufacturer",
                                            "version", "version",
                                            "serial", "serial",
                                            "asset", "asset",
                                            "sku", "sku"))
                            .forEach((key, value) ->
                                    draft.domain.withObjectProperty("chassis").put(key, value)));
        }
    }

    private static Map<String, String> entries(XmlNode table, Map<String, String> wanted) {
        Map<String, String> found = new TreeMap<>();
        for (XmlNode entry : table.all()) {
            String field = entry.name().equals("entry") ? entry.attribute("name") : "";
            if (wanted.containsKey(field)) {
                found.put(wanted.get(field), entry.text());
            } else if (field.equals("uuid")) {
                entry.ignore();
            }
        }
        return found;
    }

    private static long bytes(XmlNode amount) {
        return bytes(amount, amount.text());
    }

    private static long bytes(XmlNode amount, String text) {
        long unit = UNITS.getOrDefault(amount.attribute("unit"), 1024L);
        long number = number(text);
        return number > Long.MAX_VALUE / unit ? 0 : number * unit;
    }

    /** Returns a number of a text; 0 if it is none. */
    static long number(String text) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}

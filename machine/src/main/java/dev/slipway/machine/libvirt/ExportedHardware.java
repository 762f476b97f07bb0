package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.qemu.SocketLimit;
import java.util.Map;
import java.util.TreeMap;

/** Processors, memory, firmware, features and clock of an instance, in libvirt's order. */
final class ExportedHardware {
    private static final Map<String, String> ARCHITECTURES =
            Map.of("amd64", "x86_64", "arm64", "aarch64", "s390x", "s390x");

    private ExportedHardware() {}

    static void write(JsonNode instance, XmlNode xml) {
        JsonNode domain = instance.at("/spec/domain");
        memory(domain, xml);
        processors(instance, domain, xml);
        firmware(instance, domain, xml);
        features(domain.path("features"), xml, domain);
        cpu(instance, domain, xml);
        clock(domain.path("clock"), xml);
        sleep(xml);
    }

    /** Returns the number of processors of a domain. */
    static long processors(JsonNode domain) {
        return count(domain, "sockets") * perSocket(domain);
    }

    private static long perSocket(JsonNode domain) {
        return count(domain, "cores") * count(domain, "threads");
    }

    private static long count(JsonNode domain, String what) {
        return Math.max(1, domain.path("cpu").path(what).asLong());
    }

    private static long sockets(JsonNode domain) {
        return SocketLimit.of(
                domain.at("/cpu/maxSockets").asLong(),
                count(domain, "sockets"),
                count(domain, "cores"),
                count(domain, "threads"));
    }

    private static void memory(JsonNode domain, XmlNode xml) {
        JsonNode guest = domain.at("/memory/guest");
        JsonNode most = domain.at("/memory/maxGuest");
        if (grows(domain)) {
            xml.add("maxMemory").with("slots", 1).with("unit", "KiB").withText(kib(most));
        }
        xml.add("memory")
                .with("unit", "KiB")
                .withText(pageful(guest.isMissingNode() ? domain.at("/resources/requests/memory") : guest, domain));
        XmlNode backing = xml.add("memoryBacking");
        if (pages(domain)) {
            backing.add("hugepages")
                    .add("page")
                    .with("size", LibvirtDomain.kib(domain.at("/memory/hugepages/pageSize")))
                    .with("unit", "KiB");
        }
        backing.add("source").with("type", "memfd");
        backing.add("access").with("mode", "shared");
    }

    /** Returns an amount of memory, KiB, up to a whole page. */
    private static String pageful(JsonNode quantity, JsonNode domain) {
        if (!pages(domain)) {
            return kib(quantity);
        }
        long page = Math.max(1, LibvirtDomain.kib(domain.at("/memory/hugepages/pageSize")));
        return Long.toString((Long.parseLong(kib(quantity)) + page - 1) / page * page);
    }

    private static boolean pages(JsonNode domain) {
        return !domain.at("/memory/hugepages/pageSize").asText().isEmpty();
    }

    private static boolean grows(JsonNode domain) {
        JsonNode guest = domain.at("/memory/guest");
        JsonNode most = domain.at("/memory/maxGuest");
        return !pages(domain)
                && !guest.isMissingNode()
                && !most.isMissingNode()
                && LibvirtDomain.kib(most) > LibvirtDomain.kib(guest);
    }

    private static String kib(JsonNode quantity) {
        return quantity.isMissingNode() ? "1048576" : Long.toString(LibvirtDomain.kib(quantity));
    }

    private static void processors(JsonNode instance, JsonNode domain, XmlNode xml) {
        long most = sockets(domain) * perSocket(domain);
        XmlNode vcpu = xml.add("vcpu").with("placement", "static");
        if (most > processors(domain)) {
            vcpu.with("current", processors(domain));
        }
        vcpu.withText(Long.toString(most));
        int threads = new ExportedDisks(instance).threads().count();
        if (threads > 0) {
            xml.add("iothreads", Integer.toString(threads));
        }
        JsonNode serial = domain.at("/firmware/serial");
        JsonNode chassis = domain.path("chassis");
        if (!serial.asText().isEmpty() || !chassis.isEmpty()) {
            XmlNode info = xml.add("sysinfo").with("type", "smbios");
            if (!serial.asText().isEmpty()) {
                info.add("system").add("entry").with("name", "serial").withText(serial.asText());
            }
            if (!chassis.isEmpty()) {
                XmlNode table = info.add("chassis");
                chassis.properties()
                        .forEach(entry -> table.add("entry")
                                .with("name", entry.getKey())
                                .withText(entry.getValue().asText()));
            }
        }
    }

    private static void firmware(JsonNode instance, JsonNode domain, XmlNode xml) {
        XmlNode os = xml.add("os");
        JsonNode efi = domain.at("/firmware/bootloader/efi");
        String machine = instance.at("/status/machine/type")
                .asText(domain.at("/machine/type").asText("q35"));
        XmlNode type = new XmlNode("type")
                .with(
                        "arch",
                        ARCHITECTURES.getOrDefault(
                                instance.at("/spec/architecture").asText("amd64"), "x86_64"))
                .with("machine", machine.isEmpty() ? "q35" : machine)
                .withText("hvm");
        if (efi.isObject()) {
            boolean secure = efi.path("secureBoot").asBoolean(true);
            os.with("firmware", "efi");
            os.add(type);
            XmlNode features = os.add("firmware");
            features.add("feature").with("enabled", secure ? "yes" : "no").with("name", "secure-boot");
            if (secure) {
                os.add("loader").with("secure", "yes");
            }
            if (efi.path("persistent").asBoolean()) {
                os.add("nvram", "/var/run/slipway-state/uefi-variables.fd");
            }
        } else {
            os.add(type);
        }
        if (domain.at("/firmware/bootloader/bios/useSerial").asBoolean()) {
            os.add("bios").with("useserial", "yes");
        }
        if (instance.at("/spec/startStrategy").asText().equals("Paused")) {
            os.add("bootmenu").with("enable", "yes").with("timeout", 10_000);
        }
        if (!xml.children("sysinfo").isEmpty()) {
            os.add("smbios").with("mode", "sysinfo");
        }
    }

    private static void features(JsonNode features, XmlNode xml, JsonNode domain) {
        XmlNode node = new XmlNode("features");
        if (features.at("/acpi/enabled").asBoolean(true)) {
            node.add("acpi");
        }
        if (features.has("apic")) {
            XmlNode apic = node.add("apic");
            if (features.at("/apic/endOfInterrupt").isBoolean()) {
                apic.with("eoi", on(features.at("/apic/endOfInterrupt").asBoolean()));
            }
        }
        hyperv(features, node);
        if (features.at("/kvm/hidden").asBoolean()) {
            node.add("kvm").add("hidden").with("state", "on");
        }
        if (features.has("pvspinlock")) {
            node.add("pvspinlock").with("state", state(features.path("pvspinlock")));
        }
        boolean smm = features.has("smm") && state(features.path("smm")).equals("on")
                || domain.at("/firmware/bootloader/efi").isObject()
                        && domain.at("/firmware/bootloader/efi/secureBoot").asBoolean(true);
        if (smm || !domain.at("/machine/type").asText().matches("pc|pc-i440fx.*")) {
            node.add("smm").with("state", on(smm));
        }
        node.add("vmport").with("state", "off");
        xml.add(node);
    }

    private static void hyperv(JsonNode features, XmlNode node) {
        JsonNode given = features.path("hyperv");
        if (given.isEmpty()) {
            if (!features.has("hyperv")
                    && features.at("/hypervPassthrough/enabled").asBoolean()) {
                node.add("hyperv").with("mode", "passthrough");
            }
            return;
        }
        XmlNode hyperv = node.add("hyperv").with("mode", "custom");
        ImportedFeatures.HYPERV.forEach((theirs, ours) -> {
            if (given.has(ours)) {
                XmlNode feature = hyperv.add(theirs).with("state", state(given.path(ours)));
                if (given.path(ours).has("direct") && theirs.equals("stimer")) {
                    feature.add("direct").with("state", state(given.path(ours).path("direct")));
                }
            }
        });
        if (given.has("spinlocks")) {
            XmlNode locks = hyperv.add("spinlocks").with("state", state(given.path("spinlocks")));
            if (state(given.path("spinlocks")).equals("on")) {
                locks.with("retries", given.at("/spinlocks/spinlocks").asLong(4096));
            }
        }
        if (given.has("vendorid")) {
            hyperv.add("vendor_id")
                    .with("state", state(given.path("vendorid")))
                    .with("value", given.at("/vendorid/vendorid").asText());
        }
    }

    private static String state(JsonNode feature) {
        return on(feature.path("enabled").asBoolean(true));
    }

    private static String on(boolean on) {
        return on ? "on" : "off";
    }

    private static void cpu(JsonNode instance, JsonNode domain, XmlNode xml) {
        String model = domain.at("/cpu/model").asText("host-model");
        XmlNode cpu = xml.add("cpu");
        switch (model.isEmpty() ? "host-model" : model) {
            case "host-model", "host-passthrough" -> {
                // libvirt has neither without KVM, where the guest gets all that QEMU emulates.
                boolean kvm = instance.at("/metadata/annotations/slipway.dev~1accelerator")
                        .asText()
                        .equals("kvm");
                cpu.with("mode", kvm ? model.isEmpty() ? "host-model" : model : "maximum");
            }
            default -> {
                cpu.with("mode", "custom").with("match", "exact").with("check", "none");
                cpu.add("model").with("fallback", "forbid").withText(model);
            }
        }
        cpu.add("topology")
                .with("sockets", sockets(domain))
                .with("dies", 1)
                .with("cores", count(domain, "cores"))
                .with("threads", count(domain, "threads"));
        for (JsonNode feature : domain.at("/cpu/features")) {
            cpu.add("feature")
                    .with("policy", feature.path("policy").asText("require"))
                    .with("name", libvirtName(feature.path("name").asText()));
        }
        if (grows(domain)) {
            // libvirt lets memory grow in machines with nodes only
            cpu.add("numa")
                    .add("cell")
                    .with("id", 0)
                    .with("cpus", "0-" + (sockets(domain) * perSocket(domain) - 1))
                    .with("memory", LibvirtDomain.kib(domain.at("/memory/guest")))
                    .with("unit", "KiB");
        }
    }

    /** libvirt has two names with a full stop, and takes no other spelling of them. */
    private static String libvirtName(String feature) {
        return feature.replaceFirst("^sse4[_-]([12])$", "sse4.$1");
    }

    /** Nothing in the API wakes a guest that has put itself to sleep, so it is not offered sleep. */
    private static void sleep(XmlNode xml) {
        XmlNode pm = xml.add("pm");
        pm.add("suspend-to-mem").with("enabled", "no");
        pm.add("suspend-to-disk").with("enabled", "no");
    }

    private static void clock(JsonNode clock, XmlNode xml) {
        XmlNode node = xml.add("clock");
        String zone = clock.path("timezone").asText();
        long offset = clock.at("/utc/offsetSeconds").asLong();
        if (!zone.isEmpty()) {
            node.with("offset", "timezone").with("timezone", zone);
        } else if (offset != 0) {
            node.with("offset", "variable").with("adjustment", offset).with("basis", "utc");
        } else {
            node.with("offset", "utc");
        }
        Map<String, String> names = new TreeMap<>(
                Map.of("hpet", "hpet", "pit", "pit", "rtc", "rtc", "kvm", "kvmclock", "hyperv", "hypervclock"));
        names.forEach((ours, theirs) -> {
            JsonNode timer = clock.path("timer").path(ours);
            if (timer.isObject()) {
                XmlNode written = node.add("timer").with("name", theirs);
                LibvirtDomain.text(written, "track", timer.path("track"));
                LibvirtDomain.text(written, "tickpolicy", timer.path("tickPolicy"));
                // libvirt leaves the clock of Hyper-V out unless told otherwise
                if (timer.path("present").isBoolean() || ours.equals("hyperv")) {
                    written.with("present", timer.path("present").asBoolean(true) ? "yes" : "no");
                }
            }
        });
    }
}

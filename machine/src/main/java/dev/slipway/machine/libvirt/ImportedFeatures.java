package dev.slipway.machine.libvirt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Features and clock of a description. */
final class ImportedFeatures {
    /** Enlightenments of Hyper-V that are on or off, by libvirt's names. */
    static final Map<String, String> HYPERV = new TreeMap<>(Map.ofEntries(
            Map.entry("relaxed", "relaxed"),
            Map.entry("vapic", "vapic"),
            Map.entry("vpindex", "vpindex"),
            Map.entry("runtime", "runtime"),
            Map.entry("synic", "synic"),
            Map.entry("reset", "reset"),
            Map.entry("frequencies", "frequencies"),
            Map.entry("reenlightenment", "reenlightenment"),
            Map.entry("tlbflush", "tlbflush"),
            Map.entry("ipi", "ipi"),
            Map.entry("evmcs", "evmcs"),
            Map.entry("stimer", "synictimer")));

    private static final String ENABLED = "enabled";

    private ImportedFeatures() {}

    static void read(XmlNode domain, Draft draft) {
        domain.child("features").ifPresent(features -> features(features, draft));
        domain.child("clock").ifPresent(clock -> clock(clock, draft));
    }

    private static void features(XmlNode given, Draft draft) {
        ObjectNode features = draft.domain.withObjectProperty("features");
        if (given.child("acpi").isEmpty()) {
            features.putObject("acpi").put(ENABLED, false);
        }
        given.child("apic").ifPresent(apic -> {
            ObjectNode wanted = features.putObject("apic");
            if (!apic.attribute("eoi").isEmpty()) {
                wanted.put("endOfInterrupt", apic.attribute("eoi").equals("on"));
            }
        });
        given.ignore("pae");
        given.child("hyperv").ifPresent(hyperv -> hyperv(hyperv, features));
        given.child("kvm").flatMap(kvm -> kvm.child("hidden")).ifPresent(hidden -> {
            if (isOn(hidden)) {
                features.putObject("kvm").put("hidden", true);
            }
        });
        given.child("pvspinlock")
                .ifPresent(lock -> features.putObject("pvspinlock").put(ENABLED, isOn(lock)));
        given.child("smm").ifPresent(smm -> {
            smm.ignore("tseg");
            if (isOn(smm)) {
                features.putObject("smm");
            }
        });
        given.child("vmport").ifPresent(port -> {
            if (isOn(port) && !port.attribute("state").isEmpty()) {
                draft.lose("features/vmport", "on", "the port of VMware's tools is off.");
            }
        });
        if (features.isEmpty()) {
            draft.domain.remove("features");
        }
    }

    private static void hyperv(XmlNode given, ObjectNode features) {
        if (given.attribute("mode").equals("passthrough")) {
            features.putObject("hypervPassthrough").put(ENABLED, true);
            return;
        }
        ObjectNode hyperv = features.putObject("hyperv");
        HYPERV.forEach((theirs, ours) -> given.child(theirs).ifPresent(found -> {
            ObjectNode wanted = hyperv.putObject(ours).put(ENABLED, isOn(found));
            found.child("direct").ifPresent(direct -> wanted.putObject("direct").put(ENABLED, isOn(direct)));
        }));
        given.child("spinlocks").ifPresent(locks -> {
            ObjectNode wanted = hyperv.putObject("spinlocks").put(ENABLED, isOn(locks));
            long retries = ImportedHardware.number(locks.attribute("retries"));
            if (retries > 0) {
                wanted.put("spinlocks", retries);
            }
        });
        given.child("vendor_id").ifPresent(vendor -> {
            String id = vendor.attribute("value");
            ObjectNode wanted = hyperv.putObject("vendorid").put(ENABLED, isOn(vendor));
            if (!id.isEmpty()) {
                wanted.put("vendorid", id);
            }
        });
    }

    /** What libvirt names without a state is on. */
    private static boolean isOn(XmlNode feature) {
        return !feature.attribute("state").equals("off");
    }

    private static void clock(XmlNode given, Draft draft) {
        ObjectNode clock = draft.domain.putObject("clock");
        String offset = given.attribute("offset");
        String zone = given.attribute("timezone");
        String adjustment = given.attribute("adjustment");
        given.ignoreAttributes("basis");
        switch (offset) {
            case "timezone" -> clock.put("timezone", zone);
            case "variable" -> {
                ObjectNode utc = clock.putObject("utc");
                if (adjustment.matches("-?[1-9][0-9]{0,8}")) {
                    utc.put("offsetSeconds", Integer.parseInt(adjustment));
                }
            }
            case "localtime" -> {
                clock.putObject("utc");
                draft.lose(
                        "clock/@offset",
                        offset,
                        "the clock shows UTC; name the zone in domain.clock.timezone, which Windows expects.");
            }
            default -> clock.putObject("utc");
        }
        ObjectNode timers = clock.putObject("timer");
        for (XmlNode timer : given.children("timer")) {
            timer(timer, timers, draft);
        }
        if (timers.isEmpty()) {
            clock.remove("timer");
        }
        if (clock.isEmpty()) {
            draft.domain.remove("clock");
        }
    }

    private static void timer(XmlNode timer, ObjectNode timers, Draft draft) {
        String name = timer.attribute("name");
        Optional<String> ours = Optional.ofNullable(
                Map.of("hpet", "hpet", "pit", "pit", "rtc", "rtc", "kvmclock", "kvm", "hypervclock", "hyperv")
                        .get(name));
        if (ours.isEmpty()) {
            draft.lose("clock/timer", name, "the guest has this timer as QEMU gives it.");
            timer.ignore();
            return;
        }
        ObjectNode wanted = timers.putObject(ours.get());
        if (timer.attribute("present").equals("no")) {
            wanted.put("present", false);
        } else if (timer.attribute("present").equals("yes")) {
            wanted.put("present", true);
        }
        String policy = timer.attribute("tickpolicy");
        if (!policy.isEmpty()) {
            wanted.put("tickPolicy", policy);
        }
        if (name.equals("rtc") && !timer.attribute("track").isEmpty()) {
            wanted.put("track", timer.attribute("track").equals("wall") ? "wall" : "guest");
        }
    }
}

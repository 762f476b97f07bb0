package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.text;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import dev.slipway.api.kubevirt.VirtualMachineInstanceStatus;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The operating system of a guest.
 *
 * @param icon icon of the sprite; "machine" if it is not known
 * @param name name for people; may be empty
 */
public record OperatingSystem(String icon, String name) {
    private static final String LABEL = "os.template.kubevirt.io/";
    private static final String PREFERENCE = "slipway.dev/os";
    private static final Map<String, String> ICONS = Map.ofEntries(
            Map.entry("debian", "os-debian"),
            Map.entry("ubuntu", "os-ubuntu"),
            Map.entry("fedora", "os-fedora"),
            Map.entry("rhel", "os-rhel"),
            Map.entry("rocky", "os-rocky"),
            Map.entry("opensuse", "os-suse"),
            Map.entry("sles", "os-suse"),
            Map.entry("windows", "os-windows"),
            Map.entry("mswindows", "os-windows"),
            Map.entry("freebsd", "os-bsd"),
            Map.entry("linux", "os-linux"));

    /** Returns what the guest agent says, else what preference, labels or annotations say. */
    static OperatingSystem of(MachineFacts facts) {
        var told = facts.instance()
                .map(VirtualMachineInstance::getStatus)
                .map(VirtualMachineInstanceStatus::guestOSInfo)
                .filter(info ->
                        !text(info.id()).isEmpty() || !text(info.prettyName()).isEmpty());
        if (told.isPresent()) {
            String name = text(told.get().prettyName()).isEmpty()
                    ? text(told.get().name())
                    : text(told.get().prettyName());
            return named(text(told.get().id()), name);
        }
        return declared(facts).map(id -> named(id, "")).orElse(new OperatingSystem("machine", ""));
    }

    /** Returns the system of a name such as "debian"; an empty name is not known. */
    public static OperatingSystem called(String id) {
        return named(id, "");
    }

    private static Optional<String> declared(MachineFacts facts) {
        Map<String, String> annotations = facts.vm().getMetadata().getAnnotations();
        Map<String, String> labels = facts.vm().getMetadata().getLabels();
        if (annotations != null && annotations.containsKey(PREFERENCE)) {
            return Optional.of(annotations.get(PREFERENCE));
        }
        var preference =
                facts.vm().getSpec() == null ? null : facts.vm().getSpec().preference();
        if (preference != null && preference.name() != null) {
            return Optional.of(preference.name());
        }
        return labels == null
                ? Optional.empty()
                : labels.keySet().stream()
                        .filter(label -> label.startsWith(LABEL))
                        .map(label -> label.substring(LABEL.length()))
                        .findFirst();
    }

    private static OperatingSystem named(String id, String name) {
        String lower = (id + " " + name).toLowerCase(Locale.ROOT);
        String icon = ICONS.entrySet().stream()
                .filter(entry -> !entry.getKey().equals("linux"))
                .filter(entry -> lower.contains(entry.getKey()))
                .map(Map.Entry::getValue)
                .sorted()
                .findFirst()
                .orElse(lower.isBlank() ? "machine" : "os-linux");
        return new OperatingSystem(icon, name.isEmpty() ? capital(id) : name);
    }

    private static String capital(String id) {
        return id.isEmpty() ? id : Character.toUpperCase(id.charAt(0)) + id.substring(1);
    }
}

package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.KubeVirtConfiguration;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Bindings that new machines cannot have any more; existing ones keep them. Source: KubeVirt v1.9.0, {@code discontinued.go}. */
public final class DiscontinuedRules {
    private DiscontinuedRules() {}

    /** Returns what is wrong with a new machine; KubeVirt names the fields without the path of a template. */
    public static List<Cause> ofMachine(Devices devices) {
        return of(devices, new FieldPath("spec"));
    }

    /**
     * Returns what is wrong where the configuration still enables the gate of such a binding: without a field, and first of all
     * that is looked at; in replica sets and pools, whose bindings are not looked at else, too.
     */
    public static List<Cause> gated(@Nullable Devices devices, KubeVirtConfiguration configuration) {
        List<Cause> causes = new ArrayList<>();
        List<Interface> interfaces = devices == null ? List.of() : Given.list(devices.interfaces());
        var developer = configuration.developerConfiguration();
        for (String gate : developer == null ? List.<String>of() : Given.list(developer.featureGates())) {
            boolean used = interfaces.stream()
                    .anyMatch(one -> gate.equals("Passt") && one.passt() != null
                            || gate.equals("Macvtap") && one.macvtap() != null);
            if (used) {
                causes.add(new Cause(
                        "FieldValueNotSupported",
                        "",
                        "The binding " + gate.toLowerCase(Locale.ROOT)
                                + " is gone since KubeVirt 1.3, whatever the feature gate " + gate
                                + " says. Use masquerade: {} or bridge: {}."));
            }
        }
        return causes;
    }

    static List<Cause> of(Devices devices, FieldPath path) {
        List<Cause> causes = new ArrayList<>();
        List<Interface> interfaces = Given.list(devices.interfaces());
        for (int i = 0; i < interfaces.size(); i++) {
            FieldPath field = path.child("domain", "devices", "interfaces").index(i);
            check(interfaces.get(i).slirp(), "slirp", field, causes);
            check(interfaces.get(i).passt(), "passt", field, causes);
            check(interfaces.get(i).macvtap(), "macvtap", field, causes);
        }
        return causes;
    }

    private static void check(@Nullable Object binding, String word, FieldPath path, List<Cause> causes) {
        if (binding != null) {
            causes.add(path.child(word)
                    .invalid("The binding " + word + " is gone since KubeVirt 1.3. Use masquerade: {} or bridge: {}."));
        }
    }
}

package dev.slipway.machine.validate;

import dev.slipway.api.kubevirt.Devices;
import dev.slipway.api.kubevirt.Interface;
import dev.slipway.machine.given.Given;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bindings that new machines cannot have any more; existing ones keep them. Source: KubeVirt v1.9.0, {@code discontinued.go}. */
public final class DiscontinuedRules {
    private DiscontinuedRules() {}

    /** Returns what is wrong with a new machine; KubeVirt names the fields without the path of a template. */
    public static List<Cause> ofMachine(Devices devices) {
        return of(devices, new FieldPath("spec"));
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

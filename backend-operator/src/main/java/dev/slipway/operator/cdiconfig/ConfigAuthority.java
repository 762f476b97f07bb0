package dev.slipway.operator.cdiconfig;

import dev.slipway.api.cdi.CDI;
import dev.slipway.api.cdi.CDIConfigSpec;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.api.cdi.CDISpec;
import dev.slipway.api.cdi.CDISpecBuilder;
import dev.slipway.operator.cluster.Copies;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Who says how imports are done: the CDI resource, if there is one, else the CDIConfig itself. Source: CDI v1.65,
 * {@code callbacks.go} ({@code reconcileSetConfigAuthority}) and {@code config-controller.go} ({@code setOperatorParams}).
 */
sealed interface ConfigAuthority {
    /** Annotation on the CDI: that its {@code spec.config} is what holds. */
    String ANNOTATION = "cdi.kubevirt.io/configAuthority";

    /** The CDIConfig says it. */
    record Itself() implements ConfigAuthority {}

    /**
     * A CDI will say it, once it has taken over what the CDIConfig said before it.
     *
     * @param stored the CDI as it is
     * @param wanted as it shall be
     */
    record Begins(CDI stored, CDI wanted) implements ConfigAuthority {}

    /**
     * A CDI says it.
     *
     * @param wanted what it says
     */
    record Rules(CDIConfigSpec wanted) implements ConfigAuthority {}

    /**
     * Finds out.
     *
     * @param installations all CDIs; of several the first one counts, as in CDI, which refuses the others
     * @param before what the CDIConfig says now
     */
    static ConfigAuthority of(List<CDI> installations, CDIConfigSpec before) {
        Optional<CDI> first = installations.stream()
                .filter(found -> found.getMetadata().getDeletionTimestamp() == null)
                .min(Comparator.comparing((CDI found) ->
                                Objects.toString(found.getMetadata().getCreationTimestamp(), ""))
                        .thenComparing(found -> found.getMetadata().getName()));
        return first.map(cdi -> of(cdi, before)).orElseGet(Itself::new);
    }

    private static ConfigAuthority of(CDI cdi, CDIConfigSpec before) {
        CDISpec spec = Optional.ofNullable(cdi.getSpec())
                .orElseGet(() -> CDISpecBuilder.builder().build());
        Optional<CDIConfigSpec> config = Optional.ofNullable(spec.config());
        if (Copies.annotations(cdi).containsKey(ANNOTATION)) {
            return new Rules(config.orElseGet(ConfigAuthority::nothing));
        }
        CDI wanted = Copies.withAnnotations(cdi, Map.of(ANNOTATION, ""));
        if (config.isEmpty() && !saysNothing(before)) {
            wanted.setSpec(CDISpecBuilder.builder(spec).config(before).build());
        }
        return new Begins(cdi, wanted);
    }

    private static boolean saysNothing(CDIConfigSpec spec) {
        boolean known = CDIConfigSpecBuilder.builder(spec).unknown(null).build().equals(nothing());
        return known && Optional.ofNullable(spec.unknown()).orElse(Map.of()).isEmpty();
    }

    private static CDIConfigSpec nothing() {
        return CDIConfigSpecBuilder.builder().build();
    }
}

package dev.slipway.operator.cdiconfig;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.cdi.CDI;
import dev.slipway.api.cdi.CDIConfigSpec;
import dev.slipway.api.cdi.CDIConfigSpecBuilder;
import dev.slipway.operator.cluster.Copies;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ConfigAuthorityTest {
    /** As an empty object is read. */
    private static final CDIConfigSpec NOTHING =
            CDIConfigSpecBuilder.builder().unknown(Map.of()).build();

    private static final CDIConfigSpec PREALLOCATING =
            CDIConfigSpecBuilder.builder().preallocation(true).build();

    private static CDI cdi(String metadata, String spec) {
        return Serialization.unmarshal(
                "---\n{apiVersion: cdi.kubevirt.io/v1beta1, kind: CDI, metadata: {" + metadata + "}, spec: {" + spec
                        + "}}",
                CDI.class);
    }

    private static ConfigAuthority.Begins begins(CDI cdi, CDIConfigSpec before) {
        return (ConfigAuthority.Begins) ConfigAuthority.of(List.of(cdi), before);
    }

    /** Returns whether the CDI in charge preallocates, if it says so. */
    private static @Nullable Boolean rules(List<CDI> installations, CDIConfigSpec before) {
        return ((ConfigAuthority.Rules) ConfigAuthority.of(installations, before))
                .wanted()
                .preallocation();
    }

    @Test
    void without_a_cdi_the_config_says_it_itself() {
        assertThat(ConfigAuthority.of(List.of(), PREALLOCATING)).isEqualTo(new ConfigAuthority.Itself());
        CDI going = cdi("name: cdi, deletionTimestamp: '2026-11-01T00:00:00Z'", "");
        assertThat(ConfigAuthority.of(List.of(going), PREALLOCATING)).isEqualTo(new ConfigAuthority.Itself());
    }

    @Test
    void new_cdi_takes_over_what_was_said_before_it() {
        CDI wanted = begins(cdi("name: cdi", ""), PREALLOCATING).wanted();
        assertThat(Copies.annotations(wanted)).containsEntry("cdi.kubevirt.io/configAuthority", "");
        assertThat(wanted.getSpec().config()).isEqualTo(PREALLOCATING);
        assertThat(begins(cdi("name: cdi", ""), NOTHING).wanted().getSpec().config())
                .isNull();
    }

    @Test
    void new_cdi_with_a_config_keeps_its_own() {
        CDI cdi = cdi("name: cdi", "config: {featureGates: [HonorWaitForFirstConsumer]}");
        assertThat(begins(cdi, PREALLOCATING).wanted().getSpec()).isEqualTo(cdi.getSpec());
    }

    @Test
    void cdi_in_charge_says_it_also_that_there_is_nothing_to_say() {
        String noted = "name: cdi, annotations: {cdi.kubevirt.io/configAuthority: ''}";
        assertThat(rules(List.of(cdi(noted, "config: {preallocation: true}")), NOTHING))
                .isEqualTo(true);
        assertThat(rules(List.of(cdi(noted, "")), PREALLOCATING)).isNull();
    }

    @Test
    void of_several_the_first_counts() {
        String noted = "annotations: {cdi.kubevirt.io/configAuthority: ''}, creationTimestamp: '2026-11-0";
        CDI second = cdi(noted + "2T00:00:00Z', name: a", "");
        CDI first = cdi(noted + "1T00:00:00Z', name: b", "config: {preallocation: true}");
        assertThat(rules(List.of(second, first), NOTHING)).isEqualTo(true);
    }
}

package dev.slipway.portal.networks;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkWishTest {
    @Test
    void bridge_with_a_vlan_becomes_a_configuration_that_the_list_reads_back() {
        NetworkWish wish = new NetworkWish("shop", "vlan-20", "bridge", "br0", "20");

        assertThat(wish.problems()).isEmpty();
        assertThat(wish.config())
                .isEqualTo("{\"cniVersion\":\"0.3.1\",\"name\":\"vlan-20\",\"type\":\"bridge\",\"bridge\":\"br0\","
                        + "\"vlan\":20,\"ipam\":{}}");
        assertThat(NetworkPlan.of(wish.config())).isEqualTo(new NetworkPlan("bridge", "on br0, VLAN 20"));
    }

    @Test
    void yaml_and_json_are_the_same_object() {
        NetworkWish wish = new NetworkWish("shop", "lan", "macvlan", "eth1.20", "");

        Map<?, ?> yaml = Serialization.unmarshal(wish.yaml(), Map.class);

        assertThat(yaml).isEqualTo(Serialization.unmarshal(wish.json(), Map.class));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            shop, 'Vlan 20', bridge,  br0,              '',    name
            shop, '',        bridge,  br0,              '',    name
            shop, lan,       bridge,  '',               '',    device
            shop, lan,       macvlan, a/b,              '',    device
            shop, lan,       bridge,  sixteen-letters0, '',    device
            shop, lan,       bridge,  br0,              4095,  vlan
            shop, lan,       bridge,  br0,              0,     vlan
            shop, lan,       bridge,  br0,              x,     vlan
            '',   lan,       bridge,  br0,              '',    project
            """)
    void what_is_wrong_is_told_at_its_field(
            String project, String name, String kind, String device, String vlan, String field) {
        assertThat(new NetworkWish(project, name, kind, device, vlan).problems())
                .containsOnlyKeys(field);
    }

    @Test
    void vlan_of_an_interface_is_left_out() {
        NetworkWish wish = new NetworkWish("shop", "lan", "macvlan", "eth1", "nonsense");

        assertThat(wish.problems()).isEmpty();
        assertThat(wish.config()).doesNotContain("vlan\":");
    }
}

package dev.slipway.portal.networks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NetworkPlanTest {
    @Test
    void bridge_with_vlan_and_addresses() {
        NetworkPlan plan = NetworkPlan.of(
                "{\"type\":\"bridge\",\"bridge\":\"br0\",\"vlan\":20,\"ipam\":{\"ranges\":[[{\"subnet\":\"10.1.0.0/24\"}]]}}");

        assertThat(plan.kind()).isEqualTo("bridge");
        assertThat(plan.detail()).isEqualTo("on br0, VLAN 20, addresses from 10.1.0.0/24");
    }

    @Test
    void first_plugin_of_a_list_attaches() {
        NetworkPlan plan =
                NetworkPlan.of("{\"plugins\":[{\"type\":\"macvlan\",\"master\":\"eth1\"},{\"type\":\"tuning\"}]}");

        assertThat(plan).isEqualTo(new NetworkPlan("macvlan", "on eth1"));
    }

    @Test
    void what_cannot_be_read_is_told() {
        assertThat(NetworkPlan.of("{").kind()).isEqualTo("unreadable");
        assertThat(NetworkPlan.of("").kind()).isEqualTo("unknown");
    }
}

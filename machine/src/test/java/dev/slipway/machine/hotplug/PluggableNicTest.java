package dev.slipway.machine.hotplug;

import static org.assertj.core.api.Assertions.assertThat;

import dev.slipway.api.kubevirt.Interface;
import dev.slipway.api.kubevirt.VirtualMachineInstanceSpec;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PluggableNicTest {
    private static final String POD = "{name: default, masquerade: {}}";
    private static final String LAN = "{name: lan, bridge: {}, model: virtio, macAddress: '02:00:00:00:00:01'}";

    @Test
    void bridged_interface_on_another_network_is_plugged_into_the_running_guest() {
        VirtualMachineInstanceSpec next = PluggedSpec.of(spec(POD), spec(POD + ", {name: lan, bridge: {}}"), Set.of());
        assertThat(names(next)).containsExactly("default", "lan");
        assertThat(next.networks()).hasSize(2);
        assertThat(PluggableNic.inLine(spec(POD), spec(POD + ", " + LAN))).isTrue();
    }

    @Test
    void absent_interface_keeps_its_place_in_the_running_guest_and_can_come_back() {
        VirtualMachineInstanceSpec gone = PluggedSpec.of(
                spec(POD + ", " + LAN), spec(POD + ", {name: lan, bridge: {}, state: absent}"), Set.of());
        assertThat(PluggableNic.all(gone))
                .filteredOn(PluggableNic::isAbsent)
                .extracting(Interface::name)
                .containsExactly("lan");
        assertThat(PluggableNic.all(PluggedSpec.of(gone, spec(POD + ", " + LAN), Set.of())))
                .noneMatch(PluggableNic::isAbsent);
        assertThat(PluggableNic.inLine(gone, spec(POD))).isTrue();
    }

    @Test
    void interface_of_the_pods_network_neither_comes_nor_goes() {
        VirtualMachineInstanceSpec running = spec(LAN);
        assertThat(PluggedSpec.of(running, spec(LAN + ", " + POD), Set.of())).isSameAs(running);
        VirtualMachineInstanceSpec onPod = spec(POD);
        assertThat(PluggedSpec.of(onPod, spec("{name: default, masquerade: {}, state: absent}"), Set.of()))
                .isEqualTo(onPod);
        assertThat(PluggedSpec.lasting(spec(POD + ", " + LAN))).isEqualTo(PluggedSpec.lasting(spec(POD)));
        assertThat(PluggedSpec.lasting(spec(POD + ", " + LAN))).isNotEqualTo(PluggedSpec.lasting(spec(LAN)));
    }

    @Test
    void interface_that_vanishes_or_becomes_another_needs_a_restart() {
        VirtualMachineInstanceSpec running = spec(POD + ", " + LAN);
        assertThat(PluggableNic.inLine(running, spec(POD + ", {name: lan, bridge: {}}")))
                .isTrue();
        assertThat(PluggableNic.inLine(running, spec(POD + ", {name: lan, bridge: {}, state: down}")))
                .isTrue();
        assertThat(PluggableNic.inLine(running, spec(POD))).isFalse();
        assertThat(PluggableNic.inLine(running, spec(POD + ", {name: lan, bridge: {}, model: e1000e}")))
                .isFalse();
    }

    private static List<String> names(VirtualMachineInstanceSpec spec) {
        return PluggableNic.all(spec).stream().map(Interface::name).toList();
    }

    /** Each interface but the default one has a network of its own. */
    private static VirtualMachineInstanceSpec spec(String interfaces) {
        String networks = (interfaces.contains("name: default") ? "{name: default, pod: {}}, " : "")
                + (interfaces.contains("name: lan") ? "{name: lan, multus: {networkName: lan}}" : "");
        return Serialization.unmarshal(
                "domain: {devices: {interfaces: [" + interfaces + "]}}\nnetworks: [" + networks + "]",
                VirtualMachineInstanceSpec.class);
    }
}

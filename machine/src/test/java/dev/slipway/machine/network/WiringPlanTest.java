package dev.slipway.machine.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.api.kubevirt.VirtualMachineInstance;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Golden: {@code in.yaml} is an instance, {@code out.txt} what is done for it in the Pod of the facts below. */
class WiringPlanTest {
    private static final Path CASES = Path.of("src/test/resources/network");

    private static final PodLink POD = new PodLink(
            "eth0",
            "0a:58:0a:f4:07:02",
            1450,
            List.of(IpPrefix.of("10.244.7.2/24"), IpPrefix.of("fd00:7::2/64")),
            List.of(
                    new PodLink.Route(IpPrefix.of("0.0.0.0/0"), "10.244.7.1"),
                    new PodLink.Route(IpPrefix.of("10.96.0.0/12"), "10.244.7.254")));

    private static final PodLink SECOND =
            new PodLink("podb1f51a511f1", "0a:58:00:00:00:09", 1500, List.of(), List.of());

    private static final PodNetworkFacts FACTS = new PodNetworkFacts(
            true,
            List.of("10.244.7.2"),
            List.of(POD, SECOND),
            Map.of("blue", "podb1f51a511f1"),
            new PodNetworkFacts.Dns(
                    List.of("10.96.0.10"), List.of("shop.svc.cluster.local", "svc.cluster.local", "cluster.local")),
            107,
            false,
            1024);

    static Stream<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.map(folder -> folder.getFileName().toString()).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void plan_is_as_written_down(String name) throws Exception {
        Path folder = CASES.resolve(name);
        VirtualMachineInstance vmi = instance(Files.readString(folder.resolve("in.yaml")));
        PodNetworkFacts facts = name.startsWith("user-mode") ? withoutNamespace() : FACTS;
        assertThat(text(WiringPlan.of(vmi, facts))).isEqualTo(Files.readString(folder.resolve("out.txt")));
    }

    @Test
    void the_same_facts_give_the_same_plan() throws Exception {
        VirtualMachineInstance vmi = instance(Files.readString(CASES.resolve("masquerade/in.yaml")));
        assertThat(WiringPlan.of(vmi, FACTS)).isEqualTo(WiringPlan.of(vmi, FACTS));
    }

    @Test
    void an_interface_without_a_network_is_refused() throws Exception {
        VirtualMachineInstance vmi = instance(Files.readString(CASES.resolve("masquerade/in.yaml"))
                .replace("networks: [{name: default", "networks: [{name: other"));
        assertThatThrownBy(() -> WiringPlan.of(vmi, FACTS))
                .isInstanceOf(WiringProblem.Refused.class)
                .hasMessage(
                        "Interface 'default' has no network of that name, so it cannot be connected: add it to spec.networks.");
    }

    @Test
    void a_secondary_network_that_was_not_attached_is_refused_by_the_name_of_its_device() throws Exception {
        VirtualMachineInstance vmi = instance(Files.readString(CASES.resolve("secondary-bridge/in.yaml")));
        var without = new PodNetworkFacts(
                true, List.of(), List.of(POD), Map.of("blue", "net1"), FACTS.dns(), 107, false, 1024);
        assertThatThrownBy(() -> WiringPlan.of(vmi, without)).hasMessageContaining("the device 'net1'");
    }

    @Test
    void a_guest_that_has_moved_keeps_its_hardware_address_on_a_bridge() throws Exception {
        String yaml = Files.readString(CASES.resolve("secondary-bridge/in.yaml"));
        String moved =
                yaml + "\nstatus: {interfaces: [{mac: '02:aa:aa:aa:aa:aa'}, {name: blue, mac: '02:bb:bb:bb:bb:bb'}]}\n";
        assertThat(macs(WiringPlan.of(instance(yaml), FACTS))).doesNotContain("02:bb:bb:bb:bb:bb");
        assertThat(macs(WiringPlan.of(instance(moved), FACTS)))
                .contains("02:bb:bb:bb:bb:bb")
                .doesNotContain("02:aa:aa:aa:aa:aa");
    }

    private static List<String> macs(WiringPlan plan) {
        return plan.interfaces().stream().map(nic -> nic.nic().mac()).toList();
    }

    @Test
    void a_secondary_network_without_a_namespace_is_refused() throws Exception {
        VirtualMachineInstance vmi = instance(Files.readString(CASES.resolve("secondary-bridge/in.yaml")));
        assertThatThrownBy(() -> WiringPlan.of(vmi, withoutNamespace())).hasMessageContaining("run Slipway as root");
    }

    @Test
    void a_network_that_is_too_small_is_refused() throws Exception {
        VirtualMachineInstance vmi = instance(Files.readString(CASES.resolve("masquerade/in.yaml"))
                .replace("pod: {}", "pod: {vmNetworkCIDR: 10.9.9.9/32}"));
        assertThatThrownBy(() -> WiringPlan.of(vmi, FACTS)).hasMessageContaining("'10.9.9.9/32'");
    }

    @Test
    void name_servers_on_the_loopback_are_not_the_guests() {
        assertThat(PodNetworkFacts.Dns.of("nameserver 127.0.0.53\nnameserver 10.0.0.1\nsearch a b\nsearch c\n"))
                .isEqualTo(new PodNetworkFacts.Dns(List.of("10.0.0.1"), List.of("c")));
    }

    private static PodNetworkFacts withoutNamespace() {
        return new PodNetworkFacts(false, List.of("127.88.0.1"), List.of(), Map.of(), FACTS.dns(), 1000, false, 1024);
    }

    private static VirtualMachineInstance instance(String yaml) {
        return new KubernetesSerialization().unmarshal(yaml, VirtualMachineInstance.class);
    }

    private static String text(WiringPlan plan) {
        var out = new StringBuilder();
        for (WiredInterface nic : plan.interfaces()) {
            out.append("== ").append(nic.nic()).append('\n');
            out.append("binding ").append(nic.binding()).append(", Pod device ");
            out.append(nic.podInterface().orElse("none")).append(", addresses ").append(nic.addresses());
            out.append('\n');
            nic.ipCommands()
                    .forEach(command -> out.append("ip ").append(command).append('\n'));
            nic.sysctls().entrySet().stream()
                    .sorted(Map.Entry.comparingByKey())
                    .forEach(setting -> out.append("sysctl ").append(setting).append('\n'));
            out.append(nic.nftRules());
            out.append(nic.lease().map(lease -> lease + "\n").orElse(""));
        }
        plan.warnings()
                .forEach(warning -> out.append("warning ").append(warning).append('\n'));
        return out.toString();
    }
}

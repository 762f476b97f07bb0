package dev.slipway.nodeagent.cni;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.slipway.nodeagent.netns.Netns;
import dev.slipway.nodeagent.netns.TestNetworks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Debian's own plugins; what they would make in the host's namespace they make in one of the test. */
class CniNetworksTest {
    private static final Path PLUGINS = Path.of("/usr/lib/cni");

    @TempDir
    Path directory;

    private TestNetworks networks;
    private Netns host;
    private Netns pod;
    private CniNetworks cni;

    @BeforeEach
    void makeNamespaces() throws Exception {
        networks = new TestNetworks();
        host = networks.namespace("host");
        pod = networks.namespace("pod");
        for (String type : List.of("bridge", "tuning", "bandwidth")) {
            program(type, "exec nsenter --net=%s %s".formatted(host.path(), PLUGINS.resolve(type)));
        }
        cni = new CniNetworks(List.of(directory, PLUGINS));
    }

    @AfterEach
    void cleanUp() throws Exception {
        networks.close();
    }

    @Test
    void bridge_with_host_local_gives_an_address_and_takes_it_back() throws Exception {
        Attachment attached = cni.attach(attachment(bridge(""), Optional.empty()));
        CniResult result = CniNetworks.result(attached);
        assertThat(result.ips()).containsExactly("10.77.0.2/24");
        assertThat(result.gateways()).containsExactly("10.77.0.1");
        assertThat(networks.run(pod, "ip", "-4", "address", "show", "net1")).contains("10.77.0.2/24");
        cni.check(attached);
        cni.detach(attached);
        assertThat(leases()).isEmpty();
        assertThat(pod.run(List.of("ip", "link", "show", "net1"), "").exitCode())
                .isNotZero();
    }

    @Test
    void detaching_twice_or_after_the_namespace_is_gone_is_no_error() throws Exception {
        Attachment attached = cni.attach(attachment(bridge(""), Optional.empty()));
        cni.detach(attached);
        cni.detach(attached);
        Attachment elsewhere = new Attachment(
                "/run/netns/slt-gone",
                attached.containerId(),
                attached.device(),
                attached.configuration(),
                attached.arguments(),
                null,
                List.of(),
                attached.result());
        cni.detach(elsewhere);
        assertThat(leases()).isEmpty();
    }

    @Test
    void a_chain_runs_each_plugin_with_the_result_of_the_one_before() throws Exception {
        Attachment attached = cni.attach(attachment(
                bridge(",{\"type\":\"tuning\",\"capabilities\":{\"mac\":true}}"), Optional.of("02:00:00:00:be:ef")));
        assertThat(CniNetworks.result(attached).mac()).contains("02:00:00:00:be:ef");
        assertThat(networks.run(pod, "ip", "-o", "link", "show", "net1")).contains("link/ether 02:00:00:00:be:ef");
        cni.detach(attached);
    }

    @Test
    void a_plugin_that_fails_late_leaves_nothing_of_the_early_ones() throws Exception {
        program("broken", "echo '{\"code\":7,\"msg\":\"no luck\",\"details\":\"today\"}'; exit 1");
        assertThatThrownBy(() -> cni.attach(attachment(bridge(",{\"type\":\"broken\"}"), Optional.empty())))
                .isInstanceOf(CniProblem.Failed.class)
                .hasMessage("The CNI plugin 'broken' failed to attach network 'blue': no luck (today).");
        assertThat(leases()).isEmpty();
    }

    @Test
    void check_finds_a_device_that_somebody_removed() throws Exception {
        Attachment attached = cni.attach(attachment(bridge(""), Optional.empty()));
        pod.ip(List.of("link delete net1"));
        assertThatThrownBy(() -> cni.check(attached)).isInstanceOf(CniProblem.Failed.class);
        cni.detach(attached);
    }

    @Test
    void a_plugin_that_is_not_installed_is_named() {
        assertThatThrownBy(() -> cni.attach(attachment("{\"name\":\"red\",\"type\":\"quantum\"}", Optional.empty())))
                .hasMessage("Network 'red' needs the CNI plugin 'quantum', which this node does not have:"
                        + " install it (Debian: package containernetworking-plugins).");
    }

    @Test
    void a_plugin_that_is_a_path_is_refused() {
        assertThatThrownBy(
                        () -> cni.attach(attachment("{\"name\":\"red\",\"type\":\"../../bin/sh\"}", Optional.empty())))
                .hasMessageContaining("'../../bin/sh' is not the name of a program");
    }

    private Attachment attachment(String configuration, Optional<String> mac) throws IOException {
        return Attachment.ofPod(
                pod.path().toString(),
                "shop",
                "virt-launcher-web",
                "0c1d2e3f-0000-4000-8000-00000000000a",
                NetworkConfiguration.parse(configuration, "red"),
                "net1",
                mac,
                List.of());
    }

    private String bridge(String more) {
        return """
                {"cniVersion":"1.0.0","name":"blue","plugins":[{"type":"bridge","bridge":"br-blue","isGateway":true,
                "ipam":{"type":"host-local","dataDir":"%s","ranges":[[{"subnet":"10.77.0.0/24"}]]}}%s]}
                """.formatted(directory.resolve("leases"), more);
    }

    private List<String> leases() throws IOException {
        try (Stream<Path> files = Files.list(directory.resolve("leases/blue"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.matches("[0-9.]+"))
                    .toList();
        }
    }

    private void program(String name, String command) throws IOException {
        Path program = directory.resolve(name);
        Files.writeString(program, "#!/bin/sh\n" + command + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}

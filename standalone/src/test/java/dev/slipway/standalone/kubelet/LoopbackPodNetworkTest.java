package dev.slipway.standalone.kubelet;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoopbackPodNetworkTest {
    @TempDir
    private Path directory;

    @Test
    void pods_have_addresses_of_their_own_which_they_keep_until_they_go() throws IOException {
        Path kubelets = directory.resolve("kubelets");
        LoopbackPodNetwork network = new LoopbackPodNetwork(kubelets);
        Path one = kubelets.resolve("node/pods/one");
        Path two = kubelets.resolve("node/pods/two");
        String first = address(network, one);
        String second = address(network, two);
        assertThat(first).startsWith("127.88.").isNotEqualTo(second);
        assertThat(address(new LoopbackPodNetwork(kubelets), two)).isEqualTo(second);
        network.detach("one", one);
        assertThat(address(network, kubelets.resolve("node/pods/three"))).isEqualTo(first);
    }

    @Test
    void another_data_directory_gives_other_addresses() throws IOException {
        Set<String> addresses = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Path kubelets = directory.resolve("data-" + i);
            addresses.add(address(new LoopbackPodNetwork(kubelets), kubelets.resolve("node/pods/one")));
        }
        // Where two begin is by their paths, so that two in twenty may begin alike.
        assertThat(addresses).hasSizeGreaterThan(10);
    }

    private static String address(LoopbackPodNetwork network, Path pod) throws IOException {
        return network.attach(new Pod(), pod).addresses().getFirst();
    }
}

package dev.slipway.portal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** A cluster with machines in every state. */
public final class SampleCluster {
    private SampleCluster() {}

    /** Fills a double with the sample, and with {@code plenty} stopped machines more. */
    public static void fill(ClusterDouble cluster, int plenty) {
        try (InputStream file = SampleCluster.class.getResourceAsStream("/cluster.yaml")) {
            cluster.putYaml(new String(file.readAllBytes(), UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        for (int number = 1; number <= plenty; number++) {
            cluster.putYaml(machine("lab", "bulk-%05d".formatted(number)));
        }
    }

    /** Returns the YAML of a stopped machine. */
    public static String machine(String namespace, String name) {
        return """
                apiVersion: kubevirt.io/v1
                kind: VirtualMachine
                metadata: {name: %s, namespace: %s, uid: %s-%s, creationTimestamp: "@-3d"}
                spec:
                  runStrategy: Halted
                  template:
                    spec:
                      domain: {cpu: {cores: 2}, memory: {guest: 2Gi}, devices: {}}
                status: {printableStatus: Stopped}
                """.formatted(name, namespace, namespace, name);
    }
}

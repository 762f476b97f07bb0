package dev.slipway.benchmarks.portal;

import dev.slipway.api.kubevirt.VirtualMachine;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/** Many machines that do not run, in a namespace of their own. */
final class StoppedMachines {
    private static final String NAMESPACE = "list-benchmark";
    private static final int CLIENTS = 8;
    private static final String MANIFEST = """
            apiVersion: kubevirt.io/v1
            kind: VirtualMachine
            metadata:
              name: NAME
              namespace: list-benchmark
              labels: {app: shop, tier: TIER}
            spec:
              runStrategy: Halted
              template:
                spec:
                  domain:
                    cpu: {cores: 2}
                    memory: {guest: 2Gi}
                    devices:
                      disks: [{name: disk, disk: {bus: virtio}}]
                      interfaces: [{name: default, masquerade: {}}]
                  networks: [{name: default, pod: {}}]
                  volumes: [{name: disk, emptyDisk: {capacity: 1Gi}}]
            """;

    private final KubernetesClient client;

    StoppedMachines(KubernetesClient client) {
        this.client = client;
    }

    void create(int count) throws InterruptedException, ExecutionException {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        long begin = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Callable<VirtualMachine>> posts = IntStream.range(0, count)
                    .<Callable<VirtualMachine>>mapToObj(
                            number -> () -> client.resource(machine(number)).create())
                    .toList();
            for (Future<VirtualMachine> post : clients.invokeAll(posts, 10, TimeUnit.MINUTES)) {
                post.get();
            }
        }
        System.out.printf("%d machines created in %.1f s%n", count, (System.nanoTime() - begin) / 1e9);
    }

    private static VirtualMachine machine(int number) {
        return Serialization.unmarshal(
                MANIFEST.replace("NAME", "list-%05d".formatted(number)).replace("TIER", "t" + number % 7),
                VirtualMachine.class);
    }

    void delete() {
        client.namespaces().withName(NAMESPACE).delete();
    }
}

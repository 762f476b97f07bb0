package dev.slipway.benchmarks.portal;

import dev.slipway.api.kubevirt.VirtualMachine;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Many machines that do not run, and as many disks that wait for a volume, in a namespace of their own. */
final class Crowd {
    private static final String NAMESPACE = "list-benchmark";
    private static final int CLIENTS = 8;
    private static final String MACHINE = """
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

    /** Of a class that nobody fills: it costs no room. */
    private static final String DISK = """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata:
              name: NAME
              namespace: list-benchmark
              annotations: {cdi.kubevirt.io/storage.contentType: kubevirt}
            spec:
              storageClassName: list-benchmark
              accessModes: [ReadWriteOnce]
              resources: {requests: {storage: 1Gi}}
            """;

    private final KubernetesClient client;

    Crowd(KubernetesClient client) {
        this.client = client;
    }

    void create(int count) throws InterruptedException, ExecutionException {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        post("machines", count, number -> client.resource(machine(number)).create());
        post("disks", count, number -> client.resource(disk(number)).create());
    }

    private static void post(String what, int count, IntFunction<HasMetadata> post)
            throws InterruptedException, ExecutionException {
        long begin = System.nanoTime();
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Callable<HasMetadata>> posts = IntStream.range(0, count)
                    .<Callable<HasMetadata>>mapToObj(number -> () -> post.apply(number))
                    .toList();
            for (Future<HasMetadata> posted : clients.invokeAll(posts, 10, TimeUnit.MINUTES)) {
                posted.get();
            }
        }
        System.out.printf(Locale.ROOT, "%d %s created in %.1f s%n", count, what, (System.nanoTime() - begin) / 1e9);
    }

    private static VirtualMachine machine(int number) {
        return Serialization.unmarshal(
                MACHINE.replace("NAME", "list-%05d".formatted(number)).replace("TIER", "t" + number % 7),
                VirtualMachine.class);
    }

    private static PersistentVolumeClaim disk(int number) {
        return Serialization.unmarshal(
                DISK.replace("NAME", "list-%05d".formatted(number)), PersistentVolumeClaim.class);
    }

    void delete() {
        client.namespaces().withName(NAMESPACE).delete();
    }
}

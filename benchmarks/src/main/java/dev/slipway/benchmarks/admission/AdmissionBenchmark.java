package dev.slipway.benchmarks.admission;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.benchmarks.Percentiles;
import dev.slipway.machine.admission.Admission;
import dev.slipway.machine.admission.EmptyCluster;
import dev.slipway.machine.admission.Review;
import dev.slipway.machine.admission.Verdict;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How long admission takes for a new machine with 16 disks and 8 networks, from the parsed request to the object to store.
 *
 * <p>Arguments: reviews (20000).
 */
public final class AdmissionBenchmark {
    private static final int DISKS = 16;
    private static final int NETWORKS = 8;

    private AdmissionBenchmark() {}

    /** Runs and prints percentiles. */
    public static void main(String[] arguments) {
        int reviews = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 20_000;
        ClusterFacts facts = new EmptyCluster();
        ObjectNode machine = machine();
        measure(reviews / 2, machine, facts); // warms up
        Percentiles took = measure(reviews, machine, facts);
        System.out.printf(
                Locale.ROOT,
                "admission of a machine with %d disks and %d networks: p50 %.3f ms, p99 %.3f ms, most %.3f ms (%d reviews)%n",
                DISKS,
                NETWORKS,
                took.at(50),
                took.at(99),
                took.at(100),
                reviews);
    }

    private static Percentiles measure(int reviews, ObjectNode machine, ClusterFacts facts) {
        List<Double> milliseconds = new ArrayList<>();
        for (int i = 0; i < reviews; i++) {
            Review review = new Review(
                    "kubevirt.io",
                    "v1",
                    "virtualmachines",
                    "",
                    Review.Operation.CREATE,
                    "default",
                    "big",
                    machine,
                    null,
                    "alice",
                    List.of("system:authenticated"),
                    false);
            long start = System.nanoTime();
            Verdict verdict = Admission.review(review, facts);
            milliseconds.add((System.nanoTime() - start) / 1e6);
            if (verdict instanceof Verdict.Denied denied) {
                throw new IllegalStateException("the machine was to be accepted, but " + denied.message());
            }
        }
        return Percentiles.of(milliseconds);
    }

    private static ObjectNode machine() {
        ObjectNode machine = new ObjectMapper()
                .createObjectNode()
                .put("apiVersion", "kubevirt.io/v1")
                .put("kind", "VirtualMachine");
        machine.putObject("metadata").put("name", "big").put("namespace", "default");
        ObjectNode spec = machine.putObject("spec").put("runStrategy", "Always");
        ObjectNode template = spec.putObject("template").putObject("spec");
        ObjectNode domain = template.putObject("domain");
        domain.putObject("memory").put("guest", "4Gi");
        ObjectNode devices = domain.putObject("devices");
        for (int i = 0; i < DISKS; i++) {
            ObjectNode disk = devices.withArray("disks").addObject().put("name", "disk" + i);
            disk.putObject("disk").put("bus", "virtio");
            ObjectNode volume = template.withArray("volumes").addObject().put("name", "disk" + i);
            volume.putObject("persistentVolumeClaim").put("claimName", "claim" + i);
        }
        for (int i = 0; i < NETWORKS; i++) {
            ObjectNode nic = devices.withArray("interfaces").addObject().put("name", "net" + i);
            nic.putObject(i == 0 ? "masquerade" : "bridge");
            ObjectNode network = template.withArray("networks").addObject().put("name", "net" + i);
            if (i == 0) {
                network.putObject("pod");
            } else {
                network.putObject("multus").put("networkName", "lan" + i);
            }
        }
        return machine;
    }
}

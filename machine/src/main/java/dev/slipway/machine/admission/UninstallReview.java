package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Judges whether an installation may be removed. KubeVirt asks this only with the strategy
 * {@code BlockUninstallIfWorkloadsExist} ({@code kubevirt-delete-admitter.go}) and removes all machines otherwise; here they
 * go only where {@code RemoveWorkloads} says so.
 */
public final class UninstallReview {
    private static final String REMOVE = "RemoveWorkloads";
    private static final int MOST_NAMED = 20;

    private UninstallReview() {}

    /** Judges the deletion of a KubeVirt resource. */
    static Verdict of(Review review, ClusterFacts facts) {
        JsonNode before = review.before();
        String strategy = before == null
                ? ""
                : before.path("spec").path("uninstallStrategy").asText("");
        return hindrance(strategy, machines(facts))
                .<Verdict>map(sentence -> new Verdict.Denied(403, "Forbidden", sentence, List.of()))
                .orElseGet(() -> new Verdict.Allowed(null, List.of()));
    }

    /**
     * Returns in sentences why nothing may be removed; empty if it may.
     *
     * @param strategy {@code spec.uninstallStrategy} of the KubeVirt resource; may be empty
     * @param machines all virtual machines and their instances, as {@code namespace/name}
     */
    public static Optional<String> hindrance(String strategy, List<String> machines) {
        if (machines.isEmpty() || strategy.equals(REMOVE)) {
            return Optional.empty();
        }
        TreeSet<String> names = new TreeSet<>(machines);
        String more = names.size() > MOST_NAMED ? " and " + (names.size() - MOST_NAMED) + " more" : "";
        return Optional.of("Slipway is not removed, because there are virtual machines: "
                + names.stream().limit(MOST_NAMED).collect(Collectors.joining(", ")) + more
                + ". Delete them first, or set spec.uninstallStrategy of the KubeVirt resource to " + REMOVE + ".");
    }

    private static List<String> machines(ClusterFacts facts) {
        return Stream.of("virtualmachines", "virtualmachineinstances")
                .flatMap(kind -> facts.list("kubevirt.io", kind, "").stream())
                .map(machine -> machine.path("metadata"))
                .map(metadata -> metadata.path("namespace").asText() + "/"
                        + metadata.path("name").asText())
                .toList();
    }
}

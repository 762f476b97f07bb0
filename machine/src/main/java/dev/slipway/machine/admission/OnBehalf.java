package dev.slipway.machine.admission;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.slipway.machine.facts.ClusterFacts;
import java.util.List;
import java.util.Optional;

/** A machine that one of Slipway's parts stores for a user. */
public final class OnBehalf {
    private OnBehalf() {}

    /**
     * Notes on the machine from where its disks may be cloned, by the rights of the user and not of the part, which admission
     * believes.
     *
     * @return why the user may not have this machine made, or nothing
     */
    public static Optional<Verdict.Denied> mark(
            ObjectNode machine, String namespace, String user, List<String> groups, ClusterFacts facts) {
        Review review = new Review(
                "kubevirt.io",
                "v1",
                "virtualmachines",
                "",
                Review.Operation.CREATE,
                namespace,
                machine.at("/metadata/name").asText(""),
                machine,
                null,
                user,
                groups,
                false);
        return CloneRights.ofTemplates(review, machine, facts)
                .filter(Verdict.Denied.class::isInstance)
                .map(Verdict.Denied.class::cast);
    }
}

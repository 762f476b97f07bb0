package dev.slipway.portal.networks;

import dev.slipway.portal.cluster.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A network as lists show it.
 *
 * @param key namespace and name of its NetworkAttachmentDefinition
 * @param plan what its configuration says
 * @param config the configuration itself
 * @param machines machines of the visitor that are attached, by name
 * @param created when it was made
 */
record NetworkRow(ObjectKey key, NetworkPlan plan, String config, List<ObjectKey> machines, Instant created) {
    private static final int NAMED = 4;

    NetworkRow {
        machines = List.copyOf(machines);
    }

    /** Returns the machines that are named; the others are only counted. */
    public List<ObjectKey> named() {
        return machines.subList(0, Math.min(NAMED, machines.size()));
    }

    /** Returns the number of machines that are not named. */
    public int others() {
        return machines.size() - named().size();
    }

    boolean matches(List<String> words) {
        String text = String.join("\n", key.name(), key.namespace(), plan.kind(), plan.detail())
                .toLowerCase(Locale.ROOT);
        return words.stream().allMatch(text::contains);
    }
}

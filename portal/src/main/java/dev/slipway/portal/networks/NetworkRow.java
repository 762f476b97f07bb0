package dev.slipway.portal.networks;

import dev.slipway.portal.access.Visible;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.lists.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A network as lists show it.
 *
 * @param key namespace and name of its NetworkAttachmentDefinition
 * @param plan what its configuration says
 * @param config the configuration itself
 * @param machines machines of the visitor that are attached, by name
 * @param created when it was made
 * @param text everything that words are looked for in, in lower case
 */
record NetworkRow(
        ObjectKey key, NetworkPlan plan, String config, List<ObjectKey> machines, Instant created, String text)
        implements Row {
    private static final int NAMED = 4;

    NetworkRow {
        machines = List.copyOf(machines);
    }

    static NetworkRow of(ObjectKey key, NetworkPlan plan, String config, List<ObjectKey> machines, Instant created) {
        String text = String.join("\n", key.name(), key.namespace(), plan.kind(), plan.detail());
        return new NetworkRow(key, plan, config, machines, created, text.toLowerCase(Locale.ROOT));
    }

    /** Returns it with those machines alone that somebody may see. */
    NetworkRow seen(Visible others) {
        List<ObjectKey> seen = machines.stream()
                .filter(machine -> others.in(machine.namespace()))
                .toList();
        return seen.size() == machines.size() ? this : new NetworkRow(key, plan, config, seen, created, text);
    }

    /** Says what a list shows of it, and not the names of all machines: pages are compared by it. */
    @Override
    public String toString() {
        return key + " " + config + " " + named() + " " + others() + " " + created;
    }

    @Override
    public String project() {
        return key.namespace();
    }

    /** Returns the machines that are named; the others are only counted. */
    public List<ObjectKey> named() {
        return machines.subList(0, Math.min(NAMED, machines.size()));
    }

    /** Returns the number of machines that are not named. */
    public int others() {
        return machines.size() - named().size();
    }

    /** Returns the address of what is done with it. */
    public String path() {
        return "/networks/" + key.namespace() + "/" + key.name();
    }

    /** Returns what its deletion means for the machines that are attached. */
    String loss() {
        if (machines.isEmpty()) {
            return "No machine that you may see is attached to it.";
        }
        String names = named().stream().map(ObjectKey::name).collect(Collectors.joining(", "))
                + (others() > 0 ? " and " + others() + " more" : "");
        return machines.size() == 1
                ? names + " is attached to it. It runs on, but will not start again until it is detached."
                : names + " are attached to it. They run on, but will not start again until they are detached.";
    }
}

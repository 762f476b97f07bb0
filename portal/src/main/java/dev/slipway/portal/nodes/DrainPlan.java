package dev.slipway.portal.nodes;

import dev.slipway.portal.cluster.ObjectKey;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a drain of a node does to the machines on it, as far as a visitor may know.
 *
 * @param fates what becomes of the machines that the visitor may see, in the order of their names
 * @param hidden number of those that he may not see, if he may know that number
 * @param blind whether there may be more of which he may not even know the number
 * @param going whether somebody drains the node now
 */
record DrainPlan(Map<ObjectKey, DrainFate> fates, int hidden, boolean blind, boolean going) {
    private static final int NAMED = 5;

    DrainPlan {
        fates = Collections.unmodifiableMap(new TreeMap<>(fates));
    }

    static DrainPlan of(List<DrainFate> fates, int hidden, boolean blind, boolean going) {
        return new DrainPlan(
                fates.stream().collect(Collectors.toMap(DrainFate::machine, fate -> fate)), hidden, blind, going);
    }

    /** Returns what becomes of a machine; empty if it is not known. */
    public String fate(ObjectKey machine) {
        return find(machine).map(DrainFate::sentence).orElse("");
    }

    /** Returns whether a machine does not move. */
    public boolean warns(ObjectKey machine) {
        return find(machine).filter(fate -> fate.kind() != DrainFate.Kind.MOVES).isPresent();
    }

    private Optional<DrainFate> find(ObjectKey machine) {
        return Optional.ofNullable(fates.get(machine));
    }

    /** Returns that no machine runs on the node, or none that the visitor may see. */
    public String none() {
        return blind || hidden > 0 ? "No machine that you may see runs here." : "No machine runs here.";
    }

    /** Returns the plan in sentences, before it is carried out. */
    String words() {
        if (fates.isEmpty() && hidden == 0) {
            return none() + " New ones keep away until the node is uncordoned.";
        }
        StringBuilder words = new StringBuilder("New machines keep away until the node is uncordoned.");
        add(
                words,
                DrainFate.Kind.MOVES,
                " moves",
                " move",
                " to other nodes and runs on",
                " to other nodes and run on");
        add(words, DrainFate.Kind.ENDS, " is shut down", " are shut down", "", "");
        fates.values().stream()
                .filter(fate -> fate.kind() == DrainFate.Kind.STAYS)
                .limit(NAMED)
                .forEach(fate -> words.append(' ')
                        .append(fate.machine().name())
                        .append(' ')
                        .append(fate.sentence())
                        .append('.'));
        long staying = count(DrainFate.Kind.STAYS);
        if (staying > NAMED) {
            words.append(" So do ").append(staying - NAMED).append(" more.");
        }
        if (hidden > 0) {
            words.append(' ')
                    .append(hidden)
                    .append(hidden == 1 ? " machine" : " machines")
                    .append(" that you may not see ");
            words.append(hidden == 1 ? "is" : "are").append(" here, too.");
        }
        return words.toString();
    }

    private void add(
            StringBuilder words, DrainFate.Kind kind, String one, String several, String afterOne, String after) {
        List<String> names = fates.values().stream()
                .filter(fate -> fate.kind() == kind)
                .map(fate -> fate.machine().name())
                .toList();
        if (!names.isEmpty()) {
            words.append(' ')
                    .append(names(names))
                    .append(names.size() == 1 ? one + afterOne : several + after)
                    .append('.');
        }
    }

    private long count(DrainFate.Kind kind) {
        return fates.values().stream().filter(fate -> fate.kind() == kind).count();
    }

    /** Returns the first names, and how many there are more. */
    static String names(List<String> names) {
        String named = names.stream().limit(NAMED).collect(Collectors.joining(", "));
        return names.size() > NAMED ? named + " and " + (names.size() - NAMED) + " more" : named;
    }
}

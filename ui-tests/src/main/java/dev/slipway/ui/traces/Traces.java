package dev.slipway.ui.traces;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What one look has found that machines may leave behind, a line each, which begins with the word for its kind: {@code process},
 * {@code file}, {@code mount}.
 *
 * @param lines in the order of the alphabet
 */
public record Traces(Set<String> lines) {
    public Traces {
        lines = new TreeSet<>(lines);
    }

    /** Returns what is here and was not there before. */
    public Traces since(Traces before) {
        Set<String> more = new TreeSet<>(lines);
        more.removeAll(before.lines());
        return new Traces(more);
    }

    /** Returns the kinds that there is something of. A look that does not see a running machine's could not see it left behind. */
    public Set<String> kinds() {
        return lines.stream().map(line -> line.split(" ", 2)[0]).collect(Collectors.toCollection(TreeSet::new));
    }
}

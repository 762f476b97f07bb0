package dev.slipway.portal.networks;

import dev.slipway.portal.layout.Frame;
import java.util.List;
import java.util.Map;

/**
 * The form for a new network.
 *
 * @param frame frame
 * @param wish what is filled in
 * @param problems what is wrong, by field
 * @param refusal why the cluster did not make it; empty if it was not asked
 * @param projects projects in which the visitor may make networks
 */
record NetworkFormPage(
        Frame frame, NetworkWish wish, Map<String, String> problems, String refusal, List<String> projects) {
    NetworkFormPage {
        problems = Map.copyOf(problems);
        projects = List.copyOf(projects);
    }

    /** Returns what is wrong with a field; empty if nothing is. */
    public String error(String field) {
        return problems.getOrDefault(field, "");
    }

    public boolean bridge() {
        return wish.kind().equals("bridge");
    }

    /** Returns what will be made; empty while it cannot be. */
    public String yaml() {
        return wish.problems().isEmpty() ? wish.yaml() : "";
    }
}

package dev.slipway.portal.create;

import dev.slipway.portal.layout.Frame;
import java.util.List;

/**
 * The create form as it is shown.
 *
 * @param frame what surrounds it
 * @param form what was typed
 * @param problems what is wrong with it
 * @param refusal what the cluster said; empty if it was not asked or did not mind
 * @param projects projects to choose from
 * @param yaml the object that would be created; empty while the form is wrong
 */
record CreatePage(
        Frame frame, MachineForm form, FormProblems problems, String refusal, List<String> projects, String yaml) {
    CreatePage {
        projects = List.copyOf(projects);
    }
}

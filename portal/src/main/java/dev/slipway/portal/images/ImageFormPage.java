package dev.slipway.portal.images;

import dev.slipway.portal.layout.Frame;
import java.util.List;

/**
 * The form for a new image as it is shown.
 *
 * @param frame what surrounds it
 * @param form what was typed
 * @param problems what is wrong with it
 * @param refusal what the cluster said; empty if it was not asked or did not mind
 * @param projects projects to choose from
 * @param classes storage classes to choose from
 * @param systems operating systems to choose from
 */
record ImageFormPage(
        Frame frame,
        ImageForm form,
        ImageProblems problems,
        String refusal,
        List<String> projects,
        List<StorageChoice> classes,
        List<String> systems) {
    ImageFormPage {
        projects = List.copyOf(projects);
        classes = List.copyOf(classes);
        systems = List.copyOf(systems);
    }

    /** Returns whether the less usual fields are shown: something is wrong with them, or they were filled in. */
    public boolean open() {
        return !problems.sentence("checksum").isEmpty()
                || !problems.sentence("description").isEmpty()
                || !form.checksum().isEmpty()
                || !form.description().isEmpty()
                || !form.os().isEmpty()
                || !form.storageClass().isEmpty();
    }

    /** A storage class, and whether it is the cluster's default. */
    public record StorageChoice(String name, boolean usual) {}
}

package dev.slipway.portal.create;

import dev.slipway.portal.images.ImageRow;
import dev.slipway.portal.layout.Frame;
import java.util.Optional;

/**
 * The create form as it is shown.
 *
 * @param frame what surrounds it
 * @param form what was typed
 * @param choices what it can choose from
 * @param problems what is wrong with it and shown at the fields
 * @param missing what is wrong with it in all, for the summary
 * @param refusal what the cluster said; empty if it was not asked or did not mind
 * @param yaml the object that would be created; empty while the form is wrong
 */
record CreatePage(
        Frame frame,
        MachineForm form,
        Choices choices,
        FormProblems problems,
        FormProblems missing,
        String refusal,
        String yaml) {

    /** Returns the image that was chosen. */
    public Optional<ImageRow> image() {
        return form.disk().source() == DiskSource.IMAGE
                ? form.disk().imageKey().flatMap(choices::image)
                : Optional.empty();
    }

    /** Returns where the disk comes from, in words. */
    public String origin() {
        return switch (form.disk().source()) {
            case IMAGE -> image().map(row -> "copy of " + row.key().name()).orElse("no image chosen");
            case URL -> "imported from an address";
            case BLANK -> "empty";
            case CLAIM ->
                form.disk().claim().isEmpty()
                        ? "no claim chosen"
                        : "claim " + form.disk().claim();
        };
    }

    /** Returns what is said under the size of the disk. */
    public String sizeHelp() {
        return switch (form.disk().source()) {
            case IMAGE ->
                image().map(row -> "At least " + DiskProblems.least(row) + " GiB, the disk of "
                                + row.key().name() + ". Only what is written takes space.")
                        .orElse("At least the size of the image.");
            case URL -> "At least the size that the guest sees. Only what is written takes space.";
            case BLANK, CLAIM -> "Only what is written takes space.";
        };
    }

    /** Returns who can sign in, in words. */
    public String login() {
        MachineForm.Login login = form.login();
        if (!login.userData().isEmpty()) {
            return "by your user data";
        }
        if (login.user().isEmpty()) {
            return "what the image has";
        }
        return login.user()
                + (login.password().isEmpty() ? "" : ", password")
                + (login.key().isEmpty() ? "" : ", SSH key");
    }
}

package dev.slipway.portal.layout;

import dev.slipway.portal.access.Visit;
import jakarta.ws.rs.core.Response;

/** How a dialog is put: over the page that is open, or as a page of its own. */
public final class Dialogs {
    private Dialogs() {}

    /**
     * Answers with a dialog.
     *
     * @param area path of the navigation entry that it belongs to
     */
    public static Response ask(int status, Visit visit, Frames frames, String area, Dialog dialog) {
        return Answers.page(
                status,
                visit.inPlace()
                        ? Templates.dialog(dialog)
                        : Templates.dialogPage(frames.frame(visit, dialog.title(), area), dialog));
    }
}

package dev.slipway.portal.machines;

import dev.slipway.portal.access.Visit;
import dev.slipway.portal.layout.Answers;
import dev.slipway.portal.layout.Frames;
import jakarta.ws.rs.core.Response;

/** How a question is put: as a dialog on the page that is open, or as a page of its own. */
final class Questions {
    private Questions() {}

    static Response ask(int status, Visit visit, Frames frames, Confirmation question) {
        return Answers.page(
                status,
                visit.inPlace()
                        ? Templates.question(question)
                        : Templates.questionPage(frames.frame(visit, question.title(), "/machines"), question));
    }
}

package dev.slipway.portal.layout;

import dev.slipway.portal.access.Visit;
import io.quarkus.qute.TemplateInstance;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Answers to actions: a toast in place where htmx asks, a redirect and then the toast elsewhere. */
@Singleton
public class Answers {
    private final PendingToasts pending;

    Answers(PendingToasts pending) {
        this.pending = pending;
    }

    /** Answers an action after which the browser stays where it is; without htmx it comes back to {@code back}. */
    public Response stay(Visit visit, Toast toast, String back) {
        if (!visit.inPlace()) {
            return move(visit, toast, back);
        }
        return toast(toast, toast.tone() == Toast.Tone.SUCCESS ? "done" : "refused");
    }

    /** Answers an action that is over even where parts of it were refused: dialogs close, the selection is empty. */
    public Response end(Visit visit, Toast toast, String back) {
        return visit.inPlace() ? toast(toast, "done") : move(visit, toast, back);
    }

    private static Response toast(Toast toast, String event) {
        return Response.ok(Templates.toast(toast).render(), MediaType.TEXT_HTML_TYPE)
                .header("HX-Reswap", "none")
                .header("HX-Trigger", event)
                .build();
    }

    /** Answers an action after which the browser goes elsewhere. */
    public Response move(Visit visit, Toast toast, String address) {
        pending.add(visit.session(), toast);
        return go(visit, address);
    }

    /** Sends the browser elsewhere. */
    public Response go(Visit visit, String address) {
        return visit.inPlace()
                ? Response.ok().header("HX-Redirect", address).build()
                : Response.seeOther(URI.create(address)).build();
    }

    /** Answers with a page or a part of one, as bytes, which the JDK makes of a text faster than the server. Browsers keep neither. */
    public static Response page(int status, TemplateInstance page) {
        return Response.status(status)
                .type(MediaType.TEXT_HTML_TYPE.withCharset(StandardCharsets.UTF_8.name()))
                .entity(page.render().getBytes(StandardCharsets.UTF_8))
                .build();
    }
}

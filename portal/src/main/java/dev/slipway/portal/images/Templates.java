package dev.slipway.portal.images;

import dev.slipway.portal.layout.Frame;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

@CheckedTemplate(basePath = "images")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(ImageList list);

    static native TemplateInstance part(ImageList list);

    static native TemplateInstance row(ImageRow row);

    static native TemplateInstance menu(ImageRow row, List<ImageOffer> offers, String csrf);

    static native TemplateInstance form(ImageFormPage page);

    static native TemplateInstance image(ImagePage page);

    static native TemplateInstance head(ImagePage.Head head);

    static native TemplateInstance body(ImagePage.Body body);

    static native TemplateInstance question(ImageQuestion question);

    static native TemplateInstance questionPage(Frame frame, ImageQuestion question);
}

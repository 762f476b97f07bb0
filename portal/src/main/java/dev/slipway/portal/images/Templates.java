package dev.slipway.portal.images;

import dev.slipway.portal.layout.Frame;
import dev.slipway.portal.lists.ListTable;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Map;

@CheckedTemplate(basePath = "images")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(ListTable<ImageRow> table, boolean mayCreate);

    static native TemplateInstance part(ListTable<ImageRow> table, boolean mayCreate);

    static native TemplateInstance row(ImageRow row, Map<String, Boolean> on);

    static native TemplateInstance menu(ImageRow row, List<ImageOffer> offers, String csrf);

    static native TemplateInstance form(ImageFormPage page);

    static native TemplateInstance image(ImagePage page);

    static native TemplateInstance head(ImagePage.Head head);

    static native TemplateInstance body(ImagePage.Body body);

    static native TemplateInstance question(ImageQuestion question);

    static native TemplateInstance questionPage(Frame frame, ImageQuestion question);
}

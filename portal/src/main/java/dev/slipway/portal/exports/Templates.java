package dev.slipway.portal.exports;

import dev.slipway.portal.layout.Frame;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "exports")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(ExportPage.Listing page);

    static native TemplateInstance export(Frame frame, ExportPage page);

    static native TemplateInstance body(ExportPage page);
}

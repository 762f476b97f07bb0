package dev.slipway.portal.overview;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "overview")
final class Templates {
    private Templates() {}

    static native TemplateInstance page(OverviewPage page);

    static native TemplateInstance numbers(Overview overview);
}

package dev.slipway.portal.layout;

import dev.slipway.portal.access.Theme;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "layout")
final class Templates {
    private Templates() {}

    static native TemplateInstance toast(Toast toast);

    static native TemplateInstance wrong(String title, String sentence, String back, Theme theme, boolean dark);
}

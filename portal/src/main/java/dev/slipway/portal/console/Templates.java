package dev.slipway.portal.console;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

@CheckedTemplate(basePath = "console")
final class Templates {
    private Templates() {}

    static native TemplateInstance console(ConsolePage page);

    static native TemplateInstance viewers(List<Viewers.Viewer> viewers);

    static native TemplateInstance viewersButton(int count);
}

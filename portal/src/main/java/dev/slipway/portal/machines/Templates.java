package dev.slipway.portal.machines;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.Map;

@CheckedTemplate(basePath = "machines")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(ListPage page);

    static native TemplateInstance part(ListPage page);

    static native TemplateInstance row(MachineRow row, Map<String, Boolean> on, boolean gone);
}

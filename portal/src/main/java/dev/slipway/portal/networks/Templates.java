package dev.slipway.portal.networks;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "networks")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(NetworksPage page);

    static native TemplateInstance part(NetworksPage page);
}

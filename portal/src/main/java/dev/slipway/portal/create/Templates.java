package dev.slipway.portal.create;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "create")
final class Templates {
    private Templates() {}

    static native TemplateInstance page(CreatePage page);

    static native TemplateInstance form(CreatePage page);

    static native TemplateInstance side(CreatePage page);

    static native TemplateInstance libvirt(LibvirtPage page);
}

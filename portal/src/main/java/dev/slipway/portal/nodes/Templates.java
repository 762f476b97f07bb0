package dev.slipway.portal.nodes;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "nodes")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(NodesPage page);

    static native TemplateInstance part(NodesPage page);

    static native TemplateInstance node(NodesPage.One page, String watch);
}

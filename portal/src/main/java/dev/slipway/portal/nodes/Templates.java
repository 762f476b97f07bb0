package dev.slipway.portal.nodes;

import dev.slipway.portal.lists.ListTable;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "nodes")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(ListTable<NodeRow> table);

    static native TemplateInstance part(ListTable<NodeRow> table);

    static native TemplateInstance node(NodePage page);
}

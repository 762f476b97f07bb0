package dev.slipway.portal.networks;

import dev.slipway.portal.layout.ListTable;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "networks")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(ListTable<NetworkRow> table);

    static native TemplateInstance part(ListTable<NetworkRow> table);
}

package dev.slipway.portal.networks;

import dev.slipway.portal.lists.ListTable;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "networks")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(ListTable<NetworkRow> table, boolean mayCreate);

    static native TemplateInstance part(ListTable<NetworkRow> table);

    static native TemplateInstance menu(NetworkRow network, String noDelete);

    static native TemplateInstance form(NetworkFormPage page);

    static native TemplateInstance side(NetworkFormPage page);
}

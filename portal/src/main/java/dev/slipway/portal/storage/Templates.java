package dev.slipway.portal.storage;

import dev.slipway.portal.lists.ListTable;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "storage")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(ListTable<StorageRow> table);

    static native TemplateInstance part(ListTable<StorageRow> table);

    static native TemplateInstance menu(StorageRow storage, String noChoice, String csrf);
}

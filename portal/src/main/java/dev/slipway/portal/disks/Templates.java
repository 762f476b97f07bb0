package dev.slipway.portal.disks;

import dev.slipway.portal.lists.ListTable;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "disks")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(ListTable<StoredDisk> table);

    static native TemplateInstance part(ListTable<StoredDisk> table);

    static native TemplateInstance menu(StoredDisk disk, String noDelete);
}

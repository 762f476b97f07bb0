package dev.slipway.portal.disks;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "disks")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(DiskList list);

    static native TemplateInstance part(DiskList list);

    static native TemplateInstance menu(StoredDisk disk, String noDelete);
}

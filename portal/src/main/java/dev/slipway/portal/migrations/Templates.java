package dev.slipway.portal.migrations;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "migrations")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(MigrationList list);

    static native TemplateInstance part(MigrationList list);

    static native TemplateInstance menu(MigrationRow migration, String noStop, String csrf);
}

package dev.slipway.portal.migrations;

import dev.slipway.portal.lists.ListTable;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "migrations")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(ListTable<MigrationRow> table);

    static native TemplateInstance part(ListTable<MigrationRow> table);

    static native TemplateInstance menu(MigrationRow migration, String noStop, String csrf);
}

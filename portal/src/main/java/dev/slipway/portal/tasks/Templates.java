package dev.slipway.portal.tasks;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;

@CheckedTemplate(basePath = "tasks")
final class Templates {
    private Templates() {}

    static native TemplateInstance pill(int running, long failures);

    static native TemplateInstance popover(List<Task> tasks);

    static native TemplateInstance log(TasksPage page);
}

package dev.slipway.portal.layout;

import dev.slipway.portal.access.Theme;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Optional;

@CheckedTemplate(basePath = "layout")
final class Templates {
    private Templates() {}

    static native TemplateInstance dialog(Dialog dialog);

    static native TemplateInstance dialogPage(Frame frame, Dialog dialog);

    static native TemplateInstance toast(Toast toast);

    static native TemplateInstance outagePart(Optional<Frame.Outage> outage);

    static native TemplateInstance found(String query, List<Findable.Found> found);

    static native TemplateInstance search(Frame frame, String query, List<Findable.Found> found);

    static native TemplateInstance wrong(
            String title, String sentence, List<Missing.Near> near, String back, Theme theme, boolean dark);
}

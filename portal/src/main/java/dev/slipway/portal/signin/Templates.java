package dev.slipway.portal.signin;

import dev.slipway.portal.access.Theme;
import dev.slipway.portal.layout.Frame;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;

@CheckedTemplate(basePath = "signin")
final class Templates {
    private Templates() {}

    static native TemplateInstance door(
            String provider, String providerPath, String user, String next, String problem, Theme theme, boolean dark);

    static native TemplateInstance onward(String address, String sentence, Theme theme, boolean dark);

    static native TemplateInstance password(Frame frame, String oldProblem, String newProblem);
}

package dev.slipway.portal.machines;

import dev.slipway.portal.layout.Frame;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Map;

@CheckedTemplate(basePath = "machines")
final class Templates {
    private Templates() {}

    static native TemplateInstance list(ListPage page);

    static native TemplateInstance part(ListPage page);

    static native TemplateInstance views(List<ListPage.Tab> tabs);

    static native TemplateInstance summary(ListPage.Summary summary);

    static native TemplateInstance news(int come, int gone, String href);

    static native TemplateInstance row(MachineRow row, Map<String, Boolean> on, boolean gone);

    static native TemplateInstance menu(
            MachineRow row, List<Offer> offers, String noConsole, String noClone, String csrf);

    static native TemplateInstance head(MachineHead head);

    static native TemplateInstance tabs(MachineHead head);

    static native TemplateInstance summaryTab(MachinePage.Summary page);

    static native TemplateInstance body(MachinePage.Body body);

    static native TemplateInstance guest(GuestPage guest);

    static native TemplateInstance disks(MachinePage.Disks page);

    static native TemplateInstance diskRows(DiskTab tab);

    static native TemplateInstance network(MachinePage.Networks page);

    static native TemplateInstance nicRows(NicTab tab);

    static native TemplateInstance snapshots(MachinePage.Snapshots page);

    static native TemplateInstance snapshotRows(SnapshotTab tab);

    static native TemplateInstance events(MachinePage.Events page);

    static native TemplateInstance yaml(MachinePage.Yaml page);

    static native TemplateInstance question(Confirmation question);

    static native TemplateInstance questionPage(Frame frame, Confirmation question);
}

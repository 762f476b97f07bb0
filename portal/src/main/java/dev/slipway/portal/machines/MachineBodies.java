package dev.slipway.portal.machines;

import static dev.slipway.portal.machines.MachineFacts.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.slipway.portal.access.Ask;
import dev.slipway.portal.access.Visit;
import dev.slipway.portal.cluster.ApiReply;
import dev.slipway.portal.cluster.ApiRequest;
import dev.slipway.portal.cluster.ClusterConnection;
import dev.slipway.portal.cluster.ClusterMirror;
import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.layout.Formats;
import dev.slipway.portal.tasks.Tasks;
import io.fabric8.kubernetes.api.model.Event;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Gathers what the tabs of a machine show, as far as the visitor may see it. */
@Singleton
class MachineBodies {
    private static final int RECENT = 8;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final MachinePages pages;
    private final ClusterMirror mirror;
    private final ClusterConnection connection;
    private final Tasks tasks;

    MachineBodies(MachinePages pages, ClusterMirror mirror, ClusterConnection connection, Tasks tasks) {
        this.pages = pages;
        this.mirror = mirror;
        this.connection = connection;
        this.tasks = tasks;
    }

    /** Returns what the tab Summary shows. */
    MachinePage.Body body(Visit visit, MachineFacts facts) {
        MachineRow row = MachineRow.of(facts);
        boolean agent = MachineState.instanceCondition(facts, "AgentConnected")
                .filter(condition -> "True".equals(condition.status()))
                .isPresent();
        return new MachinePage.Body(
                row,
                visit.csrf(),
                HealthItem.of(facts, row, Instant.now()),
                activity(visit, facts, RECENT),
                row.cpus() + " vCPU · " + Formats.bytes(row.memoryBytes()),
                row.runningSince(),
                MachineRow.addresses(facts),
                disks(facts, row),
                firmware(facts),
                policy(facts),
                row.created(),
                row.state().hasScreen() && pages.may(visit, Ask.SEE_SCREENS, facts.key())
                        ? row.path() + "/screenshot.png"
                        : "",
                row.state().hasScreen() && !pages.may(visit, Ask.SEE_SCREENS, facts.key())
                        ? Ask.SEE_SCREENS.lackedIn(facts.key().namespace())
                        : "",
                agent,
                row.node().isEmpty() || !pages.seesNodes(visit) ? "" : "/nodes/" + row.node(),
                MachineNotes.text(facts),
                commands(row),
                pages.noChange(visit, facts));
    }

    private static List<String> commands(MachineRow row) {
        String where = row.key().name() + " -n " + row.key().namespace();
        List<String> commands = new ArrayList<>();
        if (row.state().hasScreen()) {
            commands.add("virtctl console " + where);
            commands.add("virtctl vnc " + where);
            commands.add("virtctl ssh vm/" + where);
        } else {
            commands.add("virtctl start " + where);
        }
        commands.add("kubectl get vm " + where + " -o yaml");
        return commands;
    }

    /** Returns tasks and events about a machine, newest first; events only with the right to see them. */
    List<Activity> activity(Visit visit, MachineFacts facts, int limit) {
        List<Event> events = new ArrayList<>();
        if (pages.may(visit, Ask.LIST_EVENTS, facts.key())) {
            events.addAll(mirror.events().about("VirtualMachine", facts.key()));
            events.addAll(mirror.events().about("VirtualMachineInstance", facts.key()));
            facts.dataVolumes()
                    .forEach(volume -> events.addAll(mirror.events().about("DataVolume", ObjectKey.of(volume))));
        }
        return Activity.of(tasks.about(MachineTasks.KIND, facts.key(), limit), events, limit);
    }

    /** Asks the guest agent, as the visitor. */
    GuestPage guest(Visit visit, ObjectKey key) {
        ApiReply reply = connection.send(
                visit.identity(),
                ApiRequest.get(MachineActions.subresource("virtualmachineinstances", key) + "/guestosinfo"));
        return GuestPage.of(reply);
    }

    /** Returns the text to edit: as the API gives it to the visitor, else as the mirror has it. */
    String yaml(Visit visit, MachineFacts facts) {
        ApiReply reply = connection.send(visit.identity(), ApiRequest.get(MachineActions.machine(facts.key())));
        JsonNode object = reply.succeeded() ? reply.json() : JSON.valueToTree(facts.vm());
        return MachineYaml.write(MachineYaml.editable(object));
    }

    private static String disks(MachineFacts facts, MachineRow row) {
        long there = DiskRow.of(facts).stream().filter(disk -> disk.bytes() > 0).count();
        int missing = facts.missingClaims().size();
        return (there + missing) + " · " + Formats.bytes(row.diskBytes())
                + (missing == 0 ? "" : ", " + missing + " missing");
    }

    private static String firmware(MachineFacts facts) {
        var bootloader = facts.domain()
                .map(domain -> domain.firmware())
                .map(firmware -> firmware.bootloader())
                .orElse(null);
        if (bootloader == null || bootloader.efi() == null) {
            return "BIOS";
        }
        // secureBoot is on unless it is switched off (KubeVirt v1.9.0, EFI.secureBoot)
        return Boolean.FALSE.equals(bootloader.efi().secureBoot()) ? "UEFI" : "UEFI, Secure Boot";
    }

    private static String policy(MachineFacts facts) {
        var spec = facts.vm().getSpec();
        String strategy = spec == null ? "" : text(spec.runStrategy());
        if (strategy.isEmpty() && spec != null && spec.running() != null) {
            strategy = spec.running() ? "Always" : "Halted";
        }
        return switch (strategy) {
            case "Always" -> "Always on";
            case "Halted" -> "Off until started";
            case "Manual" -> "Started and stopped by hand";
            case "RerunOnFailure" -> "Started again after a failure";
            case "Once" -> "Runs once";
            case "WaitAsReceiver" -> "Waits for a migration";
            default -> strategy;
        };
    }
}

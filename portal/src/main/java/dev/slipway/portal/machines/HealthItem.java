package dev.slipway.portal.machines;

import dev.slipway.api.kubevirt.VirtualMachineInstanceCondition;
import dev.slipway.api.names.SlipwayNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Something an admin should know about a machine, with the way to mend it.
 *
 * @param tone how grave it is
 * @param title what is so
 * @param text what it means and what to do
 * @param fix the way to mend it
 */
public record HealthItem(Tone tone, String title, String text, Optional<Fix> fix) {
    private static final Duration AGENT_PATIENCE = Duration.ofMinutes(3);

    /** How grave something is. */
    public enum Tone {
        CRITICAL("error", "err"),
        WARNING("warning", "warn"),
        INFO("info", "busy"),
        FINE("check", "ok");

        private final String icon;
        private final String colour;

        Tone(String icon, String colour) {
            this.icon = icon;
            this.colour = colour;
        }

        public String icon() {
            return icon;
        }

        public String colour() {
            return colour;
        }
    }

    /** A button that mends: a link, or an action. */
    public record Fix(String words, String path, boolean link) {}

    /** Decides what to tell about a machine, the gravest first; the last item says that all else is well. */
    static List<HealthItem> of(MachineFacts facts, MachineRow row, Instant now) {
        List<HealthItem> items = new ArrayList<>();
        state(row).ifPresent(items::add);
        missing(facts, row).ifPresent(items::add);
        paused(facts, row).ifPresent(items::add);
        restart(facts, row).ifPresent(items::add);
        migratable(facts, row).ifPresent(items::add);
        accelerator(facts, row).ifPresent(items::add);
        agent(facts, row, now).ifPresent(items::add);
        items.sort(java.util.Comparator.comparing(HealthItem::tone));
        items.add(rest(row, items.isEmpty()));
        return List.copyOf(items);
    }

    private static Optional<HealthItem> state(MachineRow row) {
        MachineState state = row.state();
        String reason = state.reason();
        return switch (state.word()) {
            case ERROR ->
                Optional.of(new HealthItem(
                        Tone.CRITICAL,
                        "It does not run:",
                        sentence(reason) + " The cluster tries again by itself when the cause is gone.",
                        Optional.of(new Fix("Show events", row.path() + "/events", true))));
            case NOT_PLACED ->
                Optional.of(new HealthItem(
                        Tone.CRITICAL,
                        "No node can take it:",
                        sentence(reason) + " Free room on a node, or give the machine less, then it starts by itself.",
                        Optional.of(new Fix("Change size", row.path() + "/yaml", true))));
            case UNKNOWN ->
                Optional.of(new HealthItem(
                        Tone.WARNING,
                        "Its state is not known:",
                        sentence(reason)
                                + " The guest may well run on; look at the node before you start it elsewhere.",
                        Optional.empty()));
            case RUNNING, STARTING, STOPPING, PROVISIONING, MIGRATING, PAUSED, STOPPED, DELETING -> Optional.empty();
        };
    }

    private static Optional<HealthItem> missing(MachineFacts facts, MachineRow row) {
        List<String> claims = facts.missingClaims();
        boolean off = row.state().word() == StateWord.STOPPED || row.state().word() == StateWord.ERROR;
        if (claims.isEmpty() || !off) {
            return Optional.empty();
        }
        String project = facts.key().namespace();
        String first = claims.getFirst();
        return Optional.of(new HealthItem(
                Tone.WARNING,
                claims.size() == 1 ? "A disk is missing." : claims.size() + " disks are missing.",
                "There is no " + String.join(", no ", claims) + " in project " + project
                        + ". Upload or import an image of that name into it, or remove the disk from the machine.",
                Optional.of(new Fix(
                        "Upload " + first, "/images/new?how=upload&project=" + project + "&name=" + first, true))));
    }

    private static Optional<HealthItem> paused(MachineFacts facts, MachineRow row) {
        if (row.state().word() != StateWord.PAUSED) {
            return Optional.empty();
        }
        boolean io = MachineState.instanceCondition(facts, "Paused")
                .filter(condition -> "PausedIOError".equals(condition.reason()))
                .isPresent();
        return Optional.of(
                io
                        ? new HealthItem(
                                Tone.CRITICAL,
                                "Stopped by a disk error.",
                                "The guest waits because a disk could not be written: it is full or unreachable. Make room, then resume.",
                                Optional.of(new Fix("Resume", row.path() + "/resume", false)))
                        : new HealthItem(
                                Tone.WARNING,
                                "The guest stands still.",
                                "It was paused " + row.state().reason() + ". Its memory is kept; nothing runs in it.",
                                Optional.of(new Fix("Resume", row.path() + "/resume", false))));
    }

    private static Optional<HealthItem> restart(MachineFacts facts, MachineRow row) {
        return row.state().notes().contains(MachineState.Note.RESTART)
                ? Optional.of(new HealthItem(
                        Tone.INFO,
                        "Changes wait for a restart.",
                        pending(facts),
                        Optional.of(new Fix("Restart now", row.path() + "/restart", false))))
                : Optional.empty();
    }

    private static String pending(MachineFacts facts) {
        List<Difference> changes = PendingChanges.of(facts).stream()
                .map(change -> new Difference(
                        change.path().replaceFirst("^domain\\.(devices\\.)?", ""), change.before(), change.after()))
                .toList();
        return changes.isEmpty()
                ? "The machine was edited in ways that a running guest cannot take over."
                : "A running guest cannot take them over: " + MachineEditor.summary(changes) + ".";
    }

    private static Optional<HealthItem> migratable(MachineFacts facts, MachineRow row) {
        return MachineState.instanceCondition(facts, "LiveMigratable")
                .filter(condition -> row.state().word() == StateWord.RUNNING && "False".equals(condition.status()))
                .map(condition -> new HealthItem(
                        Tone.INFO,
                        "It cannot move to another node while it runs.",
                        sentence(MachineFacts.text(condition.message())) + " Draining its node would stop it.",
                        Optional.empty()));
    }

    private static Optional<HealthItem> accelerator(MachineFacts facts, MachineRow row) {
        boolean emulated = facts.instance()
                .map(vmi -> vmi.getMetadata().getAnnotations())
                .map(Map.class::cast)
                .filter(annotations -> "tcg".equals(annotations.get(SlipwayNames.ACCELERATOR)))
                .isPresent();
        return emulated && row.state().hasScreen()
                ? Optional.of(new HealthItem(
                        Tone.INFO,
                        "It runs without KVM.",
                        "The processor is emulated because KVM does not work on " + row.node()
                                + "; expect about a tenth of the speed.",
                        Optional.empty()))
                : Optional.empty();
    }

    private static Optional<HealthItem> agent(MachineFacts facts, MachineRow row, Instant now) {
        boolean connected = MachineState.instanceCondition(facts, "AgentConnected")
                .map(VirtualMachineInstanceCondition::status)
                .filter("True"::equals)
                .isPresent();
        boolean longEnough = row.runningSince()
                .filter(since -> since.plus(AGENT_PATIENCE).isBefore(now))
                .isPresent();
        return longEnough && !connected
                ? Optional.of(new HealthItem(
                        Tone.INFO,
                        "The guest agent does not answer.",
                        "Host name, users and file systems are not known, and shutting down depends on ACPI. Install qemu-guest-agent in the guest.",
                        Optional.empty()))
                : Optional.empty();
    }

    private static HealthItem rest(MachineRow row, boolean alone) {
        String title = alone ? "All is well." : "Everything else is fine.";
        String text = switch (row.state().word()) {
            case RUNNING, MIGRATING, PAUSED ->
                row.address().isEmpty()
                        ? "The guest has no address yet."
                        : "The guest has the address " + row.address() + ".";
            case STOPPED -> "It is off; nothing of it runs.";
            case STARTING, STOPPING, PROVISIONING, DELETING -> "It is on its way.";
            case ERROR, NOT_PLACED, UNKNOWN -> "";
        };
        return new HealthItem(Tone.FINE, title, text, Optional.empty());
    }

    /** Returns a message with the full stop that it may lack. */
    static String sentence(String message) {
        String trimmed = message.strip();
        return trimmed.isEmpty() || trimmed.endsWith(".") ? trimmed : trimmed + ".";
    }
}

package dev.slipway.portal.machines;

import dev.slipway.portal.layout.Frame;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The tabs of a machine's page, ready for their templates. */
public sealed interface MachinePage {
    /** Returns the frame. */
    Frame frame();

    /** Returns the top. */
    MachineHead head();

    /** The tab Summary. */
    record Summary(Frame frame, MachineHead head, Body body) implements MachinePage {}

    /**
     * What the tab Summary shows.
     *
     * @param health what to know, gravest first
     * @param activity what happened lately
     * @param size CPUs and memory in words
     * @param started when the guest began to run
     * @param addresses IP addresses
     * @param disks number and size in words
     * @param firmware firmware in words
     * @param policy run strategy in words
     * @param created when the machine was made
     * @param screenshot address of the console picture; empty without a screen or the right to see it
     * @param noScreenshot which right the visitor lacks for the picture; empty for none
     * @param guest whether the guest agent can be asked
     * @param nodePage address of the page of its node; empty without one, or without the right to see nodes
     * @param notes what somebody wrote about it; may be empty
     * @param commands commands that do the same in a terminal
     * @param noChange why the machine cannot be changed now; empty if it can
     */
    record Body(
            MachineRow row,
            String csrf,
            List<HealthItem> health,
            List<Activity> activity,
            String size,
            Optional<Instant> started,
            List<String> addresses,
            String disks,
            String firmware,
            String policy,
            Instant created,
            String screenshot,
            String noScreenshot,
            boolean guest,
            String nodePage,
            String notes,
            List<String> commands,
            String noChange) {}

    /** The tab Disks. */
    record Disks(Frame frame, MachineHead head, DiskTab tab) implements MachinePage {}

    /** The tab Network. */
    record Networks(Frame frame, MachineHead head, NicTab tab) implements MachinePage {}

    /** The tab Snapshots. */
    record Snapshots(Frame frame, MachineHead head, SnapshotTab tab) implements MachinePage {}

    /** The tab Events. */
    record Events(Frame frame, MachineHead head, List<Activity> events, boolean allowed) implements MachinePage {}

    /**
     * The tab YAML.
     *
     * @param yaml text to edit
     * @param base text as it was when the editing began
     * @param problem what is wrong with it; may be empty
     * @param checked what the cluster says to it; may be empty
     * @param theirs what somebody else has changed since
     * @param mine what this edit changes
     * @param editable whether the visitor may change the machine
     */
    record Yaml(
            Frame frame,
            MachineHead head,
            String yaml,
            String base,
            String problem,
            String checked,
            List<Difference> theirs,
            List<Difference> mine,
            boolean editable)
            implements MachinePage {}
}

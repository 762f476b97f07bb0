package dev.slipway.portal.machines;

import java.util.List;
import java.util.stream.Stream;

/**
 * The top of every page of a machine: name, state, actions, tabs.
 *
 * @param row the machine
 * @param csrf token for its forms
 * @param primary the first button: "console", "start", or empty
 * @param buttons actions beside it
 * @param menu actions in the menu
 * @param why reasons of buttons that are off, one sentence each
 * @param tabs tabs
 */
public record MachineHead(
        MachineRow row,
        String csrf,
        String primary,
        List<Offer> buttons,
        List<Offer> menu,
        List<String> why,
        String noConsole,
        String noClone,
        List<Tab> tabs) {

    /** A tab. */
    public record Tab(String words, String count, String href, boolean current) {}

    /** Puts the offers in their places. */
    static MachineHead of(
            MachineRow row, List<Offer> offers, String noConsole, String noClone, List<Tab> tabs, String csrf) {
        boolean stopped = row.state().word() == StateWord.STOPPED;
        List<Action> shown = stopped ? List.of(Action.START) : List.of(Action.SHUT_DOWN, Action.RESTART);
        List<Offer> buttons =
                offers.stream().filter(offer -> shown.contains(offer.action())).toList();
        return new MachineHead(
                row,
                csrf,
                row.state().hasScreen() ? "console" : stopped ? "start" : "",
                buttons,
                offers.stream().filter(offer -> !shown.contains(offer.action())).toList(),
                Stream.concat(
                                row.state().hasScreen() ? Stream.of(noConsole) : Stream.of(),
                                buttons.stream().map(Offer::reason))
                        .filter(reason -> !reason.isEmpty())
                        .toList(),
                noConsole,
                noClone,
                tabs);
    }

    /** Returns the tabs of a machine. */
    static List<Tab> tabs(MachineRow row, int disks, int nics, String current) {
        String path = row.path();
        return List.of(
                new Tab("Summary", "", path, current.isEmpty()),
                new Tab("Console", "", path + "/console", current.equals("console")),
                new Tab("Disks", Integer.toString(disks), path + "/disks", current.equals("disks")),
                new Tab("Network", Integer.toString(nics), path + "/network", current.equals("network")),
                new Tab("Snapshots", "", path + "/snapshots", current.equals("snapshots")),
                new Tab("Events", "", path + "/events", current.equals("events")),
                new Tab("YAML", "", path + "/yaml", current.equals("yaml")));
    }
}

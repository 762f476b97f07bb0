package dev.slipway.portal.machines;

import dev.slipway.portal.layout.Dialog;
import java.util.List;

/**
 * A question before something that cannot be undone; a dialog where there is script, else a page.
 *
 * @param title question
 * @param text what will happen
 * @param address where the answer goes
 * @param csrf token
 * @param hidden what the form carries along
 * @param word what must be typed; empty if nothing
 * @param typed what was typed wrongly; empty if nothing was
 * @param button word on the button
 * @param names machines it is about, if they are several
 * @param disks disks to keep or delete, of one machine
 * @param plentyOfDisks disks to keep or delete together, in words; empty if there are none
 * @param back where Cancel leads to
 */
public record Confirmation(
        String title,
        String text,
        String address,
        String csrf,
        List<ListPage.Hidden> hidden,
        String word,
        String typed,
        String button,
        List<String> names,
        List<DiskFate> disks,
        String plentyOfDisks,
        String back) {

    /** Returns what is wrong with the typed word; empty if nothing was typed yet. */
    public String wrongWord() {
        return typed.isEmpty() ? "" : Dialog.mistyped(typed, word);
    }

    /** Returns the question before an action on one machine. */
    static Confirmation of(MachineRow row, Action action, String csrf) {
        String name = row.key().name();
        String text = switch (action) {
            case RESET ->
                "The guest is cut off as by its reset button and boots again. What it has not written to its disks is lost.";
            case POWER_OFF ->
                "The guest is cut off as by pulling its plug. What it has not written to its disks is lost. Shut down asks the guest first.";
            case START, SHUT_DOWN, RESTART, PAUSE, RESUME, MIGRATE, DELETE -> "";
        };
        return new Confirmation(
                action.word() + " " + name + "?",
                text,
                row.path() + "/" + action.path(),
                csrf,
                List.of(),
                "",
                "",
                action.word(),
                List.of(),
                List.of(),
                "",
                row.path());
    }

    /** Returns the question before deleting one machine. */
    static Confirmation delete(MachineRow row, List<DiskFate> disks, String typed, String csrf) {
        String name = row.key().name();
        String running = row.state().hasScreen() ? " It is running and will be shut down first." : "";
        return new Confirmation(
                "Delete " + name + "?",
                "The machine, its settings and its place in " + row.key().namespace() + " are gone for good." + running,
                row.path() + "/delete",
                csrf,
                List.of(),
                name,
                typed,
                "Delete",
                List.of(),
                disks,
                "",
                row.path());
    }
}

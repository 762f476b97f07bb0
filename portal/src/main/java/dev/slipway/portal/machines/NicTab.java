package dev.slipway.portal.machines;

import java.util.List;

/**
 * What the tab Network of a machine shows.
 *
 * @param path address of the machine's page
 * @param csrf token for forms
 * @param rows network interfaces
 * @param noChange why they cannot be changed now; empty if they can
 */
public record NicTab(String path, String csrf, List<NicRow> rows, String noChange) {
    static NicTab of(MachineFacts facts, String csrf, String noChange) {
        return new NicTab(MachineRow.of(facts).path(), csrf, NicRow.of(facts), noChange);
    }
}

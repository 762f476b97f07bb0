package dev.slipway.portal.machines;

import java.util.List;

/**
 * What the tab Disks of a machine shows.
 *
 * @param path address of the machine's page
 * @param rows disks and drives
 * @param noChange why they cannot be changed now; empty if they can
 */
public record DiskTab(String path, List<DiskRow> rows, String noChange) {
    static DiskTab of(MachineFacts facts, String noChange) {
        return new DiskTab(MachineRow.of(facts).path(), DiskRow.of(facts), noChange);
    }
}

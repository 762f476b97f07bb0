package dev.slipway.portal.hardware;

import dev.slipway.portal.create.Choices;
import dev.slipway.portal.create.DiskChoice;
import dev.slipway.portal.create.DiskProblems;
import dev.slipway.portal.create.DiskSource;
import dev.slipway.portal.images.Quoted;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A disk that somebody wants in a machine.
 *
 * @param name name in the machine
 * @param disk where it comes from
 * @param bus how it is connected
 * @param now whether a running guest gets it at once
 */
record DiskWish(String name, DiskChoice disk, String bus, boolean now) {
    /** Buses of disks, the fast one first. */
    static final List<String> BUSES = List.of("virtio", "scsi", "sata");

    /** Buses of drives. */
    static final List<String> DRIVE_BUSES = List.of("sata", "scsi");

    /** Returns what is wrong with it, by field. */
    Map<String, String> problems(Choices choices, String project, List<String> taken) {
        Map<String, String> found = new LinkedHashMap<>();
        DiskProblems.source(disk, choices, project).ifPresent(sentence -> found.put("content", sentence));
        DiskProblems.size(disk, choices).ifPresent(sentence -> found.put("size", sentence));
        DeviceName.problem(name, taken).ifPresent(sentence -> found.put("name", sentence));
        if (!BUSES.contains(bus)) {
            found.put("bus", Quoted.of(bus) + " is no bus. Use " + String.join(", ", BUSES) + ".");
        } else if (now && bus.equals("sata")) {
            found.put("bus", "A running guest takes no SATA disk. Use virtio or scsi, or add it at the next start.");
        }
        return found;
    }

    /** Returns the name of the claim behind it. */
    String claim(String machine) {
        return disk.source() == DiskSource.CLAIM ? disk.claim() : machine + "-" + name;
    }
}

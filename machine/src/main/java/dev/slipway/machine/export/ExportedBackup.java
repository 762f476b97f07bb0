package dev.slipway.machine.export;

import java.util.List;
import java.util.Optional;

/**
 * A backup whose disks are pulled from the guest's node.
 *
 * @param uid its uid
 * @param type {@code Full} or {@code Incremental}
 * @param checkpoint the checkpoint that began with it, if it is known
 * @param volumes its volumes
 * @param instance uid of the guest's instance, if it has one
 */
public record ExportedBackup(
        String uid, String type, Optional<String> checkpoint, List<String> volumes, Optional<String> instance) {
    static String data(String volume) {
        return "/exports/" + volume + "/data";
    }

    static String map(String volume) {
        return "/exports/" + volume + "/map";
    }
}

package dev.slipway.portal.disks;

import dev.slipway.portal.cluster.ObjectKey;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A disk as lists show it.
 *
 * @param id id of its row
 * @param key namespace and name of its claim, and of the DataVolume that fills it
 * @param state state
 * @param bytes size; 0 if it is not known
 * @param storage storage class; may be empty
 * @param created when it was made
 * @param machines machines that use it, by name
 * @param image the image whose disk it is
 * @param filled whether a DataVolume made it, which goes with it
 */
record StoredDisk(
        String id,
        ObjectKey key,
        DiskState state,
        long bytes,
        String storage,
        Instant created,
        List<ObjectKey> machines,
        Optional<ObjectKey> image,
        boolean filled) {
    StoredDisk {
        machines = List.copyOf(machines);
    }

    /** Returns whether neither a machine nor an image has it. */
    public boolean unused() {
        return machines.isEmpty() && image.isEmpty();
    }

    /** Returns whether a new machine could begin with it. */
    public boolean free() {
        return unused() && state.word() == DiskWord.READY;
    }

    /** Returns the address of what is done with it. */
    public String path() {
        return "/disks/" + key.namespace() + "/" + key.name();
    }

    /** Returns why it may not be deleted; empty if it may. */
    String held() {
        if (!machines.isEmpty()) {
            return key.name() + " belongs to machine " + machines.getFirst().name()
                    + "; remove it there, or delete the machine with it.";
        }
        if (image.isPresent()) {
            return key.name() + " is the disk of image " + image.get().name() + "; delete the image.";
        }
        return state.word() == DiskWord.DELETING ? key.name() + " is being deleted already." : "";
    }

    /** Returns whether all words are found in what the row shows. */
    boolean matches(List<String> words) {
        if (words.isEmpty()) {
            return true;
        }
        StringBuilder all = new StringBuilder(
                String.join("\n", key.name(), key.namespace(), state.words(), storage, unused() ? "unused" : ""));
        machines.forEach(machine -> all.append('\n').append(machine.name()));
        image.ifPresent(found -> all.append('\n').append(found.name()));
        String text = all.toString().toLowerCase(Locale.ROOT);
        return words.stream().allMatch(text::contains);
    }
}

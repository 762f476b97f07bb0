package dev.slipway.portal.disks;

import dev.slipway.portal.cluster.ObjectKey;
import dev.slipway.portal.lists.Row;
import java.time.Instant;
import java.util.Locale;

/**
 * A disk as lists show it.
 *
 * @param id id of its row
 * @param key namespace and name of its claim, and of the DataVolume that fills it
 * @param state state
 * @param bytes size; 0 if it is not known
 * @param storage storage class; may be empty
 * @param created when it was made
 * @param users what uses it, as far as the visitor may know
 * @param filled whether a DataVolume made it, which goes with it
 * @param text everything that words are looked for in, in lower case
 */
record StoredDisk(
        String id,
        ObjectKey key,
        DiskState state,
        long bytes,
        String storage,
        Instant created,
        DiskUsers users,
        boolean filled,
        String text)
        implements Row {
    StoredDisk(
            String id,
            ObjectKey key,
            DiskState state,
            long bytes,
            String storage,
            Instant created,
            DiskUsers users,
            boolean filled) {
        this(id, key, state, bytes, storage, created, users, filled, text(key, state, storage, users));
    }

    /** Returns it as somebody sees it who may not know all its users. */
    StoredDisk seen(DiskUsers others) {
        return others.equals(users) ? this : new StoredDisk(id, key, state, bytes, storage, created, others, filled);
    }

    @Override
    public String project() {
        return key.namespace();
    }

    /** Returns whether neither a machine nor an image has it. */
    public boolean unused() {
        return !users.inMachine() && !users.ofImage();
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
        String hold = users.hold(key);
        if (!hold.isEmpty()) {
            return hold;
        }
        return state.word() == DiskWord.DELETING ? key.name() + " is being deleted already." : "";
    }

    private static String text(ObjectKey key, DiskState state, String storage, DiskUsers users) {
        StringBuilder all = new StringBuilder(String.join(
                "\n",
                key.name(),
                key.namespace(),
                state.words(),
                storage,
                users.inMachine() || users.ofImage() ? "" : "unused"));
        users.names().forEach(name -> all.append('\n').append(name));
        return all.toString().toLowerCase(Locale.ROOT);
    }
}

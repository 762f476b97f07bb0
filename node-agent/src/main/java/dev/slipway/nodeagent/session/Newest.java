package dev.slipway.nodeagent.session;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;

/** Tells which of two copies of an object was stored later. */
public final class Newest {
    private Newest() {}

    /** Returns the later one, or the only one. */
    public static <T extends HasMetadata> Optional<T> of(Optional<T> one, Optional<T> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.or(() -> other);
        }
        return isNewer(other.get(), one.get()) ? other : one;
    }

    /** Versions of etcd grow; where they are no numbers, what the watch brought last counts. */
    static boolean isNewer(HasMetadata found, HasMetadata known) {
        try {
            return Long.parseLong(found.getMetadata().getResourceVersion())
                    >= Long.parseLong(known.getMetadata().getResourceVersion());
        } catch (NumberFormatException e) {
            return true;
        }
    }
}
